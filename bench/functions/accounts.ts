// Accounts that pay each other: their numbers are 0, 1, …, and the sum of their balances never changes.

import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

const account = v.object({
  _id: v.id("accounts"),
  _creationTime: v.number(),
  number: v.number(),
  owner: v.string(),
  balance: v.number(),
});

export const open = mutation({
  args: { from: v.number(), count: v.number(), balance: v.number() },
  returns: v.null(),
  handler: async (ctx, { from, count, balance }) => {
    for (let number = from; number < from + count; number++) {
      await ctx.db.insert("accounts", { number, owner: `Owner ${number}`, balance });
    }
    return null;
  },
});

/** Whether there was enough. */
export const transfer = mutation({
  args: { from: v.number(), to: v.number(), amount: v.number() },
  returns: v.boolean(),
  handler: async (ctx, { from, to, amount }) => {
    const byNumber = (number: number) =>
      ctx.db
        .query("accounts")
        .withIndex("by_number", (q) => q.eq("number", number))
        .unique();
    const [payer, payee] = [await byNumber(from), await byNumber(to)];
    if (payer === null || payee === null) throw new Error("there is no such account");
    if (payer._id === payee._id || payer.balance < amount) return false;
    await ctx.db.patch(payer._id, { balance: payer.balance - amount });
    await ctx.db.patch(payee._id, { balance: payee.balance + amount });
    return true;
  },
});

/** How many there are in a range of numbers, and what they hold together. */
export const sum = query({
  args: { from: v.number(), count: v.number() },
  returns: v.object({ accounts: v.number(), balance: v.number() }),
  handler: async (ctx, { from, count }) => {
    const accounts = await ctx.db
      .query("accounts")
      .withIndex("by_number", (q) => q.gte("number", from).lt("number", from + count))
      .collect();
    const balance = accounts.reduce((sum, account) => sum + account.balance, 0);
    return { accounts: accounts.length, balance };
  },
});

export const get = query({
  args: { number: v.number() },
  returns: v.union(account, v.null()),
  handler: async (ctx, { number }) =>
    await ctx.db
      .query("accounts")
      .withIndex("by_number", (q) => q.eq("number", number))
      .unique(),
});

/** Fifty in a row. */
export const page = query({
  args: { from: v.number() },
  returns: v.array(account),
  handler: async (ctx, { from }) =>
    await ctx.db
      .query("accounts")
      .withIndex("by_number", (q) => q.gte("number", from))
      .take(50),
});
