import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";

/**
 * Where a todo stands. All todos of a user share one order, so that a move means the same in a task's
 * list and in the list across tasks. A move writes one row: it takes the number halfway to the next one.
 * Only when two neighbours leave no number between them, about fifty moves into one gap, a bounded
 * stretch behind them is spread out again.
 */

/** Rows that one repair spreads out. */
const repairWindow = 100;

const byOrder = (ctx: MutationCtx, userId: Id<"users">) => ({
  last: () =>
    ctx.db
      .query("todos")
      .withIndex("by_user_sequence", (q) => q.eq("userId", userId))
      .order("desc")
      .first(),
  first: () =>
    ctx.db
      .query("todos")
      .withIndex("by_user_sequence", (q) => q.eq("userId", userId))
      .first(),
  after: (sequence: number) =>
    ctx.db
      .query("todos")
      .withIndex("by_user_sequence", (q) => q.eq("userId", userId).gt("sequence", sequence)),
});

export async function lastSequence(ctx: MutationCtx, userId: Id<"users">): Promise<number> {
  const last = await byOrder(ctx, userId).last();
  return Math.floor(last?.sequence ?? 0);
}

export async function firstSequence(ctx: MutationCtx, userId: Id<"users">): Promise<number> {
  const first = await byOrder(ctx, userId).first();
  return Math.ceil(first?.sequence ?? 1);
}

/** A free sequence directly behind `anchor`, for a todo that is to be moved there. */
export async function sequenceBehind(ctx: MutationCtx, anchor: Doc<"todos">): Promise<number> {
  const next = await byOrder(ctx, anchor.userId).after(anchor.sequence).first();
  if (next === null) {
    return Math.floor(anchor.sequence) + 1;
  }
  const middle = (anchor.sequence + next.sequence) / 2;
  if (middle > anchor.sequence && middle < next.sequence) {
    return middle;
  }
  await spreadBehind(ctx, anchor);
  return await sequenceBehind(ctx, anchor);
}

/** Spreads the rows behind `anchor` evenly up to the row behind them, or in whole steps at the end. */
async function spreadBehind(ctx: MutationCtx, anchor: Doc<"todos">): Promise<void> {
  const rows = await byOrder(ctx, anchor.userId).after(anchor.sequence).take(repairWindow + 1);
  const crowded = rows.slice(0, repairWindow);
  const end = rows[repairWindow]?.sequence ?? anchor.sequence + crowded.length + 1;
  const step = (end - anchor.sequence) / (crowded.length + 1);
  for (const [index, row] of crowded.entries()) {
    await ctx.db.patch("todos", row._id, { sequence: anchor.sequence + step * (index + 1) });
  }
}
