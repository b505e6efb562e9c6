import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";

/** What somebody is writing: one text per task, chat or conversation, and one per kind of new thing. */

type Place = { threadId?: Id<"threads">; kind: Doc<"drafts">["kind"] };

/** The draft at a place: of a thread the first one of its owner, which all its versions share. */
export const draftAt = async (
  ctx: QueryCtx,
  userId: Id<"users">,
  { threadId, kind }: Place,
): Promise<Doc<"drafts"> | null> =>
  await ctx.db
    .query("drafts")
    .withIndex("by_user", (q) => q.eq("userId", userId).eq("threadId", threadId).eq("kind", kind))
    .unique();

/**
 * Forgets a draft in the transaction that sends it, so that it is neither lost nor there twice. What is being written
 * by now, on another device or since, may be something else than what was sent, which stays.
 */
export async function dropDraft(
  ctx: MutationCtx,
  userId: Id<"users">,
  place: Place,
  sent: Sent,
): Promise<void> {
  const draft = await draftAt(ctx, userId, place);
  if (draft !== null && becomes(draft.content.trim(), sent)) {
    await ctx.db.delete("drafts", draft._id);
  }
}

/** A text that is sent, and whether it waited on a device until there was a server. */
type Sent = { content: string; isLate: boolean };

/**
 * Whether the draft is what was sent, or that before it was whole: drafts are saved in pauses, so the last letters
 * are missing, or a change. What waited was saved to its end before it did.
 */
function becomes(draft: string, { content, isLate }: Sent): boolean {
  const text = content.trim();
  if (isLate) return draft === text;
  const same = commonLength(draft, text) + commonLength(reversed(draft), reversed(text));
  return same >= draft.length / 2;
}

const reversed = (text: string) => Array.from(text).reverse().join("");

/** How much of the two texts is the same from their beginning on. */
function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** What waited on a device is sent with an id of its own. */
export const sentText = (clientId: string | undefined, { content }: { content: string }): Sent => ({
  content,
  isLate: clientId !== undefined,
});
