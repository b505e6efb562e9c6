import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { foundMessagesMax, searchResultsMax, searchTextLengthMax } from "./limits";
import { segmentsOf } from "./threads";

/**
 * Two ways to search. Names are short and few: a substring of one is found by looking at the rows that the
 * caller has read within a bound. Messages are long and many: words of theirs are found by an index.
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

/** The caller's messages that hold the words, best match first, of one thread or of all that are visible. */
export async function findMessages(
  ctx: QueryCtx,
  user: Doc<"users">,
  words: string,
  thread?: Doc<"threads">,
): Promise<Doc<"messages">[]> {
  if (thread === undefined) {
    const found = await ctx.db
      .query("messages")
      .withSearchIndex("search_content", (q) => q.search("content", words).eq("userId", user._id))
      .take(foundMessagesMax);
    return await withoutTrash(ctx, found);
  }
  const found: Doc<"messages">[] = [];
  for (const { threadId, end } of await segmentsOf(ctx, thread)) {
    const rows = await ctx.db
      .query("messages")
      .withSearchIndex("search_content", (q) => q.search("content", words).eq("threadId", threadId))
      .take(foundMessagesMax - found.length);
    found.push(...rows.filter(({ position }) => position <= (end ?? position)));
    if (found.length >= foundMessagesMax) break;
  }
  return found.filter(({ deletedAt }) => deletedAt === undefined);
}

/**
 * What is in the trash is left out behind the search, not by it: a further filter field would make every
 * message dearer to write. A message goes there with its thread, which its own row does not say.
 */
async function withoutTrash(ctx: QueryCtx, messages: Doc<"messages">[]): Promise<Doc<"messages">[]> {
  const threads = new Map<string, Doc<"threads"> | null>();
  for (const { threadId } of messages) {
    if (!threads.has(threadId)) threads.set(threadId, await ctx.db.get("threads", threadId));
  }
  return messages.filter(({ threadId, deletedAt }) => {
    const thread = threads.get(threadId);
    return deletedAt === undefined && thread && thread.deletedAt === undefined;
  });
}
