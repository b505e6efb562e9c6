import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import {
  foundMessagesMax,
  searchedLengthMax,
  searchResultsMax,
  searchScanMax,
  searchTextLengthMax,
  threadHitsMax,
  threadScanMax,
} from "./limits";
import { reachOf, segmentsOf } from "./threads";

/**
 * Two ways to search. Names are short and few: a substring of one is found by looking at the latest rows,
 * within a bound. Messages are long and many: words of theirs are found by an index, and so are those of
 * tasks and memories that are beyond the bound.
 */

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

/**
 * Rows that contain the needle, last changed first: in any of their texts among the latest ones, by the
 * words of an index among all that are older.
 */
export async function findLatest<Row extends { _id: string; updatedAt: number }>(
  latest: Row[],
  needle: string,
  textsOf: (row: Row) => (string | undefined)[],
  holdingWords: () => Promise<Row[]>,
): Promise<Row[]> {
  const found = matching(latest, needle, textsOf);
  if (latest.length < searchScanMax || found.length >= searchResultsMax) {
    return found;
  }
  const seen = new Set(latest.map(({ _id }) => _id));
  const older = (await holdingWords())
    .filter(({ _id }) => !seen.has(_id))
    .sort((a, b) => b.updatedAt - a.updatedAt);
  return [...found, ...older].slice(0, searchResultsMax);
}

/**
 * The caller's messages that hold the words, best match first, of one thread or of all that are visible.
 * What is in the trash is left out behind the search, which goes on until enough is found: a further filter
 * field would make every message dearer to write, and a message goes there with its thread, which its own
 * row does not say. `lengthMax` is how many characters it may read.
 */
export async function findMessages(
  ctx: QueryCtx,
  user: Doc<"users">,
  words: string,
  thread?: Doc<"threads">,
  lengthMax = searchedLengthMax,
): Promise<Doc<"messages">[]> {
  const matches =
    thread === undefined ? matchesOfUser(ctx, user, words) : matchesOfThread(ctx, thread, words);
  const found: Doc<"messages">[] = [];
  let lengthRead = 0;
  for await (const { message, reach } of matches) {
    lengthRead += message.content.length + (message.contentJson?.length ?? 0);
    if (message.deletedAt === undefined && message.position <= reach) found.push(message);
    if (found.length >= foundMessagesMax || lengthRead >= lengthMax) break;
  }
  return found;
}

/** The words of a text, as the index cuts them. */
const wordsOf = (needle: string) => needle.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");

/**
 * The messages of a thread that hold every word of the needle, the latest first, and whether there may be more
 * of them: where very many hold the words, the best matches are found.
 */
export async function findInThread(ctx: QueryCtx, thread: Doc<"threads">, needle: string) {
  const words = wordsOf(needle);
  const found: Doc<"messages">[] = [];
  let [scanned, lengthRead] = [0, 0];
  let isCut = false;
  if (words.length === 0) return { found, isCut };
  for await (const { message, reach } of matchesOfThread(ctx, thread, needle)) {
    const { content, contentJson = "" } = message;
    const text = content.toLowerCase();
    const isVisible = message.deletedAt === undefined && message.position <= reach;
    if (isVisible && words.every((word) => text.includes(word))) found.push(message);
    scanned += 1;
    lengthRead += content.length + contentJson.length;
    isCut = found.length >= threadHitsMax || scanned >= threadScanMax || lengthRead >= searchedLengthMax;
    if (isCut) break;
  }
  return { found: found.sort((a, b) => b.position - a.position), isCut };
}

/** A message that holds the words, and the last position of its thread that may be found. */
type Match = { message: Doc<"messages">; reach: number };

async function* matchesOfUser(
  ctx: QueryCtx,
  user: Doc<"users">,
  words: string,
): AsyncGenerator<Match> {
  const reaches = new Map<Id<"threads">, number>();
  const messages = ctx.db
    .query("messages")
    .withSearchIndex("search_content", (q) => q.search("content", words).eq("userId", user._id));
  for await (const message of messages) {
    const { threadId } = message;
    if (!reaches.has(threadId)) {
      const thread = await ctx.db.get("threads", threadId);
      reaches.set(threadId, thread === null ? 0 : await reachOf(ctx, thread));
    }
    yield { message, reach: reaches.get(threadId)! };
  }
}

async function* matchesOfThread(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  words: string,
): AsyncGenerator<Match> {
  for (const { threadId, end } of await segmentsOf(ctx, thread)) {
    const messages = ctx.db
      .query("messages")
      .withSearchIndex("search_content", (q) => q.search("content", words).eq("threadId", threadId));
    for await (const message of messages) yield { message, reach: end ?? Infinity };
  }
}
