import type { Infer } from "convex/values";
import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { internalMutation, internalQuery, mutation, query } from "./_generated/server";
import { findUser, requireUser } from "./lib/access";
import { notFound } from "./lib/errors";
import { ciphertextLengthMax, hintLengthMax } from "./lib/limits";
import { keyStatus, modelProvider, providerKeyEntry } from "./lib/shapes/account";
import { atMost, bounded } from "./lib/text";

/** Keys of model providers. What a key is leaves only through internal functions, and only encrypted. */

type Provider = Infer<typeof modelProvider>;

const find = async (ctx: QueryCtx, userId: Id<"users">, provider: Provider) =>
  await ctx.db
    .query("providerKeys")
    .withIndex("by_user", (q) => q.eq("userId", userId).eq("provider", provider))
    .unique();

/** The caller's keys by provider, each as far as its owner recognises it. */
export const list = query({
  args: {},
  returns: v.array(providerKeyEntry),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    const keys =
      user === null
        ? []
        : await ctx.db
            .query("providerKeys")
            .withIndex("by_user", (q) => q.eq("userId", user._id))
            .take(modelProvider.members.length);
    return keys.map(({ provider, hint, status, validatedAt }) => ({
      provider,
      hint,
      status,
      validatedAt: validatedAt ?? null,
    }));
  },
});

export const remove = mutation({
  args: { provider: modelProvider },
  returns: v.null(),
  handler: async (ctx, { provider }) => {
    const user = await requireUser(ctx);
    const key = await find(ctx, user._id, provider);
    if (key === null) {
      throw notFound("provider key");
    }
    await ctx.db.delete("providerKeys", key._id);
    return null;
  },
});

/** Stores a key that the server has encrypted, in place of an older one. */
export const put = internalMutation({
  args: {
    userId: v.id("users"),
    provider: modelProvider,
    ciphertext: v.string(),
    hint: v.string(),
    status: keyStatus,
    validatedAt: v.optional(v.number()),
  },
  returns: v.null(),
  handler: async (ctx, { userId, provider, ...key }) => {
    if ((await ctx.db.get("users", userId)) === null) {
      throw notFound("user");
    }
    bounded("The encrypted key", key.ciphertext, ciphertextLengthMax);
    atMost("The hint", key.hint, hintLengthMax);
    const now = Date.now();
    const known = await find(ctx, userId, provider);
    if (known === null) {
      const times = { createdAt: now, updatedAt: now };
      await ctx.db.insert("providerKeys", { userId, provider, ...key, ...times });
    } else {
      const validatedAt = key.validatedAt;
      await ctx.db.patch("providerKeys", known._id, { ...key, validatedAt, updatedAt: now });
    }
    return null;
  },
});

/** The provider has refused or accepted a key that was in use. */
export const setStatus = internalMutation({
  args: { userId: v.id("users"), provider: modelProvider, status: keyStatus },
  returns: v.null(),
  handler: async (ctx, { userId, provider, status }) => {
    const key = await find(ctx, userId, provider);
    if (key !== null) {
      await ctx.db.patch("providerKeys", key._id, { status, updatedAt: Date.now() });
    }
    return null;
  },
});

/** The encrypted key, for whoever may decrypt it; null without one. */
export const ciphertext = internalQuery({
  args: { userId: v.id("users"), provider: modelProvider },
  returns: v.union(v.string(), v.null()),
  handler: async (ctx, { userId, provider }) =>
    (await find(ctx, userId, provider))?.ciphertext ?? null,
});
