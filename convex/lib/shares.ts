import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { ofMessage } from "./attachments";
import { recentMessagesLengthMax, recentMessagesMax } from "./limits";
import { nameOfModel } from "./models";
import type { sharedChat, sharedMessage, shareLink } from "./shapes/shares";
import { isHidden, lastPosition, messagesBackwards } from "./threads";
import { shownThread } from "./variants";

/**
 * A link lets everybody who knows it read a chat as it was shown up to its end at that time, and nothing
 * else of its owner: what is written afterwards is not in it until the owner says so. Of the link we keep
 * only the hash.
 */

type Shared = Infer<typeof sharedChat>;

/** 160 bits: nobody finds a link by guessing. */
const tokenBytes = 20;

const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const newToken = () => hex(crypto.getRandomValues(new Uint8Array(tokenBytes)));

export async function hashOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return hex(new Uint8Array(digest));
}

export const shareOf = (ctx: QueryCtx, chatId: Id<"chats">) =>
  ctx.db
    .query("shares")
    .withIndex("by_chat", (q) => q.eq("chatId", chatId))
    .unique();

/** What a chat shows now, as a share names it. */
export async function stretchOf(ctx: QueryCtx, chat: Doc<"chats">) {
  const thread = (await shownThread(ctx, chat))!;
  return { threadId: thread._id, toPosition: await lastPosition(ctx, thread) };
}

/** The link of a chat as its owner sees it; null without one. */
export async function linkOf(
  ctx: QueryCtx,
  chat: Doc<"chats">,
): Promise<Infer<typeof shareLink> | null> {
  const share = await shareOf(ctx, chat._id);
  if (share === null) return null;
  const { threadId, toPosition } = await stretchOf(ctx, chat);
  const isBehind = threadId !== share.threadId || toPosition !== share.toPosition;
  return { createdAt: share.createdAt, sharedAt: share.sharedAt, isBehind };
}

/** Makes the link of a chat stop working. */
export async function unshare(ctx: MutationCtx, chatId: Id<"chats">): Promise<void> {
  const share = await shareOf(ctx, chatId);
  if (share !== null) await ctx.db.delete("shares", share._id);
}

/**
 * What a link shows: the end of the messages before a position. Null is the answer for a link that never
 * was, that was revoked, or whose chat or owner is going: the four must not differ.
 */
export async function openShare(
  ctx: QueryCtx,
  token: string,
  before: number,
): Promise<Shared | null> {
  const tokenHash = await hashOf(token);
  const share = await ctx.db
    .query("shares")
    .withIndex("by_token", (q) => q.eq("tokenHash", tokenHash))
    .unique();
  const chat = share && (await ctx.db.get("chats", share.chatId));
  const thread = share && (await ctx.db.get("threads", share.threadId));
  const owner = share && (await ctx.db.get("users", share.userId));
  if (!share || !chat || !thread || owner?.deletionScheduledAt !== undefined) {
    return null;
  }
  if (owner === null || chat.deletedAt !== undefined || (await isHidden(ctx, thread))) {
    return null;
  }
  // A position that is none, NaN, is not before anything.
  const end = before <= share.toPosition ? before : share.toPosition + 1;
  return { title: chat.title, sharedAt: share.sharedAt, ...(await messagesBefore(ctx, thread, end)) };
}

/** Instructions to the model are not part of what was said. */
const isShown = ({ role, content }: Doc<"messages">) => role !== "SYSTEM" && content !== "";

async function messagesBefore(ctx: QueryCtx, thread: Doc<"threads">, end: number) {
  const messages: Infer<typeof sharedMessage>[] = [];
  let length = 0;
  for await (const message of messagesBackwards(ctx, thread, 0, end)) {
    if (!isShown(message)) continue;
    if (messages.length >= recentMessagesMax || length > recentMessagesLengthMax) {
      return { messages: messages.reverse(), hasEarlier: true };
    }
    const { position, role, content, createdAt, llmModel } = message;
    const files = (await ofMessage(ctx, message._id)).map(({ name }) => name);
    const model = llmModel === undefined ? null : nameOfModel(llmModel);
    messages.push({ position, role, content, createdAt, model, files });
    length += content.length;
  }
  return { messages: messages.reverse(), hasEarlier: false };
}
