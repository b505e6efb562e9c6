import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { snippetOf } from "./everything";
import { treeNodesMax, treeTextMax } from "./limits";
import type { chatTree, treeNode } from "./shapes/runs";
import { isHidden, rootOf } from "./threads";

/**
 * The tree that the versions of a chat and the chats that branched from it make: each thread hangs on the one
 * that it left. What is in the trash is left out, and what hangs on it moves up to where that hung.
 */

type Thread = Doc<"threads">;
type Node = Infer<typeof treeNode>;

/** The tree that a thread stands in, depth first; the threads that left one stand in the order of their forks. */
export async function treeAround(ctx: QueryCtx, thread: Thread): Promise<Infer<typeof chatTree>> {
  const nodes: Node[] = [];
  const open = [{ thread: await originOf(ctx, thread), level: 1 }];
  const chatOf = chatFinder(ctx);
  let textLeft = treeTextMax;
  let visited = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (nodes.length >= treeNodesMax || visited >= 2 * treeNodesMax) return { nodes, isCut: true };
    visited += 1;
    const chat = (await isHidden(ctx, next.thread)) ? null : await chatOf(rootOf(next.thread));
    if (chat !== null) {
      const first = textLeft > 0 ? await firstOwn(ctx, next.thread) : null;
      textLeft -= first?.content.length ?? 0;
      nodes.push(nodeOf(next.thread, chat, first, next.level));
    }
    const level = next.level + (chat === null ? 0 : 1);
    const left = await leaving(ctx, next.thread);
    // The last one is taken first.
    open.push(...left.reverse().map((thread) => ({ thread, level })));
  }
  return { nodes, isCut: false };
}

/** The first ancestor of a thread. Depth is bounded where branches are made. */
async function originOf(ctx: QueryCtx, thread: Thread): Promise<Thread> {
  let at = thread;
  while (at.parentThreadId !== undefined) {
    const parent = await ctx.db.get("threads", at.parentThreadId);
    if (parent === null || parent.userId !== thread.userId) break;
    at = parent;
  }
  return at;
}

const leaving = async (ctx: QueryCtx, { _id }: Thread): Promise<Thread[]> =>
  await ctx.db
    .query("threads")
    .withIndex("by_parent", (q) => q.eq("parentThreadId", _id))
    .take(treeNodesMax);

const firstOwn = async (ctx: QueryCtx, { _id }: Thread) =>
  await ctx.db
    .query("messages")
    .withIndex("by_thread", (q) => q.eq("threadId", _id).eq("deletedAt", undefined))
    .first();

/** Finds the chat that owns a first thread. Versions of one chat ask for the same. */
function chatFinder(ctx: QueryCtx) {
  const found = new Map<Id<"threads">, Doc<"chats"> | null>();
  return async (threadId: Id<"threads">) => {
    const known = found.get(threadId);
    if (known !== undefined) return known;
    const chat = await ctx.db
      .query("chats")
      .withIndex("by_thread", (q) => q.eq("threadId", threadId))
      .unique();
    found.set(threadId, chat);
    return chat;
  };
}

const nodeOf = (
  thread: Thread,
  chat: Doc<"chats">,
  first: Doc<"messages"> | null,
  level: number,
): Node => ({
  threadId: thread._id,
  chatId: chat._id,
  title: chat.threadId === thread._id ? chat.title : null,
  snippet: first && snippetOf(first.content, ""),
  role: first && first.role,
  level,
  isShown: (chat.activeThreadId ?? chat.threadId) === thread._id,
  updatedAt: thread.updatedAt,
});
