import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import { internalMutation, type MutationCtx, type QueryCtx } from "./_generated/server";
import { sweepBatchSize } from "./lib/limits";

// Only the server calls these: it knows the tokens, the table only their hashes.

/** Makes an identifier good once, until it expires. False when it exists, used or not. */
export const create = internalMutation({
  args: { identifier: v.string(), value: v.string(), expiresAt: v.number() },
  returns: v.boolean(),
  handler: async (ctx, verification) => {
    const known = await findVerification(ctx, verification.identifier);
    if (known !== null) {
      return false;
    }
    await ctx.db.insert("verifications", { ...verification, createdAt: Date.now() });
    return true;
  },
});

/** Uses an identifier up; answers with what it was about, null when it is used, expired or unknown. */
export const consume = internalMutation({
  args: { identifier: v.string() },
  returns: v.union(v.string(), v.null()),
  handler: async (ctx, { identifier }) => (await consumeVerification(ctx, identifier)) ?? null,
});

/** Removes what has expired. */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const expired = await ctx.db
      .query("verifications")
      .withIndex("by_expiry", (q) => q.lte("expiresAt", Date.now()))
      .take(sweepBatchSize);
    for (const { _id } of expired) {
      await ctx.db.delete("verifications", _id);
    }
    if (expired.length === sweepBatchSize) {
      await ctx.scheduler.runAfter(0, internal.verifications.sweep, {});
    }
    return null;
  },
});

/** As part of a larger change: what the identifier was about, if it was still good. */
export async function consumeVerification(
  ctx: MutationCtx,
  identifier: string,
): Promise<string | undefined> {
  const verification = await findVerification(ctx, identifier);
  if (verification === null) {
    return undefined;
  }
  await ctx.db.delete("verifications", verification._id);
  return Date.now() < verification.expiresAt ? verification.value : undefined;
}

/** Takes all links for choosing a new password from a person. */
export async function dropResets(ctx: MutationCtx, userId: Id<"users">): Promise<void> {
  const verifications = ctx.db
    .query("verifications")
    .withIndex("by_value", (q) =>
      q.eq("value", userId).gte("identifier", "reset:").lt("identifier", "reset;"),
    );
  for await (const { _id } of verifications) {
    await ctx.db.delete("verifications", _id);
  }
}

export async function findVerification(
  ctx: QueryCtx,
  identifier: string,
): Promise<Doc<"verifications"> | null> {
  return await ctx.db
    .query("verifications")
    .withIndex("by_identifier", (q) => q.eq("identifier", identifier))
    .unique();
}
