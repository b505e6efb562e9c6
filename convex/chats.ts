import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { mutation, query } from "./_generated/server";
import {
  findChat,
  findUser,
  requireChat,
  requireChatIncludingTrashed,
  requireThread,
  requireUser,
} from "./lib/access";
import { checkUnsent } from "./lib/attachments";
import { removeWithChildren } from "./lib/cascade";
import { dropDraft, lateText } from "./lib/drafts";
import { invalidInput, notFound } from "./lib/errors";
import { branchesMax, recentChatsMax, recentPinnedMax, searchResultsMax, searchScanMax } from "./lib/limits";
import { boundedPage, emptyPage } from "./lib/pages";
import { sendNow } from "./lib/queue";
import { once } from "./lib/receipts";
import { findLatest, needleOf } from "./lib/search";
import { chatDocument, chatWithMessages, recentChat } from "./lib/shapes/chats";
import { chatTree, chatView, startResult } from "./lib/shapes/runs";
import { chatsTagged, followChat, setTags, tagsInUse, withTags } from "./lib/tags";
import { checkContent, checkTitle, titleFromPrompt } from "./lib/text";
import {
  createThread,
  forkAtEnd,
  forkBehind,
  recentMessages,
  rootOf,
  type Fork,
} from "./lib/threads";
import { treeAround } from "./lib/tree";
import { restoreThread, trashThread } from "./lib/turns";
import { show, shownThread, variantChoices } from "./lib/variants";

/**
 * The caller's chats, all or those with a tag: pinned ones first, then last changed first; without those in
 * the trash.
 */
export const getUserChats = query({
  args: {
    paginationOpts: paginationOptsValidator,
    isArchived: v.optional(v.boolean()),
    tag: v.optional(v.string()),
  },
  returns: paginationResultValidator(chatDocument),
  handler: async (ctx, { paginationOpts, isArchived = false, tag }) => {
    const user = await findUser(ctx);
    if (user === null) {
      return emptyPage<never>();
    }
    if (tag !== undefined) {
      return await chatsTagged(ctx, user, { tag, isArchived }, boundedPage(paginationOpts));
    }
    return await ctx.db
      .query("chats")
      .withIndex("by_user", (q) =>
        q.eq("userId", user._id).eq("deletedAt", undefined).eq("isArchived", isArchived),
      )
      .order("desc")
      .paginate(boundedPage(paginationOpts));
  },
});

/** Some of the caller's chats to go on with: pinned ones, then those that changed last; without archived ones. */
export const recent = query({
  args: {},
  returns: v.array(recentChat),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    if (user === null) {
      return [];
    }
    const latest = (isPinned: boolean, count: number) =>
      ctx.db
        .query("chats")
        .withIndex("by_user", (q) =>
          q
            .eq("userId", user._id)
            .eq("deletedAt", undefined)
            .eq("isArchived", false)
            .eq("isPinned", isPinned),
        )
        .order("desc")
        .take(count);
    const pinned = await latest(true, recentPinnedMax);
    const others = await latest(false, recentChatsMax - pinned.length);
    return [...pinned, ...others].map(({ _id, title, isPinned, parentChatId }) => ({
      chatId: _id,
      title,
      isPinned,
      isBranch: parentChatId !== undefined,
    }));
  },
});

/** The tags of the caller's chats, by name; without those that only chats in the trash have. */
export const tags = query({
  args: {},
  returns: v.array(v.string()),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    return user === null ? [] : await tagsInUse(ctx, user._id);
  },
});

/** Puts a tag on a chat. One that differs from another tag of the caller's in case only is that one. */
export const tag = mutation({
  args: { chatId: v.id("chats"), tag: v.string() },
  returns: v.null(),
  handler: async (ctx, { chatId, tag }) => {
    const chat = await requireChat(ctx, chatId);
    await setTags(ctx, chat, await withTags(ctx, chat.userId, chat.tags ?? [], [tag]));
    return null;
  },
});

/** Takes a tag off a chat. */
export const untag = mutation({
  args: { chatId: v.id("chats"), tag: v.string() },
  returns: v.null(),
  handler: async (ctx, { chatId, tag }) => {
    const chat = await requireChat(ctx, chatId);
    await setTags(ctx, chat, (chat.tags ?? []).filter((one) => one !== tag));
    return null;
  },
});

/** The chats that the caller has put into the trash, the last one first. */
export const trash = query({
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(chatDocument),
  handler: async (ctx, { paginationOpts }) => {
    const user = await findUser(ctx);
    return user === null
      ? emptyPage<never>()
      : await ctx.db
          .query("chats")
          .withIndex("by_user", (q) => q.eq("userId", user._id).gt("deletedAt", 0))
          .order("desc")
          .paginate(boundedPage(paginationOpts));
  },
});

/** A chat with the end of its thread; the id is any text, as it stands in an address. */
export const getChatWithMessages = query({
  args: { chatId: v.string() },
  returns: v.union(chatWithMessages, v.null()),
  handler: async (ctx, args) => {
    await findUser(ctx);
    const chatId = ctx.db.normalizeId("chats", args.chatId);
    const chat = chatId && (await findChat(ctx, chatId));
    const thread = chat && (await shownThread(ctx, chat));
    return thread && chat && { chat, ...(await recentMessages(ctx, thread)) };
  },
});

/**
 * A chat as its page shows it: the end of the shown thread, where that has other versions, and the chat it
 * branched from. The id is any text, as it stands in an address.
 */
export const view = query({
  args: { chatId: v.string() },
  returns: v.union(chatView, v.null()),
  handler: async (ctx, args) => {
    await findUser(ctx);
    const chatId = ctx.db.normalizeId("chats", args.chatId);
    const chat = chatId && (await findChat(ctx, chatId));
    const thread = chat && (await shownThread(ctx, chat));
    if (!chat || !thread) {
      return null;
    }
    const parent = chat.parentChatId ? await findChat(ctx, chat.parentChatId) : null;
    return {
      chat,
      threadId: thread._id,
      ...(await recentMessages(ctx, thread)),
      variants: await variantChoices(ctx, thread),
      parent: parent && { chatId: parent._id, title: parent.title },
    };
  },
});

/**
 * All versions and branches that a chat hangs together with, as a tree; null where there is no such chat. The id
 * is any text, as it stands in an address.
 */
export const tree = query({
  args: { chatId: v.string() },
  returns: v.union(chatTree, v.null()),
  handler: async (ctx, args) => {
    await findUser(ctx);
    const chatId = ctx.db.normalizeId("chats", args.chatId);
    const chat = chatId && (await findChat(ctx, chatId));
    const thread = chat && (await shownThread(ctx, chat));
    return thread && (await treeAround(ctx, thread));
  },
});

/** Shows another version of a chat, on all devices. */
export const selectThread = mutation({
  args: { chatId: v.id("chats"), threadId: v.id("threads") },
  returns: v.null(),
  handler: async (ctx, { chatId, threadId }) => {
    const chat = await requireChat(ctx, chatId);
    const thread = await requireThread(ctx, threadId);
    if (rootOf(thread) !== chat.threadId) {
      throw notFound("thread");
    }
    await show(ctx, thread);
    return null;
  },
});

/**
 * Begins a chat with a message that is answered. It is called after the beginning of the message until a
 * title has been generated, or chosen. The draft of a new chat goes with it.
 */
export const start = mutation({
  args: {
    content: v.string(),
    llmModel: v.optional(v.string()),
    attachments: v.optional(v.array(v.id("attachments"))),
    clientId: v.optional(v.string()),
  },
  returns: startResult,
  handler: async (ctx, { clientId, ...message }) => {
    const user = await requireUser(ctx);
    return await once(ctx, user, "chats.start", clientId, async () => {
      await checkUnsent(ctx, message.attachments, undefined);
      await dropDraft(ctx, user._id, { kind: "chat" }, lateText(clientId, message));
      const thread = await createThread(ctx, user._id, "chat");
      const title = titleFromPrompt(checkContent(message.content));
      const chatId = await insertChat(ctx, thread, { title, hasFallbackTitle: true });
      return { chatId, ...(await sendNow(ctx, thread, message)) };
    });
  },
});

/** The chats that branched from a chat, last changed first; empty where there is no such chat. */
export const branches = query({
  args: { chatId: v.id("chats") },
  returns: v.array(chatDocument),
  handler: async (ctx, { chatId }) => {
    const chat = await findChat(ctx, chatId);
    return chat === null
      ? []
      : await ctx.db
          .query("chats")
          .withIndex("by_parent", (q) => q.eq("parentChatId", chatId).eq("deletedAt", undefined))
          .order("desc")
          .take(branchesMax);
  },
});

/**
 * Chats whose title contains the text: current ones before archived ones, then pinned ones, then last changed first.
 * It looks at `searchScanMax` chats in this order; behind them words of titles are found.
 */
export const search = query({
  args: { text: v.string() },
  returns: v.array(chatDocument),
  handler: async (ctx, { text }) => {
    const user = await findUser(ctx);
    const needle = needleOf(text);
    if (user === null || needle === "") {
      return [];
    }
    const latest = (isArchived: boolean, count: number) =>
      ctx.db
        .query("chats")
        .withIndex("by_user", (q) =>
          q.eq("userId", user._id).eq("deletedAt", undefined).eq("isArchived", isArchived),
        )
        .order("desc")
        .take(count);
    const current = await latest(false, searchScanMax);
    const archived = await latest(true, searchScanMax - current.length);
    const holdingWords = () =>
      ctx.db
        .query("chats")
        .withSearchIndex("search_title", (q) =>
          q.search("title", needle).eq("userId", user._id).eq("deletedAt", undefined),
        )
        .take(searchResultsMax);
    return await findLatest([...current, ...archived], needle, ({ title }) => [title], holdingWords);
  },
});

/**
 * Makes a chat: an empty one, or a branch of another one that begins with its messages up to the given
 * one, or up to its end. They are shared, not copied.
 */
export const createChat = mutation({
  args: {
    title: v.string(),
    parentChatId: v.optional(v.id("chats")),
    branchFromMessageId: v.optional(v.id("messages")),
  },
  returns: v.id("chats"),
  handler: async (ctx, { title, parentChatId, branchFromMessageId }) => {
    const user = await requireUser(ctx);
    const parent = parentChatId === undefined ? null : await requireChat(ctx, parentChatId);
    if (parent === null && branchFromMessageId !== undefined) {
      throw invalidInput("Name the chat to branch from.");
    }
    const fork = parent === null ? undefined : await branchOf(ctx, parent, branchFromMessageId);
    const thread = await createThread(ctx, user._id, "chat", fork);
    const fields = { title: checkTitle(title), parentChatId, branchFromMessageId };
    return await insertChat(ctx, thread, fields);
  },
});

type NewChat = Pick<Doc<"chats">, "title"> & Partial<Doc<"chats">>;

const insertChat = (
  ctx: MutationCtx,
  { _id, userId, createdAt, updatedAt }: Doc<"threads">,
  fields: NewChat,
): Promise<Id<"chats">> =>
  ctx.db.insert("chats", {
    ...fields,
    userId,
    threadId: _id,
    isArchived: false,
    isPinned: false,
    createdAt,
    updatedAt,
  });

async function branchOf(
  ctx: MutationCtx,
  parent: Doc<"chats">,
  messageId: Id<"messages"> | undefined,
): Promise<Fork> {
  const shown = (await shownThread(ctx, parent))!;
  if (messageId === undefined) {
    return await forkAtEnd(ctx, shown);
  }
  const message = await ctx.db.get("messages", messageId);
  const fork =
    message &&
    ((await forkBehind(ctx, shown, message)) ?? (await forkOfVariant(ctx, parent, message)));
  if (fork === null) {
    throw notFound("message");
  }
  return fork;
}

/** A branch from a version of the chat that is not shown. */
async function forkOfVariant(ctx: MutationCtx, chat: Doc<"chats">, message: Doc<"messages">) {
  const thread = await ctx.db.get("threads", message.threadId);
  const isOfChat = thread !== null && rootOf(thread) === chat.threadId;
  return isOfChat ? await forkBehind(ctx, thread, message) : null;
}

/** A partial change. Pinning and archiving do not count as activity. */
export const updateChat = mutation({
  args: {
    chatId: v.id("chats"),
    title: v.optional(v.string()),
    isPinned: v.optional(v.boolean()),
    isArchived: v.optional(v.boolean()),
  },
  returns: v.null(),
  handler: async (ctx, { chatId, title, ...marks }) => {
    await requireChat(ctx, chatId);
    const change: Partial<Doc<"chats">> = marks;
    if (title !== undefined) {
      change.title = checkTitle(title);
      change.hasFallbackTitle = undefined;
      change.updatedAt = Date.now();
    }
    await ctx.db.patch("chats", chatId, change);
    await followChat(ctx, chatId);
    return null;
  },
});

/** Hides a chat and stops its answers; its branches stay. `restoreChat` undoes it. */
export const deleteChat = mutation({
  args: { chatId: v.id("chats") },
  returns: v.null(),
  handler: async (ctx, { chatId }) => {
    const chat = await requireChat(ctx, chatId);
    const deletedAt = Date.now();
    await ctx.db.patch("chats", chatId, { deletedAt });
    await followChat(ctx, chatId);
    await trashThread(ctx, chat, deletedAt);
    return null;
  },
});

/** Brings a chat back from the trash, to the place in the list that it had unless a message that waited is sent. */
export const restoreChat = mutation({
  args: { chatId: v.id("chats") },
  returns: v.null(),
  handler: async (ctx, { chatId }) => {
    const chat = await requireChatIncludingTrashed(ctx, chatId);
    await ctx.db.patch("chats", chatId, { deletedAt: undefined });
    await followChat(ctx, chatId);
    await restoreThread(ctx, chat.threadId, (await shownThread(ctx, chat))?._id);
    return null;
  },
});

/** Deletes a chat for good. Its branches keep the messages they begin with. */
export const removeChat = mutation({
  args: { chatId: v.id("chats") },
  returns: v.null(),
  handler: async (ctx, { chatId }) => {
    const chat = await requireChatIncludingTrashed(ctx, chatId);
    await trashThread(ctx, chat, Date.now());
    await removeWithChildren(ctx, "chats", chat);
    return null;
  },
});
