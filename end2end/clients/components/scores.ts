import { DirectAggregate } from "@convex-dev/aggregate";
import { v } from "convex/values";
import { components } from "./_generated/api";
import { mutation, query } from "./_generated/server";

const scores = new DirectAggregate<{ Key: number; Id: string }>(components.aggregate);
export const add = mutation({
  args: { scores: v.array(v.number()) },
  handler: async (ctx, args) => {
    for (const score of args.scores) await scores.insert(ctx, { key: score, id: `player ${score}`, sumValue: score });
  },
});
export const remove = mutation({ args: { score: v.number() }, handler: (ctx, { score }) => scores.delete(ctx, { key: score, id: `player ${score}` }) });
export const summary = query({
  args: { above: v.number() },
  handler: async (ctx, { above }) => {
    const bounds = { lower: { key: above, inclusive: false } };
    return {
      count: await scores.count(ctx),
      sum: await scores.sum(ctx),
      above: await scores.count(ctx, { bounds }),
      best: (await scores.max(ctx))?.key ?? null,
      rank: await scores.indexOf(ctx, above),
    };
  },
});
