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

// `deletedAt` stands second in the indexes of lists: what is in the trash is left out by the range
// (`eq("deletedAt", undefined)`), never by a filter behind it, so a page is always full.
export default defineSchema({
  // One row per identity: `externalId` is unique (`lib/access.ts` keeps it so).
  users: defineTable(userFields).index("by_external_id", ["externalId"]).index("by_email", ["email"]),

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
    .index("by_token_expiry", ["accessTokenExpiresAt"]),

  // What a link in a mail, or the owner's link, is good for: once, until it expires. Identifiers are unique.
  verifications: defineTable(verificationFields)
    .index("by_identifier", ["identifier"])
    .index("by_expiry", ["expiresAt"]),

  // A thread belongs to exactly one task, chat or conversation and shares its life: `deletedAt` is set
  // and cleared together with its owner's. A branch names its parent and the position where it leaves it.
  threads: defineTable(threadFields)
    .index("by_user", ["userId", "kind", "updatedAt"])
    .index("by_parent", ["parentThreadId", "forkPosition"]),

  // Positions are unique and dense per thread, beginning with 1, rows in the trash included: a position
  // is never given twice.
  messages: defineTable(messageFields)
    .index("by_thread_position", ["threadId", "position"])
    .index("by_thread", ["threadId", "deletedAt", "position"]),

  // A task owns its thread. Its status changes only along `lib/taskStatus.ts`; `archivedFrom` is present
  // exactly while the status is ARCHIVED. `updatedAt` orders lists: edits and messages move it.
  tasks: defineTable(taskFields)
    .index("by_user", ["userId", "deletedAt", "updatedAt"])
    .index("by_user_status", ["userId", "deletedAt", "status", "updatedAt"])
    .index("by_thread", ["threadId"])
    .index("by_repo_pr", ["repoFullName", "pullRequestNumber"])
    .index("by_status", ["status", "updatedAt"])
    .index("by_cleanup", ["scheduledCleanupAt"]),

  // `sequence` orders all todos of a user, and thereby those of each task; no two of a user's todos share
  // one, rows in the trash included. `todoId` is unique within its task, or within its owner's inbox.
  todos: defineTable(todoFields)
    .index("by_user_sequence", ["userId", "sequence"])
    .index("by_user", ["userId", "deletedAt", "sequence"])
    .index("by_user_status", ["userId", "deletedAt", "status", "sequence"])
    .index("by_task", ["userId", "taskId", "deletedAt", "sequence"])
    .index("by_task_status", ["userId", "taskId", "deletedAt", "status"])
    .index("by_task_todo", ["userId", "taskId", "todoId"]),
});
