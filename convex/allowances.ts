import { v } from "convex/values";
import { internalMutation, query } from "./_generated/server";
import { findUser } from "./lib/access";
import { allowancesOf, noteQuota } from "./lib/allowances";
import { allowance, providerQuota } from "./lib/shapes/allowances";

/** What limits the caller: this server's count of answers, and what providers have said. Some may be over by now. */
export const list = query({
  args: {},
  returns: v.array(allowance),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    return user === null ? [] : await allowancesOf(ctx, user._id);
  },
});

/** A provider has said how much somebody may still ask. */
export const note = internalMutation({
  args: { userId: v.id("users"), provider: v.string(), quotas: v.array(providerQuota) },
  returns: v.null(),
  handler: async (ctx, { userId, provider, quotas }) => {
    if ((await ctx.db.get("users", userId)) === null) return null;
    for (const quota of quotas) await noteQuota(ctx, userId, provider, quota);
    return null;
  },
});
