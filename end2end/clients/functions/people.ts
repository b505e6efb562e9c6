import { actionGeneric as action, mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import type { UserIdentity } from "convex/server";
import { ConvexError, v } from "convex/values";

const nameOf = (identity: UserIdentity | null) => identity?.name ?? null;
const who = { args: {}, returns: v.union(v.string(), v.null()) };

/** The name of whoever calls, as the token says it; null for nobody. */
export const me = query({ ...who, handler: async (ctx) => nameOf(await ctx.auth.getUserIdentity()) });

export const meInAction = action({ ...who, handler: async (ctx) => nameOf(await ctx.auth.getUserIdentity()) });

/** Leaves the caller's name under a key. */
export const sign = mutation({
  args: { key: v.string() },
  returns: v.null(),
  handler: async (ctx, { key }) => {
    const name = nameOf(await ctx.auth.getUserIdentity());
    if (name === null) throw new ConvexError({ code: "NOBODY" });
    await ctx.db.insert("items", { key, value: name });
    return null;
  },
});
