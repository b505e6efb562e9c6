import { v } from "convex/values";
import { messageRole } from "../shapes";

/** Links that let others read a chat. */

export const shareFields = {
  userId: v.id("users"),
  chatId: v.id("chats"),
  /** What is shared: the version that was shown, up to its last message then. */
  threadId: v.id("threads"),
  toPosition: v.number(),
  /** SHA-256 of the link's secret, in hexadecimal digits. */
  tokenHash: v.string(),
  createdAt: v.number(),
  /** When the owner last said what is shared. */
  sharedAt: v.number(),
};

/** What the owner sees of a link. */
export const shareLink = v.object({
  createdAt: v.number(),
  sharedAt: v.number(),
  /** Whether the chat shows what the link does not, or something else. */
  isBehind: v.boolean(),
});

/** A chat and its link, if it has one. */
export const sharing = v.object({
  chatId: v.id("chats"),
  title: v.string(),
  link: v.union(shareLink, v.null()),
});

/** A message as others see it: nothing in it leads to anything else of its owner. */
export const sharedMessage = v.object({
  position: v.number(),
  role: messageRole,
  content: v.string(),
  createdAt: v.number(),
  /** What people know the model by that answered. */
  model: v.union(v.string(), v.null()),
  /** The names of its files; their bytes stay with the owner. */
  files: v.array(v.string()),
});

export const sharedChat = v.object({
  title: v.string(),
  sharedAt: v.number(),
  /** The oldest first. */
  messages: v.array(sharedMessage),
  /** Whether there are messages before the first one here. */
  hasEarlier: v.boolean(),
});
