import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { v } from "convex/values";
import { scrypt } from "@noble/hashes/scrypt";
import { bytesToHex } from "@noble/hashes/utils";

/** As packages for signing in do it: in a mutation. */
const hash = (password: string, salt: string) => bytesToHex(scrypt(password, salt, { N: 16384, r: 16, p: 1, dkLen: 64 }));

export const keep = mutation({
  args: { key: v.string(), password: v.string() },
  returns: v.null(),
  handler: async (ctx, { key, password }) => {
    await ctx.db.insert("items", { key, value: hash(password, key) });
    return null;
  },
});

export const fits = query({
  args: { key: v.string(), password: v.string() },
  returns: v.boolean(),
  handler: async (ctx, { key, password }) => {
    const kept = await ctx.db
      .query("items")
      .withIndex("by_key", (q) => q.eq("key", key))
      .unique();
    return kept?.value === hash(password, key);
  },
});
