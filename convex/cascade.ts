import { v } from "convex/values";
import { internal } from "./_generated/api";
import { internalMutation } from "./_generated/server";
import { removeSome } from "./lib/cascade";

/** One batch of a removal (`lib/cascade.ts`); schedules the next until nothing is left. */
export const step = internalMutation({
  args: {
    work: v.array(v.object({ table: v.string(), id: v.string(), userId: v.id("users") })),
  },
  returns: v.null(),
  handler: async (ctx, { work }) => {
    const left = await removeSome(ctx, work);
    if (left.length > 0) {
      await ctx.scheduler.runAfter(0, internal.cascade.step, { work: left });
    }
    return null;
  },
});
