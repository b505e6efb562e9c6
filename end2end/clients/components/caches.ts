import { ActionCache } from "@convex-dev/action-cache";
import { v } from "convex/values";
import { components, internal } from "./_generated/api";
import { action, internalAction } from "./_generated/server";

export const work = internalAction({
  args: { word: v.string() },
  handler: async (ctx, { word }) => {
    await ctx.runMutation(internal.runs.note, { name: `work ${word}` });
    return word.toUpperCase();
  },
});
const cache = new ActionCache(components.actionCache, { action: internal.caches.work });
export const get = action({ args: { word: v.string() }, handler: (ctx, { word }): Promise<string> => cache.fetch(ctx, { word }) });
export const forget = action({ args: { word: v.string() }, handler: async (ctx, { word }) => void (await cache.remove(ctx, { word })) });
