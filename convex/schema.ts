import { defineSchema, defineTable } from "convex/server";
import {
  accountFields,
  messageFields,
  sessionFields,
  taskFields,
  threadFields,
  todoFields,
  userFields,
  verificationFields,
} from "./lib/shapes";
import { answerCountFields, providerQuotaFields } from "./lib/shapes/allowances";
import {
  importFields,
  providerKeyFields,
  syncStatusFields,
  userSettingsFields,
} from "./lib/shapes/account";
import {
  advisorFields,
  advisorMemoryFields,
  chatFields,
  chatTagFields,
  conversationFields,
} from "./lib/shapes/chats";
import {
  codebaseNodeFields,
  codebaseUnderstandingFields,
  memoryFields,
  repositoryIndexFields,
} from "./lib/shapes/knowledge";
import { receiptFields, runFields, runLeaseFields, streamDeltaFields } from "./lib/shapes/runs";
import { shareFields } from "./lib/shapes/shares";
import {
  attachmentFields,
  draftFields,
  heartbeatFields,
  messagePartFields,
  presenceFields,
  queuedActionFields,
  readPositionFields,
  threadSummaryFields,
  typingFields,
} from "./lib/shapes/threads";
import { pullRequestSnapshotFields, taskSessionFields } from "./lib/shapes/work";

// `deletedAt` stands second in the indexes of lists: what is in the trash is left out by the range
// (`eq("deletedAt", undefined)`), never by a filter behind it, so a page is always full.
//
// Every row but the links of `verifications` has an owner: a `userId`, and an index `by_user` that begins
// with it. What is exported and what goes with an account follows from that (`lib/exports.ts`,
// `lib/cascade.ts`).
export default defineSchema({
  // One row per identity: `externalId` is unique (`lib/access.ts` keeps it so).
  users: defineTable(userFields)
    .index("by_external_id", ["externalId"])
    .index("by_email", ["email"])
    .index("by_deletion", ["deletionScheduledAt"]),

  // A row is a browser that is signed in; deleting it ends the session everywhere at once, because every
  // query of that browser has read it (`lib/access.ts`).
  sessions: defineTable(sessionFields)
    .index("by_token", ["tokenHash"])
    .index("by_user", ["userId", "lastSeenAt"])
    .index("by_expiry", ["expiresAt"])
    .index("by_last_seen", ["lastSeenAt"]),

  // A way to sign in. Provider and account together are unique (`accounts.ts` keeps them so); a person has
  // at most one password.
  accounts: defineTable(accountFields)
    .index("by_user", ["userId", "providerId"])
    .index("by_provider_account", ["providerId", "accountId"])
    .index("by_token_expiry", ["providerId", "accessTokenExpiresAt"]),

  // What a link in a mail, or the owner's link, is good for: once, until it expires. Identifiers are unique.
  verifications: defineTable(verificationFields)
    .index("by_identifier", ["identifier"])
    .index("by_value", ["value", "identifier"])
    .index("by_expiry", ["expiresAt"]),

  // A thread belongs to exactly one task, chat or conversation and shares its life: `deletedAt` is set
  // and cleared together with its owner's. A branch names its parent and the position where it leaves it;
  // a thread with branches outlives its owner, hidden, until the last of them goes. A variant is a branch
  // that belongs to the same owner: it names the owner's first thread, and is hidden while that one is.
  threads: defineTable(threadFields)
    .index("by_user", ["userId", "kind", "updatedAt"])
    .index("by_parent", ["parentThreadId", "forkPosition"])
    .index("by_variant", ["variantOf"]),

  // Positions are unique and dense per thread, rows in the trash included: a position is never given
  // twice. They begin with 1, in a branch with the one behind its fork.
  messages: defineTable(messageFields)
    .index("by_user", ["userId"])
    .index("by_stacked_task", ["stackedTaskId"])
    .index("by_advisor", ["advisorId"])
    .index("by_thread_position", ["threadId", "position"])
    .index("by_thread", ["threadId", "deletedAt", "position"])
    .searchIndex("search_content", {
      searchField: "content",
      filterFields: ["userId", "threadId"],
    }),

  // A task owns its thread. Its status changes only along `lib/taskStatus.ts`; `archivedFrom` is present
  // exactly while the status is ARCHIVED. `updatedAt` orders lists: edits and messages move it.
  tasks: defineTable(taskFields)
    .index("by_user", ["userId", "deletedAt", "updatedAt"])
    .index("by_user_status", ["userId", "deletedAt", "status", "updatedAt"])
    .index("by_thread", ["threadId"])
    .index("by_repo", ["userId", "repoFullName", "deletedAt", "updatedAt"])
    .index("by_repo_pr", ["repoFullName", "pullRequestNumber"])
    .index("by_status", ["status", "updatedAt"])
    .index("by_cleanup", ["scheduledCleanupAt"])
    .searchIndex("search_title", { searchField: "title", filterFields: ["userId", "deletedAt"] }),

  // `sequence` orders all todos of a user, and thereby those of each task; no two of a user's todos share
  // one, rows in the trash included. `todoId` is unique within its task, or within its owner's inbox.
  todos: defineTable(todoFields)
    .index("by_user_sequence", ["userId", "sequence"])
    .index("by_user", ["userId", "deletedAt", "sequence"])
    .index("by_user_status", ["userId", "deletedAt", "status", "sequence"])
    .index("by_task", ["userId", "taskId", "deletedAt", "sequence"])
    .index("by_task_status", ["userId", "taskId", "deletedAt", "status"])
    .index("by_task_todo", ["userId", "taskId", "todoId"]),

  // What a message is made of beyond its text. Rows instead of one list: a message of many tool calls
  // would outgrow a document.
  messageParts: defineTable(messagePartFields)
    .index("by_user", ["userId"])
    .index("by_message", ["messageId", "sequence"]),

  // The generation of one answer. At most one of a thread has not ended, which is queued or running; its
  // message has the status `streaming`.
  runs: defineTable(runFields)
    .index("by_user", ["userId", "state"])
    .index("by_thread_state", ["threadId", "state"])
    .index("by_message", ["messageId"])
    .index("by_sweep", ["sweepAt"]),

  // Exactly one per run that has not ended. Nobody subscribes to it: a heartbeat wakes no reader. Its id is
  // what the holder proves itself with, so one who was taken for dead writes nothing any more.
  runLeases: defineTable(runLeaseFields)
    .index("by_user", ["userId"])
    .index("by_run", ["runId"])
    .index("by_expiry", ["expiresAt"]),

  // The text of an answer while it is generated. Once the run has ended the message holds all of it, and the
  // deltas go a little later.
  streamDeltas: defineTable(streamDeltaFields)
    .index("by_user", ["userId"])
    .index("by_message", ["messageId", "sequence"]),

  // What was done for a client's own id, so that a call that is made again does nothing and answers the same.
  receipts: defineTable(receiptFields)
    .index("by_user", ["userId", "clientId"])
    .index("by_age", ["createdAt"]),

  // At most one session of a task is active.
  taskSessions: defineTable(taskSessionFields)
    .index("by_user", ["userId"])
    .index("by_task", ["taskId", "createdAt"])
    .index("by_task_active", ["taskId", "isActive"]),

  // At most one per message: the pull request as it was behind that turn.
  pullRequestSnapshots: defineTable(pullRequestSnapshotFields)
    .index("by_user", ["userId"])
    .index("by_thread", ["threadId", "createdAt"])
    .index("by_message", ["messageId"]),

  // A chat owns its thread and the variants of that; `activeThreadId` names the one that is shown, if that is
  // a variant. Its branches are the chats that name it as their parent.
  chats: defineTable(chatFields)
    .index("by_user", ["userId", "deletedAt", "isArchived", "isPinned", "updatedAt"])
    .index("by_parent", ["parentChatId", "deletedAt", "updatedAt"])
    .index("by_fork", ["branchFromMessageId"])
    .index("by_thread", ["threadId"])
    .searchIndex("search_title", { searchField: "title", filterFields: ["userId", "deletedAt"] }),

  // Exactly one per chat and tag of it, so that the chats with a tag are a range of an index. It repeats what
  // orders a list of chats (`lib/tags.ts` keeps it so).
  chatTags: defineTable(chatTagFields)
    .index("by_user", ["userId", "tag", "deletedAt", "isArchived", "isPinned", "updatedAt"])
    .index("by_chat", ["chatId"]),

  // At most one per chat. What it shows is read without its owner's session, by the hash alone.
  shares: defineTable(shareFields)
    .index("by_user", ["userId"])
    .index("by_chat", ["chatId"])
    .index("by_thread", ["threadId"])
    .index("by_token", ["tokenHash"]),

  advisors: defineTable(advisorFields)
    .index("by_user", ["userId", "updatedAt"])
    .index("by_user_status", ["userId", "status", "updatedAt"]),

  // A conversation owns its thread.
  conversations: defineTable(conversationFields)
    .index("by_user", ["userId", "deletedAt", "updatedAt"])
    .index("by_active_advisor", ["activeAdvisorId"])
    .index("by_thread", ["threadId"]),

  // `key` is unique among the memories of one advisor in one conversation, or outside of all of them.
  advisorMemories: defineTable(advisorMemoryFields)
    .index("by_user", ["userId"])
    .index("by_conversation", ["conversationId"])
    .index("by_advisor_conversation", ["advisorId", "conversationId", "key"])
    .searchIndex("search_content", {
      searchField: "content",
      filterFields: ["userId", "advisorId", "conversationId"],
    }),

  // Summaries shorten what a model is told; they delete no message.
  threadSummaries: defineTable(threadSummaryFields)
    .index("by_user", ["userId"])
    .index("by_thread", ["threadId", "toPosition"]),

  // A memory outlives the task it was learnt in.
  memories: defineTable(memoryFields)
    .index("by_user", ["userId", "updatedAt"])
    .index("by_user_category", ["userId", "category", "updatedAt"])
    .index("by_user_repo", ["userId", "repoFullName", "updatedAt"])
    .index("by_user_repo_category", ["userId", "repoFullName", "category", "updatedAt"])
    .index("by_task", ["taskId", "updatedAt"])
    .searchIndex("search_content", {
      searchField: "content",
      filterFields: ["userId", "repoFullName", "category"],
    }),

  // At most one per person and repository: what somebody may read of a repository is known for them only.
  // A task finds it by its repository. Its nodes are rows, because all of them would outgrow a document.
  codebaseUnderstandings: defineTable(codebaseUnderstandingFields)
    .index("by_user", ["userId", "repoFullName"]),

  // `path` is unique within an understanding.
  codebaseNodes: defineTable(codebaseNodeFields)
    .index("by_user", ["userId"])
    .index("by_understanding", ["understandingId", "path"])
    .index("by_understanding_kind", ["understandingId", "kind", "path"]),

  // At most one per person and repository.
  repositoryIndexes: defineTable(repositoryIndexFields)
    .index("by_user", ["userId", "repoFullName"])
    .index("by_state", ["state", "updatedAt"]),

  // At most one per person; without one the defaults hold (`lib/settings.ts`).
  userSettings: defineTable(userSettingsFields).index("by_user", ["userId"]),

  // At most one per person and provider.
  providerKeys: defineTable(providerKeyFields).index("by_user", ["userId", "provider"]),

  // At most one per person: what they have been answered within an hour.
  answerCounts: defineTable(answerCountFields).index("by_user", ["userId"]),

  // At most one per person, provider and kind: what the provider said last of a limit that was nearly reached.
  providerQuotas: defineTable(providerQuotaFields).index("by_user", ["userId", "provider", "kind"]),

  // At most one per thread and person or advisor. Rows vanish by themselves when they expire.
  typing: defineTable(typingFields)
    .index("by_user", ["userId"])
    .index("by_thread", ["threadId", "userId", "advisorId"])
    .index("by_advisor", ["advisorId"])
    .index("by_expiry", ["expiresAt"]),

  // At most one per person and device. It changes only when what others see does; that somebody is still
  // there is written to `heartbeats`, which nobody subscribes to.
  presence: defineTable(presenceFields)
    .index("by_user", ["userId", "device"])
    .index("by_thread", ["threadId", "state"])
    .index("by_state", ["state", "changedAt"]),

  // Exactly one per row of `presence` that is online.
  heartbeats: defineTable(heartbeatFields)
    .index("by_user", ["userId"])
    .index("by_presence", ["presenceId"])
    .index("by_last_seen", ["lastSeenAt"]),

  // At most one per person and device.
  syncStatus: defineTable(syncStatusFields).index("by_user", ["userId", "deviceId"]),

  // At most one per person and thread, and per kind for what has no thread yet.
  drafts: defineTable(draftFields)
    .index("by_user", ["userId", "threadId", "kind"])
    .index("by_thread", ["threadId"]),

  // What is to be done when the thread is idle again, in order, each at most once: whoever takes an item
  // deletes it in the same transaction.
  queuedActions: defineTable(queuedActionFields)
    .index("by_user", ["userId"])
    .index("by_thread", ["threadId", "position"]),

  // At most one per person and thread. What was read only goes forward; where reading rests goes both ways.
  readPositions: defineTable(readPositionFields)
    .index("by_user", ["userId", "threadId"])
    .index("by_thread", ["threadId"]),

  attachments: defineTable(attachmentFields)
    .index("by_user", ["userId", "threadId", "messageId"])
    .index("by_thread", ["threadId", "messageId"])
    .index("by_message", ["messageId"])
    .index("by_storage", ["storageId"]),

  // Which documents imported ones have become, so that a second import finds them.
  imports: defineTable(importFields)
    .index("by_user", ["userId", "kind", "originalId"])
    .index("by_document", ["documentId"]),
});
