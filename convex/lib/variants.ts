import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { invalidInput, limitReached } from "./errors";
import { variantsMax } from "./limits";
import { ownerOf } from "./messages";
import type { variantChoice } from "./shapes/runs";
import { checkDepth, createThread, rootOf, segmentsOf } from "./threads";

/**
 * Other versions of the same conversation. An edit or another try makes a thread that leaves the shown one
 * before the message; both stay, and the owner says which is shown.
 */

type Thread = Doc<"threads">;

/** The thread that a chat shows. */
export async function shownThread(ctx: QueryCtx, chat: Doc<"chats">): Promise<Thread | null> {
  const active = chat.activeThreadId && (await ctx.db.get("threads", chat.activeThreadId));
  return active ?? (await ctx.db.get("threads", chat.threadId));
}

/** All variants of a first thread, the oldest first. */
export const variantsOf = async (ctx: QueryCtx, rootId: Id<"threads">): Promise<Thread[]> =>
  await ctx.db
    .query("threads")
    .withIndex("by_variant", (q) => q.eq("variantOf", rootId))
    .take(variantsMax);

/**
 * A variant of `thread` that goes on behind `position`, and is shown from now on. It leaves the thread that
 * holds that position, so versions of the same message are siblings however often it is tried. Only a chat
 * says which version is shown, so nothing else has any.
 */
export async function createVariant(
  ctx: MutationCtx,
  thread: Thread,
  position: number,
): Promise<Thread> {
  if (thread.kind !== "chat") {
    throw invalidInput("Only messages of a chat can be said or answered anew. Send another message instead.");
  }
  const parent = await holderOf(thread, position, (id) => ctx.db.get("threads", id));
  const variant = await insertVariant(ctx, rootOf(thread), parent, position);
  await show(ctx, variant);
  return variant;
}

/** A variant of a first thread that leaves `parent`, a thread of the same chat or before it, behind `position`. */
export async function insertVariant(
  ctx: MutationCtx,
  rootId: Id<"threads">,
  parent: Thread,
  position: number,
): Promise<Thread> {
  if ((await variantsOf(ctx, rootId)).length >= variantsMax) {
    throw limitReached(`At most ${variantsMax} other versions can be made here. Start a new branch.`);
  }
  checkDepth(await segmentsOf(ctx, parent));
  const fork = { parentThreadId: parent._id, forkPosition: position, variantOf: rootId };
  return await createThread(ctx, parent.userId, parent.kind, fork);
}

/** Makes a thread the one that its chat shows. */
export async function show(ctx: MutationCtx, thread: Thread): Promise<void> {
  const owner = await ownerOf(ctx, thread);
  if (owner !== null && thread.kind === "chat") {
    const activeThreadId = thread.variantOf === undefined ? undefined : thread._id;
    await ctx.db.patch("chats", owner._id as Id<"chats">, { activeThreadId });
  }
}

type Get = (id: Id<"threads">) => Promise<Thread | null>;

/** The thread whose own message stands, or would stand, at a position of `thread`. */
async function holderOf(thread: Thread, position: number, get: Get): Promise<Thread> {
  let at = thread;
  while (at.parentThreadId !== undefined && position <= (at.forkPosition ?? 0)) {
    const parent = await get(at.parentThreadId);
    if (parent === null) break;
    at = parent;
  }
  return at;
}

/**
 * Where the shown thread has alternatives. Two threads part at the first position that different threads
 * hold; those that are together there and hold the same next message are one alternative, and the one that
 * changed last stands for it.
 */
export async function variantChoices(
  ctx: QueryCtx,
  shown: Thread,
): Promise<Infer<typeof variantChoice>[]> {
  const rootId = rootOf(shown);
  const variants = await variantsOf(ctx, rootId);
  if (variants.length === 0) return [];
  const root = await ctx.db.get("threads", rootId);
  const all = root === null ? variants : [root, ...variants];
  const get = remembering((id) => ctx.db.get("threads", id), all);
  const choices = new Map<number, Option[]>();
  for (const thread of all) {
    const position = await partingOf(thread, shown, get);
    if (position === null) continue;
    const own = { holder: await holderOf(shown, position, get), thread: shown };
    const options = choices.get(position) ?? [own];
    choices.set(position, options);
    const holder = await holderOf(thread, position, get);
    const known = options.find((option) => option.holder._id === holder._id);
    if (known === undefined) options.push({ holder, thread });
    else if (known.thread.updatedAt < thread.updatedAt) known.thread = thread;
  }
  return [...choices].sort(([a], [b]) => a - b).map(([position, options]) => {
    const byAge = options.sort((a, b) => a.holder._creationTime - b.holder._creationTime);
    const threadIds = byAge.map(({ thread }) => thread._id);
    return { position, threadIds, index: threadIds.indexOf(shown._id) };
  });
}

/** One alternative: the thread that holds its first message, and the one that stands for it. */
type Option = { holder: Thread; thread: Thread };

/** The first position that different threads hold in the two; null where they are one. */
async function partingOf(a: Thread, b: Thread, get: Get): Promise<number | null> {
  const forks = [...(await forksOf(a, get)), ...(await forksOf(b, get))].sort((x, y) => x - y);
  for (const fork of forks) {
    const holders = [await holderOf(a, fork + 1, get), await holderOf(b, fork + 1, get)];
    if (holders[0]!._id !== holders[1]!._id) return fork + 1;
  }
  return null;
}

/** The positions at which a thread goes from one of its ancestors, or itself, to the next. */
async function forksOf(thread: Thread, get: Get): Promise<number[]> {
  const forks: number[] = [];
  let at: Thread | null = thread;
  while (at?.parentThreadId !== undefined) {
    forks.push(at.forkPosition ?? 0);
    at = await get(at.parentThreadId);
  }
  return forks;
}

function remembering(get: Get, known: Thread[]): Get {
  const found = new Map<string, Thread | null>(known.map((thread) => [thread._id, thread]));
  return async (id) => {
    if (!found.has(id)) found.set(id, await get(id));
    return found.get(id)!;
  };
}
