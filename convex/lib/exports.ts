import { v, type Infer } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";

/** Tables whose rows people can take with them. */
export const exportedTable = v.union(
  v.literal("users"),
  v.literal("userSettings"),
  v.literal("tasks"),
  v.literal("todos"),
  v.literal("taskSessions"),
  v.literal("pullRequestSnapshots"),
  v.literal("threads"),
  v.literal("messages"),
  v.literal("messageParts"),
  v.literal("runs"),
  v.literal("attachments"),
  v.literal("threadSummaries"),
  v.literal("drafts"),
  v.literal("queuedActions"),
  v.literal("readPositions"),
  v.literal("chats"),
  v.literal("conversations"),
  v.literal("advisors"),
  v.literal("advisorMemories"),
  v.literal("memories"),
  v.literal("codebaseUnderstandings"),
  v.literal("codebaseNodes"),
  v.literal("repositoryIndexes"),
);

export type ExportedTable = Infer<typeof exportedTable>;

export const exportedTables = exportedTable.members.map(({ value }) => value);

/** Tables that stay here: they hold secrets, or what is of use on this server only. */
export const keptTables: string[] = [
  "accounts",
  "answerCounts",
  "chatTags",
  "heartbeats",
  "imports",
  "presence",
  "providerKeys",
  "providerQuotas",
  "receipts",
  "runLeases",
  "sessions",
  "shares",
  "streamDeltas",
  "syncStatus",
  "typing",
  "verifications",
];

/** Somebody's own rows of a table, by index. */
export const ownRows = (ctx: QueryCtx, table: ExportedTable, user: Doc<"users">) =>
  table === "users"
    ? ctx.db.query("users").withIndex("by_external_id", (q) => q.eq("externalId", user.externalId))
    : ctx.db.query(table as "messages").withIndex("by_user", (q) => q.eq("userId", user._id));
