import { v } from "convex/values";
import { messageDocument, messageRole } from "../shapes";
import { messagePartKind } from "./threads";
import { chatDocument } from "./chats";

/** The generation of answers: who generates what, how far it is, and what came of it. */

export const runState = v.union(
  /** Waits for its action to take it up. */
  v.literal("queued"),
  v.literal("running"),
  v.literal("complete"),
  /** Ended by a person. */
  v.literal("stopped"),
  /** Ended by the provider, or before it was asked. */
  v.literal("failed"),
  /** Whoever ran it is gone; the text that had arrived is kept. */
  v.literal("interrupted"),
);

export const tokenUsage = v.object({
  promptTokens: v.number(),
  completionTokens: v.number(),
  /** Of the prompt, what the provider had kept from before, and what it has kept for later. */
  cacheReadTokens: v.number(),
  cacheWriteTokens: v.number(),
  /** In US dollars, where the provider says so itself. */
  reportedCost: v.optional(v.number()),
});

export const runError = v.object({
  /** For programs: `RATE_LIMITED`. */
  code: v.string(),
  /** A sentence for people that says what to do. Holds no secret. */
  message: v.string(),
  /** When the provider will answer again, where it says so. */
  retryAt: v.optional(v.number()),
});

/** What a model was told, so that people can look it up later. */
export const contextUsed = v.object({
  /** The first and the last message that were sent as they are. */
  fromPosition: v.number(),
  toPosition: v.number(),
  messageCount: v.number(),
  /** What stood for the messages before these. */
  summaryFromPosition: v.optional(v.number()),
  summaryToPosition: v.optional(v.number()),
  /** Names of the files that were sent. */
  attachments: v.array(v.string()),
  memoryCount: v.number(),
  hasRules: v.boolean(),
  /** An estimate of our own, made before sending. */
  estimatedTokens: v.number(),
});

/** How a model was asked. What is absent was left to the provider. */
export const generationSettings = v.object({
  maxTokens: v.number(),
  temperature: v.optional(v.number()),
  thinkingTokens: v.optional(v.number()),
  tools: v.array(v.string()),
});

export const runFields = {
  userId: v.id("users"),
  threadId: v.id("threads"),
  /** The answer that is being generated. */
  messageId: v.id("messages"),
  state: runState,
  model: v.string(),
  provider: v.string(),
  /** 1 for the first one. A further attempt is made only while nothing was shown. */
  attempt: v.number(),
  /** When the answer was asked for. */
  startedAt: v.number(),
  firstTokenAt: v.optional(v.number()),
  /** Present exactly in the states that are an end. */
  finishedAt: v.optional(v.number()),
  stopRequestedAt: v.optional(v.number()),
  /** Deltas of earlier runs of the same message end here; those of this run follow. */
  behind: v.number(),
  /** The last of its deltas. Present once it has ended: numbers are not given again. */
  until: v.optional(v.number()),
  error: v.optional(runError),
  finishReason: v.optional(v.string()),
  usage: v.optional(tokenUsage),
  /** In US dollars; absent where no price is known. */
  cost: v.optional(v.number()),
  settings: v.optional(generationSettings),
  context: v.optional(contextUsed),
  /** When the deltas may go. Absent while they are needed, and once they are gone. */
  sweepAt: v.optional(v.number()),
};

/** What a holder learns whenever it reports: to go on, to come to an end, or that the run is not its own. */
export const runStanding = v.union(
  v.literal("running"),
  v.literal("stopping"),
  v.literal("lost"),
);

export const runLeaseFields = {
  userId: v.id("users"),
  runId: v.id("runs"),
  /** Without another heartbeat, whoever holds the lease is taken for dead from then on. */
  expiresAt: v.number(),
  /** The job of the action that is to take the run up. Absent once it has. */
  jobId: v.optional(v.id("_scheduled_functions")),
  /** The job that looks whether it has expired. Absent only within the transaction that makes the lease. */
  watchdogId: v.optional(v.id("_scheduled_functions")),
};

export const deltaKind = v.union(
  ...messagePartKind.members,
  /** A piece of the arguments of the call that `toolCallId` names, as JSON text. */
  v.literal("tool-call-delta"),
);

const delta = {
  kind: deltaKind,
  text: v.string(),
  signature: v.optional(v.string()),
  toolCallId: v.optional(v.string()),
  toolName: v.optional(v.string()),
};

/** What an action hands over to be stored. */
export const newDelta = v.object(delta);

export const streamDeltaFields = {
  ...delta,
  userId: v.id("users"),
  threadId: v.id("threads"),
  messageId: v.id("messages"),
  runId: v.id("runs"),
  /** Orders the deltas of a message, those of all its runs; unique there. */
  sequence: v.number(),
};

export const receiptFields = {
  userId: v.id("users"),
  /** The name of the function, and what the client chose; unique for the person. */
  clientId: v.string(),
  /** The answer that the first call was given, as JSON. */
  answer: v.string(),
  createdAt: v.number(),
};

/** A run that has not ended. */
export const activeRun = v.object({
  runId: v.id("runs"),
  messageId: v.id("messages"),
  state: runState,
  startedAt: v.number(),
});

export const streamChunk = v.object({
  sequence: v.number(),
  kind: deltaKind,
  text: v.string(),
  toolCallId: v.union(v.string(), v.null()),
  toolName: v.union(v.string(), v.null()),
});

export const streamChunks = v.object({
  chunks: v.array(streamChunk),
  /** Where to go on. */
  last: v.number(),
  /** Nothing more comes: the message holds everything. */
  isDone: v.boolean(),
});

/** What sending has led to: a message with its answer on the way, or a place in the queue. */
export const sendResult = v.object({
  messageId: v.union(v.id("messages"), v.null()),
  runId: v.union(v.id("runs"), v.null()),
  queuedActionId: v.union(v.id("queuedActions"), v.null()),
});

export const startResult = v.object({
  chatId: v.id("chats"),
  messageId: v.id("messages"),
  runId: v.id("runs"),
});

export const variantResult = v.object({
  threadId: v.id("threads"),
  messageId: v.id("messages"),
  runId: v.id("runs"),
});

export const runProvenance = v.object({
  /** Stands in the log, too. */
  runId: v.id("runs"),
  state: runState,
  model: v.string(),
  provider: v.string(),
  /** What people know the two by. */
  modelName: v.string(),
  providerName: v.string(),
  attempt: v.number(),
  startedAt: v.number(),
  /** From asking to the first token, and to the end, in milliseconds. */
  firstTokenMs: v.union(v.number(), v.null()),
  durationMs: v.union(v.number(), v.null()),
  finishReason: v.union(v.string(), v.null()),
  usage: v.union(tokenUsage, v.null()),
  cost: v.union(v.number(), v.null()),
  settings: v.union(generationSettings, v.null()),
  context: v.union(contextUsed, v.null()),
  error: v.union(runError, v.null()),
});

/** A place where the shown thread has alternatives: "2 of 3". */
export const variantChoice = v.object({
  /** Of the first message that differs. */
  position: v.number(),
  /** A thread to select for each alternative, the oldest first. */
  threadIds: v.array(v.id("threads")),
  /** The one that is shown. */
  index: v.number(),
});

export const chatView = v.object({
  chat: chatDocument,
  /** The thread that is shown. */
  threadId: v.id("threads"),
  /** Its end, oldest message first. */
  messages: v.array(messageDocument),
  hasEarlier: v.boolean(),
  variants: v.array(variantChoice),
  parent: v.union(v.object({ chatId: v.id("chats"), title: v.string() }), v.null()),
});

/** A version or a branch in the tree of a chat. */
export const treeNode = v.object({
  threadId: v.id("threads"),
  /** The chat that it belongs to. */
  chatId: v.id("chats"),
  /** The chat's title, where the chat begins with this thread; null for another version of it. */
  title: v.union(v.string(), v.null()),
  /** What its first own message says; null where there is none yet. */
  snippet: v.union(v.string(), v.null()),
  /** Who says that. */
  role: v.union(messageRole, v.null()),
  /** How deep it stands in the tree, from 1 on; each stands behind the one that it left. */
  level: v.number(),
  /** Whether its chat shows it. */
  isShown: v.boolean(),
  updatedAt: v.number(),
});

/** All versions and branches that a chat hangs together with. */
export const chatTree = v.object({
  nodes: v.array(treeNode),
  /** Whether there are more than are told. */
  isCut: v.boolean(),
});

export const modelEntry = v.object({
  id: v.string(),
  provider: v.string(),
  name: v.string(),
  /** Runs on the server's own machine. */
  isLocal: v.boolean(),
  note: v.union(v.string(), v.null()),
  contextTokens: v.number(),
  /** Whether it is shown the pictures of a message; if not, it learns their names only. */
  takesImages: v.boolean(),
  isAvailable: v.boolean(),
  /** Why it is not available, and what to do. */
  reason: v.union(v.string(), v.null()),
});
