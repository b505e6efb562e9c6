import type { IndexNames, NamedTableInfo } from "convex/server";
import { internal } from "../_generated/api";
import type { DataModel, Doc, Id, TableNames } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import schema from "../schema";
import { removeAttachment } from "./attachments";
import { removeBatchSize, removeVisitsMax } from "./limits";
import { ownerOf } from "./messages";

/**
 * Removal of a document with all that belongs to it. The document itself goes at once, so nothing leads to
 * its children any more; these follow in batches, because a transaction is bounded and a thread is not.
 * Each batch schedules the next one in its own transaction: a crash in between loses nothing.
 */

/** A document that is gone or going, whose children are still to be looked for. */
export type Node = { table: string; id: string; userId: Id<"users"> };

type Row = { _id: Id<TableNames>; userId: Id<"users"> };
type Rule = {
  table: TableNames;
  rows: (ctx: MutationCtx, node: Node, count: number) => Promise<Row[]>;
  /** For children that stay: the change that makes them forget the parent, and leaves the range. */
  unlink?: object;
};

/** The children that name their parent in the first field of an index. */
function children<Table extends TableNames>(
  table: Table,
  index: IndexNames<NamedTableInfo<DataModel, Table>>,
  field: keyof Doc<Table> & string,
  unlink?: Partial<Doc<Table>>,
): Rule {
  const rows = (ctx: MutationCtx, { id }: Node, count: number) =>
    (ctx.db.query(table) as any).withIndex(index, (q: any) => q.eq(field, id)).take(count);
  return { table, rows, unlink };
}

const ownedTables = (Object.keys(schema.tables) as TableNames[]).filter(
  (table) => table !== "users" && "userId" in schema.tables[table].validator.fields,
);

/** Messages of a thread, but not those that its branches begin with. */
const messagesOfThread: Rule = {
  table: "messages",
  rows: async (ctx, { id }, count) => {
    const threadId = id as Id<"threads">;
    const kept = (await lastBranch(ctx, threadId))?.forkPosition ?? 0;
    return await ctx.db
      .query("messages")
      .withIndex("by_thread_position", (q) => q.eq("threadId", threadId).gt("position", kept))
      .take(count);
  },
};

const todosOfTask: Rule = {
  table: "todos",
  rows: async (ctx, { id, userId }, count) =>
    await ctx.db
      .query("todos")
      .withIndex("by_task", (q) => q.eq("userId", userId).eq("taskId", id as Id<"tasks">))
      .take(count),
};

/** Files of messages go with these. */
const unsentAttachments: Rule = {
  table: "attachments",
  rows: async (ctx, { id }, count) =>
    await ctx.db
      .query("attachments")
      .withIndex("by_thread", (q) =>
        q.eq("threadId", id as Id<"threads">).eq("messageId", undefined),
      )
      .take(count),
};

/**
 * Other versions of a thread, the newest first: a version is newer than what it left, so each comes before
 * its ancestors, and goes unless another owner's branch begins with it.
 */
const variantsOfThread: Rule = {
  table: "threads",
  rows: async (ctx, { id }, count) =>
    await ctx.db
      .query("threads")
      .withIndex("by_variant", (q) => q.eq("variantOf", id as Id<"threads">))
      .order("desc")
      .take(count),
};

/** What belongs to the documents of a table. A table that is not here has no children. */
const rules: { [Table in TableNames]?: Rule[] } = {
  users: ownedTables.map((table) => children(table, "by_user" as never, "userId" as never)),
  tasks: [
    todosOfTask,
    children("taskSessions", "by_task", "taskId"),
    children("memories", "by_task", "taskId", { taskId: undefined }),
    children("messages", "by_stacked_task", "stackedTaskId", { stackedTaskId: undefined }),
  ],
  chats: [
    children("chats", "by_parent", "parentChatId", { parentChatId: undefined }),
    children("chatTags", "by_chat", "chatId"),
    children("shares", "by_chat", "chatId"),
    children("imports", "by_document", "documentId"),
  ],
  conversations: [children("advisorMemories", "by_conversation", "conversationId")],
  advisors: [
    children("advisorMemories", "by_advisor_conversation", "advisorId"),
    children("typing", "by_advisor", "advisorId"),
    children("messages", "by_advisor", "advisorId", { advisorId: undefined }),
    children("conversations", "by_active_advisor", "activeAdvisorId", {
      activeAdvisorId: undefined,
    }),
  ],
  threads: [
    variantsOfThread,
    messagesOfThread,
    unsentAttachments,
    children("threadSummaries", "by_thread", "threadId"),
    children("queuedActions", "by_thread", "threadId"),
    children("readPositions", "by_thread", "threadId"),
    children("drafts", "by_thread", "threadId"),
    children("typing", "by_thread", "threadId"),
    children("shares", "by_thread", "threadId"),
    children("imports", "by_document", "documentId"),
    children("presence", "by_thread", "threadId", { threadId: undefined }),
  ],
  messages: [
    children("messageParts", "by_message", "messageId"),
    children("streamDeltas", "by_message", "messageId"),
    children("runs", "by_message", "messageId"),
    children("pullRequestSnapshots", "by_message", "messageId"),
    children("attachments", "by_message", "messageId"),
    children("chats", "by_fork", "branchFromMessageId", { branchFromMessageId: undefined }),
    children("imports", "by_document", "documentId"),
  ],
  runs: [children("runLeases", "by_run", "runId")],
  codebaseUnderstandings: [children("codebaseNodes", "by_understanding", "understandingId")],
  presence: [children("heartbeats", "by_presence", "presenceId")],
};

/** Deletes a document for good, and in the background all that belongs to it. */
export async function removeWithChildren<Table extends keyof typeof rules>(
  ctx: MutationCtx,
  table: Table,
  document: Doc<Table>,
): Promise<void> {
  const { userId, threadId } = document as { userId?: Id<"users">; threadId?: Id<"threads"> };
  const id = document._id as Id<TableNames>;
  await ctx.db.delete(id);
  const work: Node[] = [{ table, id, userId: userId ?? (id as Id<"users">) }];
  if (threadId !== undefined) {
    work.push(...(await releaseThread(ctx, threadId)));
  }
  await ctx.scheduler.runAfter(0, internal.cascade.step, { work });
}

const lastBranch = (ctx: MutationCtx, threadId: Id<"threads">) =>
  ctx.db
    .query("threads")
    .withIndex("by_parent", (q) => q.eq("parentThreadId", threadId))
    .order("desc")
    .first();

/**
 * Lets go of a thread without an owner. One with branches stays, hidden, with the messages they begin with,
 * until the last branch goes; that one takes its ownerless ancestors with it.
 */
async function releaseThread(ctx: MutationCtx, threadId: Id<"threads">): Promise<Node[]> {
  const work: Node[] = [];
  let thread = await ctx.db.get("threads", threadId);
  while (thread !== null && (await ownerOf(ctx, thread)) === null) {
    work.push({ table: "threads", id: thread._id, userId: thread.userId });
    if ((await lastBranch(ctx, thread._id)) !== null) {
      await ctx.db.patch("threads", thread._id, { deletedAt: Date.now() });
      break;
    }
    await ctx.db.delete("threads", thread._id);
    const parentId: Id<"threads"> | undefined = thread.parentThreadId;
    thread = parentId === undefined ? null : await ctx.db.get("threads", parentId);
  }
  return work;
}

/** One batch of removals; answers with the work that is left. */
export async function removeSome(ctx: MutationCtx, work: Node[]): Promise<Node[]> {
  const left = [...work];
  let room = removeBatchSize;
  for (let visits = 0; visits < removeVisitsMax && room > 0; visits++) {
    const node = left.at(-1);
    if (node === undefined) break;
    const found = await firstChildren(ctx, node, room);
    if (found === null) {
      left.pop();
      continue;
    }
    room -= found.rows.length;
    for (const row of found.rows) {
      if (found.rule === variantsOfThread) {
        // It is not a version of anything any more, whether it goes or others need it.
        await ctx.db.patch("threads", row._id as Id<"threads">, { variantOf: undefined });
        left.push(...(await releaseThread(ctx, row._id as Id<"threads">)));
        continue;
      }
      await removeRow(ctx, found.rule, row);
      // What belongs to a person is found by its owner, children of children included.
      const hasChildren = found.rule.unlink === undefined && found.rule.table in rules;
      if (hasChildren && node.table !== "users") {
        left.push({ table: found.rule.table, id: row._id, userId: row.userId });
      }
    }
  }
  return left;
}

async function firstChildren(ctx: MutationCtx, node: Node, count: number) {
  for (const rule of rules[node.table as TableNames] ?? []) {
    const rows = await rule.rows(ctx, node, count);
    if (rows.length > 0) return { rule, rows };
  }
  return null;
}

async function removeRow(ctx: MutationCtx, { table, unlink }: Rule, row: Row): Promise<void> {
  if (unlink !== undefined) {
    await ctx.db.patch(row._id, unlink);
    return;
  }
  if (table === "attachments") {
    await removeAttachment(ctx, row as Doc<"attachments">);
    return;
  }
  await ctx.db.delete(row._id);
}
