// Long work in small pieces, each scheduled by the one before: what a crash must neither lose nor repeat.

import {
  anyApi,
  internalActionGeneric as internalAction,
  internalMutationGeneric as internalMutation,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";
import { v } from "convex/values";

const { cascade } = anyApi;
const batch = 200;

export const fill = mutation({
  args: { round: v.string(), from: v.number(), count: v.number() },
  returns: v.null(),
  handler: async (ctx, { round, from, count }) => {
    for (let seq = from; seq < from + count; seq++) await ctx.db.insert("entries", { round, client: 0, seq });
    return null;
  },
});

/** Removes the rows of a round; counts its own steps, so that one done twice would show. */
export const remove = mutation({
  args: { round: v.string() },
  returns: v.null(),
  handler: async (ctx, { round }) => {
    await ctx.scheduler.runAfter(0, cascade!.removeBatch!, { round, step: 0 });
    return null;
  },
});

export const removeBatch = internalMutation({
  args: { round: v.string(), step: v.number() },
  returns: v.null(),
  handler: async (ctx, { round, step }) => {
    const rows = await ctx.db
      .query("entries")
      .withIndex("by_round", (q) => q.eq("round", round))
      .take(batch);
    for (const row of rows) await ctx.db.delete(row._id);
    await ctx.db.insert("items", { key: `steps ${round}`, value: step });
    if (rows.length === batch) await ctx.scheduler.runAfter(0, cascade!.removeBatch!, { round, step: step + 1 });
    else await ctx.db.insert("items", { key: `done ${round}`, value: true });
    return null;
  },
});

/** An action that says that it started and that it ended. */
export const act = mutation({
  args: { key: v.string(), count: v.number() },
  returns: v.null(),
  handler: async (ctx, { key, count }) => {
    for (let number = 0; number < count; number++) await ctx.scheduler.runAfter(0, cascade!.work!, { key, number });
    return null;
  },
});

export const work = internalAction({
  args: { key: v.string(), number: v.number() },
  returns: v.null(),
  handler: async (ctx, { key, number }) => {
    await ctx.runMutation(cascade!.note!, { key: `started ${key}`, value: number });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await ctx.runMutation(cascade!.note!, { key: `ended ${key}`, value: number });
    return null;
  },
});

export const note = internalMutation({
  args: { key: v.string(), value: v.number() },
  returns: v.null(),
  handler: async (ctx, item) => {
    await ctx.db.insert("items", item);
    return null;
  },
});

/** How many jobs are in each state. */
export const jobs = query({
  args: { name: v.string() },
  returns: v.record(v.string(), v.number()),
  handler: async (ctx, { name }) => {
    const states: Record<string, number> = {};
    for (const job of await ctx.db.system.query("_scheduled_functions").collect())
      if (job.name === name) states[job.state.kind] = (states[job.state.kind] ?? 0) + 1;
    return states;
  },
});
