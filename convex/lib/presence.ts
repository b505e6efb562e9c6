import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { limitReached } from "./errors";
import { devicesMax } from "./limits";

/**
 * What others see of somebody's devices. A row changes only with what is seen; that somebody is still there
 * stands in a row of its own, so that a heartbeat runs nobody's query again.
 */

export const findDevice = async (ctx: MutationCtx, userId: Id<"users">, device: string) =>
  await ctx.db
    .query("presence")
    .withIndex("by_user", (q) => q.eq("userId", userId).eq("device", device))
    .unique();

export const heartbeatOf = async (ctx: MutationCtx, presenceId: Id<"presence">) =>
  await ctx.db
    .query("heartbeats")
    .withIndex("by_presence", (q) => q.eq("presenceId", presenceId))
    .unique();

export async function showDevice(
  ctx: MutationCtx,
  userId: Id<"users">,
  device: string,
  threadId: Id<"threads"> | undefined,
): Promise<Id<"presence">> {
  const row = await findDevice(ctx, userId, device);
  const shown = { threadId, state: "online" as const, changedAt: Date.now() };
  if (row === null) {
    await makeRoom(ctx, userId);
    return await ctx.db.insert("presence", { userId, device, ...shown });
  }
  if (row.state !== "online" || row.threadId !== threadId) {
    await ctx.db.patch("presence", row._id, shown);
  }
  return row._id;
}

/** Forgets the device that has been away the longest, where there are as many as there can be. */
async function makeRoom(ctx: MutationCtx, userId: Id<"users">): Promise<void> {
  const devices = await ctx.db
    .query("presence")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .take(devicesMax);
  if (devices.length < devicesMax) {
    return;
  }
  const [oldest] = devices
    .filter(({ state }) => state === "offline")
    .sort((a, b) => a.changedAt - b.changedAt);
  if (oldest === undefined) {
    throw limitReached(`At most ${devicesMax} devices can be online at once.`);
  }
  await ctx.db.delete("presence", oldest._id);
}

export async function hideDevice(ctx: MutationCtx, row: Doc<"presence">, lastSeenAt: number): Promise<void> {
  if (row.state === "online") {
    const hidden = { state: "offline" as const, threadId: undefined, changedAt: lastSeenAt };
    await ctx.db.patch("presence", row._id, hidden);
  }
  const beat = await heartbeatOf(ctx, row._id);
  if (beat !== null) await ctx.db.delete("heartbeats", beat._id);
}

/** Takes everything away that shows that somebody is here. */
export async function disappear(ctx: MutationCtx, userId: Id<"users">): Promise<void> {
  const devices = await ctx.db
    .query("presence")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .take(devicesMax);
  for (const device of devices) {
    await hideDevice(ctx, device, Date.now());
  }
  const marks = await ctx.db
    .query("typing")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .take(devicesMax);
  for (const { _id, advisorId } of marks) {
    if (advisorId === undefined) await ctx.db.delete("typing", _id);
  }
}
