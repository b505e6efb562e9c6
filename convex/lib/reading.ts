import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { invalidInput } from "./errors";
import { lastPosition } from "./threads";

/** How far somebody has read a thread, and where reading rests. */

export const readingOf = async (ctx: QueryCtx, userId: Id<"users">, threadId: Id<"threads">) =>
  await ctx.db
    .query("readPositions")
    .withIndex("by_user", (q) => q.eq("userId", userId).eq("threadId", threadId))
    .unique();

/**
 * Notes that somebody has read a thread up to a position, which only goes forward and never past the end. `place` is
 * where reading rests, null the end; without it that stays as it is. What changes nothing writes nothing.
 */
export async function noteReading(
  ctx: MutationCtx,
  userId: Id<"users">,
  thread: Doc<"threads">,
  position: number,
  place?: number | null,
): Promise<void> {
  if (!Number.isFinite(position) || !Number.isFinite(place ?? 0)) {
    throw invalidInput("A place in a thread is a number.");
  }
  const last = await lastPosition(ctx, thread);
  const row = await readingOf(ctx, userId, thread._id);
  const reached = Math.max(Math.min(Math.floor(position), last), row?.position ?? 0);
  const rests = place === undefined ? row?.place : restingAt(place, last);
  const reading = { position: reached, place: rests, updatedAt: Date.now() };
  if (row === null) {
    // Nothing was read yet: a row would say that what is there is new.
    if (reached === 0 && place !== undefined && rests === undefined) return;
    await ctx.db.insert("readPositions", { userId, threadId: thread._id, ...reading });
  } else if (reached !== row.position || rests !== row.place) {
    await ctx.db.patch("readPositions", row._id, reading);
  }
}

/** A place as it is kept: within the thread, to the hundredth of a message. */
function restingAt(place: number | null, last: number): number | undefined {
  if (place === null || place < 1 || last < 1) return undefined;
  return Math.round(Math.min(place, last + 0.99) * 100) / 100;
}
