import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { limitReached } from "./errors";
import { ownTagsMax, tagLengthMax, tagsMax } from "./limits";
import { boundedList } from "./text";

/**
 * Tags of chats. A chat holds its own; so that the chats with a tag are a range of an index like any other
 * list, `chatTags` has a row for each, which repeats what the chat's place depends on and follows it.
 */

const rowsOf = (ctx: QueryCtx, chatId: Id<"chats">) =>
  ctx.db
    .query("chatTags")
    .withIndex("by_chat", (q) => q.eq("chatId", chatId))
    .take(tagsMax);

const placeOf = ({ isArchived, isPinned, updatedAt, deletedAt }: Doc<"chats">) => ({
  isArchived,
  isPinned,
  updatedAt,
  deletedAt,
});

/** Moves a chat in the lists of its tags to where it is now. To be called after every change of its place. */
export async function followChat(ctx: MutationCtx, chatId: Id<"chats">): Promise<void> {
  const chat = await ctx.db.get("chats", chatId);
  if (chat?.tags === undefined) return;
  for (const { _id } of await rowsOf(ctx, chatId)) {
    await ctx.db.patch("chatTags", _id, placeOf(chat));
  }
}

/** Gives a chat these tags and no others. Tags do not count as activity. */
export async function setTags(ctx: MutationCtx, chat: Doc<"chats">, tags: string[]): Promise<void> {
  await ctx.db.patch("chats", chat._id, { tags: tags.length === 0 ? undefined : tags });
  const rows = await rowsOf(ctx, chat._id);
  for (const { _id, tag } of rows) {
    if (!tags.includes(tag)) await ctx.db.delete("chatTags", _id);
  }
  for (const tag of tags) {
    if (rows.some((row) => row.tag === tag)) continue;
    await ctx.db.insert("chatTags", {
      userId: chat.userId,
      chatId: chat._id,
      tag,
      ...placeOf(chat),
    });
  }
}

/** The tags of a chat with further ones, as their owner spells them elsewhere. Changes nothing. */
export async function withTags(
  ctx: QueryCtx,
  userId: Id<"users">,
  before: string[],
  texts: string[],
): Promise<string[]> {
  if (texts.length === 0) return before;
  const known = (await firstOfEach(ctx, userId)).map(({ tag }) => tag);
  const tags = [...before];
  for (const text of boundedList("tag", texts, tagsMax, tagLengthMax)) {
    const spelled = known.find((tag) => tag.toLowerCase() === text.toLowerCase());
    if (spelled === undefined) known.push(text);
    if (!tags.includes(spelled ?? text)) tags.push(spelled ?? text);
  }
  if (tags.length > tagsMax) {
    throw limitReached(`A chat can have at most ${tagsMax} tags. Take one off first.`);
  }
  if (known.length > ownTagsMax) {
    throw limitReached(`You can have at most ${ownTagsMax} different tags. Use one that you have.`);
  }
  return tags;
}

/** For each tag of a person the first row: one of a chat that is not in the trash, if there is any. */
async function firstOfEach(ctx: QueryCtx, userId: Id<"users">): Promise<Doc<"chatTags">[]> {
  const found: Doc<"chatTags">[] = [];
  while (found.length < ownTagsMax) {
    const after = found.at(-1)?.tag ?? "";
    const next = await ctx.db
      .query("chatTags")
      .withIndex("by_user", (q) => q.eq("userId", userId).gt("tag", after))
      .first();
    if (next === null) break;
    found.push(next);
  }
  return found;
}

const byName = (a: string, b: string) =>
  a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0;

/** The tags of somebody's chats, by name; without those that only chats in the trash have. */
export async function tagsInUse(ctx: QueryCtx, userId: Id<"users">): Promise<string[]> {
  const found = await firstOfEach(ctx, userId);
  const used = found.filter(({ deletedAt }) => deletedAt === undefined);
  return used.map(({ tag }) => tag).sort(byName);
}

/** Somebody's chats with a tag, in the order of their list. */
export async function chatsTagged(
  ctx: QueryCtx,
  user: Doc<"users">,
  { tag, isArchived }: { tag: string; isArchived: boolean },
  paginationOpts: PaginationOptions,
): Promise<PaginationResult<Doc<"chats">>> {
  const rows = await ctx.db
    .query("chatTags")
    .withIndex("by_user", (q) =>
      q
        .eq("userId", user._id)
        .eq("tag", tag)
        .eq("deletedAt", undefined)
        .eq("isArchived", isArchived),
    )
    .order("desc")
    .paginate(paginationOpts);
  const chats: Doc<"chats">[] = [];
  for (const { chatId } of rows.page) {
    const chat = await ctx.db.get("chats", chatId);
    if (chat !== null) chats.push(chat);
  }
  return { ...rows, page: chats };
}
