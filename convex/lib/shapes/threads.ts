import { v } from "convex/values";
import { messageDocument, system, threadKind } from "../shapes";

/** What goes with every thread, whether a task, a chat or a conversation owns it. */

/** A stretch of a thread, oldest message first. */
export const earlierMessages = v.object({
  messages: v.array(messageDocument),
  /** Whether there are messages before the first one here. */
  hasEarlier: v.boolean(),
});

/** A stretch that goes on towards the end of the thread, oldest message first. */
export const laterMessages = v.object({
  messages: v.array(messageDocument),
  /** Whether there are messages behind the last one here. */
  hasLater: v.boolean(),
});

/** What stands around a message, that one included, oldest message first. */
export const messagesAround = v.object({
  messages: v.array(messageDocument),
  hasEarlier: v.boolean(),
  hasLater: v.boolean(),
});

export const messagePartKind = v.union(
  v.literal("text"),
  v.literal("reasoning"),
  v.literal("redacted-reasoning"),
  v.literal("tool-call"),
  v.literal("tool-result"),
  v.literal("error"),
);

export const messagePartFields = {
  userId: v.id("users"),
  messageId: v.id("messages"),
  /** The order within the message; unique there. */
  sequence: v.number(),
  kind: messagePartKind,
  /** The text, the reasoning or its opaque block, the error. */
  text: v.optional(v.string()),
  /** Of a provider that signs its reasoning. */
  signature: v.optional(v.string()),
  /** Joins a tool's call and its result. */
  toolCallId: v.optional(v.string()),
  toolName: v.optional(v.string()),
  /** Arguments of a call, or the result. */
  json: v.optional(v.string()),
};

export const messagePartDocument = v.object({ ...system("messageParts"), ...messagePartFields });

export const threadSummaryFields = {
  userId: v.id("users"),
  threadId: v.id("threads"),
  text: v.string(),
  /** The messages it stands for. The newest summary is the current one. */
  fromPosition: v.number(),
  toPosition: v.number(),
  model: v.optional(v.string()),
  tokens: v.optional(v.number()),
  createdAt: v.number(),
};

export const threadSummaryDocument = v.object({
  ...system("threadSummaries"),
  ...threadSummaryFields,
});

export const typingFields = {
  userId: v.id("users"),
  threadId: v.id("threads"),
  /** Present: the advisor is answering. Absent: the person is typing. */
  advisorId: v.optional(v.id("advisors")),
  expiresAt: v.number(),
};

export const typingDocument = v.object({ ...system("typing"), ...typingFields });

export const presenceState = v.union(v.literal("online"), v.literal("offline"));

export const presenceFields = {
  userId: v.id("users"),
  /** One browser or program of the person; unique among these. */
  device: v.string(),
  /** What is open there. */
  threadId: v.optional(v.id("threads")),
  state: presenceState,
  /** When this row last changed; for somebody offline, when they were last seen. */
  changedAt: v.number(),
};

export const presenceDocument = v.object({ ...system("presence"), ...presenceFields });

export const heartbeatFields = {
  userId: v.id("users"),
  presenceId: v.id("presence"),
  lastSeenAt: v.number(),
};

export const draftFields = {
  userId: v.id("users"),
  /** Absent: the text for a new task, chat or conversation. */
  threadId: v.optional(v.id("threads")),
  kind: threadKind,
  content: v.string(),
  llmModel: v.optional(v.string()),
  updatedAt: v.number(),
};

export const draftDocument = v.object({ ...system("drafts"), ...draftFields });

export const queuedActionKind = v.union(v.literal("message"), v.literal("stacked-task"));

export const queuedActionFields = {
  userId: v.id("users"),
  threadId: v.id("threads"),
  kind: queuedActionKind,
  content: v.string(),
  llmModel: v.optional(v.string()),
  /** Files of the thread that are sent with it. */
  attachments: v.optional(v.array(v.id("attachments"))),
  /** The order of the queue; unique within the thread. */
  position: v.number(),
  createdAt: v.number(),
  updatedAt: v.number(),
};

export const queuedActionDocument = v.object({ ...system("queuedActions"), ...queuedActionFields });

export const readPositionFields = {
  userId: v.id("users"),
  threadId: v.id("threads"),
  /** The last message that was read. */
  position: v.number(),
  /**
   * Where reading rests, unless that is the end: the message at the top of what is seen, and behind the point how
   * much of it is above that; 12.5 is the middle of the twelfth.
   */
  place: v.optional(v.number()),
  updatedAt: v.number(),
};

/** How far somebody has read what a chat shows, and where reading goes on. */
export const reading = v.object({
  threadId: v.id("threads"),
  /** The last message that was read; 0 before the first one. */
  position: v.number(),
  /** As it is kept; null is the end. */
  place: v.union(v.number(), v.null()),
});

export const unreadCount = v.object({
  /** The last message that was read; 0 before the first one. */
  position: v.number(),
  unread: v.number(),
  /** Whether there are even more than `unread` says. */
  isAtLeast: v.boolean(),
});

export const attachmentFields = {
  userId: v.id("users"),
  /** Absent: for the first message of a chat that is not there yet. */
  threadId: v.optional(v.id("threads")),
  /** Absent until the message it was added for has been sent. */
  messageId: v.optional(v.id("messages")),
  name: v.string(),
  contentType: v.string(),
  /** In bytes. */
  size: v.number(),
  /** Where the bytes are, if they are in the file storage. */
  storageId: v.optional(v.id("_storage")),
  /** The content of a text file. */
  text: v.optional(v.string()),
  /** What an image shows, for those who do not see it. */
  altText: v.optional(v.string()),
  createdAt: v.number(),
};

/** What can be attached. Sizes are in bytes. */
export const attachmentLimits = v.object({
  /** For a file chooser: types and endings, with commas between them. */
  accept: v.string(),
  pictureSizeMax: v.number(),
  textFileSizeMax: v.number(),
  perMessageMax: v.number(),
});

/** An attachment without its bytes. */
export const attachmentEntry = v.object({
  attachmentId: v.id("attachments"),
  messageId: v.union(v.id("messages"), v.null()),
  name: v.string(),
  contentType: v.string(),
  size: v.number(),
  text: v.union(v.string(), v.null()),
  altText: v.union(v.string(), v.null()),
  /** The path on the server where the owner can fetch the bytes. */
  url: v.union(v.string(), v.null()),
});
