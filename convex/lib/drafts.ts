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
 * Forgets a draft in the transaction that sends it, so that it is neither lost nor there twice. With `sent`, a text
 * that was written some time ago: what is being written by now may be something else, which stays.
 */
export async function dropDraft(
  ctx: MutationCtx,
  userId: Id<"users">,
  place: Place,
  sent?: string,
): Promise<void> {
  const draft = await draftAt(ctx, userId, place);
  if (draft !== null && (sent === undefined || draft.content.trim() === sent.trim())) {
    await ctx.db.delete("drafts", draft._id);
  }
}

/** The text of a message that waited on a device until there was a server, which is sent with an id of its own. */
export const lateText = (clientId: string | undefined, { content }: { content: string }): string | undefined =>
  clientId === undefined ? undefined : content;
