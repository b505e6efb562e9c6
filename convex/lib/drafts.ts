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
 * Whether the draft is what was sent. From a page it is: its box shows what is being written anywhere, and drafts are
 * saved in pauses, so the last letters may be missing, or all. What waited was saved to its end before it did.
 */
const becomes = (draft: string, { content, isLate }: Sent): boolean => !isLate || draft === content.trim();

/** What waited on a device is sent with an id of its own. */
export const sentText = (clientId: string | undefined, { content }: { content: string }): Sent => ({
  content,
  isLate: clientId !== undefined,
});
