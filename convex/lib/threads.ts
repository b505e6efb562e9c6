import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { limitReached } from "./errors";
import { branchDepthMax, branchesMax, recentMessagesLengthMax, recentMessagesMax } from "./limits";
import { boundedPage } from "./pages";

/**
 * What a thread holds: the messages of its ancestors up to where each was left, by reference, then its own.
 * Positions go on across the fork, so one number orders all of them.
 */

export type Fork = { parentThreadId: Id<"threads">; forkPosition: number };

/** The thread that the owner names: this one, or the one that it is a variant of. */
export const rootOf = ({ _id, variantOf }: Doc<"threads">): Id<"threads"> => variantOf ?? _id;

/** Whether the owner is in the trash or gone. Variants share the life of the first thread. */
export async function isHidden(ctx: QueryCtx, thread: Doc<"threads">): Promise<boolean> {
  if (thread.deletedAt !== undefined || thread.variantOf === undefined) {
    return thread.deletedAt !== undefined;
  }
  const root = await ctx.db.get("threads", thread.variantOf);
  return root === null || root.deletedAt !== undefined;
}

export async function createThread(
  ctx: MutationCtx,
  userId: Id<"users">,
  kind: Doc<"threads">["kind"],
  fork?: Fork & { variantOf?: Id<"threads"> },
): Promise<Doc<"threads">> {
  const now = Date.now();
  const thread = { userId, kind, ...fork, createdAt: now, updatedAt: now };
  return (await ctx.db.get("threads", await ctx.db.insert("threads", thread)))!;
}

/** A stretch of one thread's own messages; the last one that counts, where the thread goes on behind it. */
export type Segment = { threadId: Id<"threads">; end?: number };

/** The stretches that a thread consists of, its own first, then back to its first ancestor. */
export async function segmentsOf(ctx: QueryCtx, thread: Doc<"threads">): Promise<Segment[]> {
  const segments: Segment[] = [{ threadId: thread._id }];
  let at = thread;
  while (at.parentThreadId !== undefined) {
    const parent = await ctx.db.get("threads", at.parentThreadId);
    if (parent === null) break;
    segments.push({ threadId: parent._id, end: at.forkPosition });
    at = parent;
  }
  return segments;
}

/**
 * The last position of a thread that can be seen: all can while it is not hidden; then those that a branch
 * begins with which is not, or which has such a branch in its turn. A fork is never before its parent's own,
 * so whoever has a branch has everything that it begins with.
 */
export async function reachOf(ctx: QueryCtx, thread: Doc<"threads">): Promise<number> {
  if (!(await isHidden(ctx, thread))) {
    return Infinity;
  }
  const branches = await ctx.db
    .query("threads")
    .withIndex("by_parent", (q) => q.eq("parentThreadId", thread._id))
    .order("desc")
    .take(branchesMax);
  for (const branch of branches) {
    if ((await reachOf(ctx, branch)) > 0) return branch.forkPosition ?? 0;
  }
  return 0;
}

/** A branch that begins with everything that is in the thread now. */
export async function forkAtEnd(ctx: QueryCtx, thread: Doc<"threads">): Promise<Fork> {
  checkDepth(await segmentsOf(ctx, thread));
  return { parentThreadId: thread._id, forkPosition: await lastPosition(ctx, thread) };
}

/** A branch that leaves the thread behind `message`; null when that is not in it. */
export async function forkBehind(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  message: Doc<"messages">,
): Promise<Fork | null> {
  const segments = await segmentsOf(ctx, thread);
  checkDepth(segments);
  return isWithin(segments, message) && message.deletedAt === undefined
    ? { parentThreadId: message.threadId, forkPosition: message.position }
    : null;
}

/** Whether a message is one of a thread's own, or of those that it begins with. */
export const holds = async (ctx: QueryCtx, thread: Doc<"threads">, message: Doc<"messages">) =>
  isWithin(await segmentsOf(ctx, thread), message);

const isWithin = (segments: Segment[], { threadId, position }: Doc<"messages">) =>
  segments.some((segment) => segment.threadId === threadId && position <= (segment.end ?? position));

export function checkDepth(segments: Segment[]): void {
  if (segments.length >= branchDepthMax) {
    throw limitReached(`A branch can be at most ${branchDepthMax} branches deep.`);
  }
}

/** The last position given in a thread, its fork's before it has messages of its own. */
export async function lastPosition(ctx: QueryCtx, thread: Doc<"threads">): Promise<number> {
  const last = await ctx.db
    .query("messages")
    .withIndex("by_thread_position", (q) => q.eq("threadId", thread._id))
    .order("desc")
    .first();
  return last?.position ?? thread.forkPosition ?? 0;
}

const visibleOf = (ctx: QueryCtx, { threadId, end }: Segment, behind: number) =>
  ctx.db.query("messages").withIndex("by_thread", (q) => {
    const visible = q
      .eq("threadId", threadId)
      .eq("deletedAt", undefined)
      .gt("position", behind);
    return end === undefined ? visible : visible.lte("position", end);
  });

const newestFirst = (ctx: QueryCtx, segment: Segment, behind = 0) =>
  visibleOf(ctx, segment, behind).order("desc");

/** A thread's messages, newest first, one read after the other. */
export async function* messagesBackwards(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  behind = 0,
  before = Infinity,
): AsyncGenerator<Doc<"messages">> {
  for (const { threadId, end = Infinity } of await segmentsOf(ctx, thread)) {
    const last = Math.min(end, before - 1);
    const segment = { threadId, ...(last === Infinity ? {} : { end: last }) };
    for await (const message of newestFirst(ctx, segment, behind)) yield message;
  }
}

/** A thread's messages behind a position, oldest first, one read after the other. */
export async function* messagesForwards(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  behind: number,
): AsyncGenerator<Doc<"messages">> {
  for (const segment of (await segmentsOf(ctx, thread)).reverse()) {
    for await (const message of visibleOf(ctx, segment, behind)) yield message;
  }
}

/** The messages of a thread itself behind a position, oldest first, without those that it begins with. */
export const ownMessages = (ctx: QueryCtx, { _id }: Doc<"threads">, behind: number) =>
  visibleOf(ctx, { threadId: _id }, behind);

/** The message that stands before a position of a thread. */
export async function messageBefore(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  position: number,
): Promise<Doc<"messages"> | null> {
  for await (const message of messagesBackwards(ctx, thread, 0, position)) return message;
  return null;
}

/**
 * The first of these messages. It reads one after the other, because a hundred of the longest ones are too
 * much.
 */
async function take(messages: AsyncGenerator<Doc<"messages">>, countMax = recentMessagesMax) {
  const taken: Doc<"messages">[] = [];
  let length = 0;
  for await (const message of messages) {
    if (taken.length >= countMax || length > recentMessagesLengthMax) {
      return { taken, hasMore: true };
    }
    taken.push(message);
    length += message.content.length + (message.contentJson?.length ?? 0);
  }
  return { taken, hasMore: false };
}

/**
 * The end of a thread, or of what is before a position, oldest message first, and whether there is more before
 * it, up to the position `behind`.
 */
export async function recentMessages(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  behind = 0,
  before = Infinity,
): Promise<{ messages: Doc<"messages">[]; hasEarlier: boolean }> {
  const { taken, hasMore } = await take(messagesBackwards(ctx, thread, behind, before));
  return { messages: taken.reverse(), hasEarlier: hasMore };
}

/** The messages of a thread that come directly behind a position, oldest first. */
export async function messagesBehind(ctx: QueryCtx, thread: Doc<"threads">, behind: number) {
  const { taken, hasMore } = await take(messagesForwards(ctx, thread, behind));
  return { messages: taken, hasLater: hasMore };
}

/** What stands around a position of a thread, that one included, oldest message first. */
export async function windowAround(ctx: QueryCtx, thread: Doc<"threads">, position: number) {
  const half = recentMessagesMax / 2;
  const before = await take(messagesBackwards(ctx, thread, 0, position), half);
  const later = await take(messagesForwards(ctx, thread, position - 1), half);
  return {
    messages: [...before.taken.reverse(), ...later.taken],
    hasEarlier: before.hasMore,
    hasLater: later.hasMore,
  };
}

/**
 * A thread's messages, newest first. A page never reaches over a fork, so the page before one can be
 * short, and that of a branch without messages of its own is empty; `isDone` says when there are no more.
 */
export async function pageOfThread(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  options: PaginationOptions,
): Promise<PaginationResult<Doc<"messages">>> {
  if (thread.parentThreadId === undefined) {
    return await newestFirst(ctx, { threadId: thread._id }).paginate(boundedPage(options));
  }
  const segments = await segmentsOf(ctx, thread);
  const { index, cursor } = readCursor(options.cursor);
  const end = readCursor(options.endCursor ?? null);
  const { page, isDone, continueCursor } = await newestFirst(ctx, segments[index]!).paginate(
    boundedPage({
      numItems: options.numItems,
      cursor,
      ...(end.index === index && end.cursor !== null ? { endCursor: end.cursor } : {}),
    }),
  );
  const isLast = index + 1 >= segments.length;
  return isDone && !isLast
    ? { page, isDone: false, continueCursor: `${index + 1}:` }
    : { page, isDone, continueCursor: `${index}:${continueCursor}` };
}

/** The cursor of a branch: which stretch, and the cursor within it. Whatever else comes is the beginning. */
function readCursor(cursor: string | null): { index: number; cursor: string | null } {
  const [, index, inner] = /^(\d+):(.*)$/s.exec(cursor ?? "") ?? [];
  return { index: Number(index ?? 0), cursor: inner === undefined || inner === "" ? null : inner };
}
