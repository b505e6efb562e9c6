import { searchResultsMax, searchTextLengthMax } from "./limits";

/** Substring search over rows that the caller has read within a bound, until there are search indexes. */

/** What to look for; empty where nothing is to be found. */
export const needleOf = (text: string) => text.trim().slice(0, searchTextLengthMax).toLowerCase();

/** Those of the rows that have the needle in one of their texts, in the same order, within our bound. */
export function matching<Row>(
  rows: Row[],
  needle: string,
  textsOf: (row: Row) => (string | undefined)[],
): Row[] {
  const contains = (text: string | undefined) => text?.toLowerCase().includes(needle) ?? false;
  return rows.filter((row) => textsOf(row).some(contains)).slice(0, searchResultsMax);
}
