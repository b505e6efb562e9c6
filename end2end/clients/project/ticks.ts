import { internalMutation } from "./_generated/server";

export const tick = internalMutation({
  handler: async (ctx) => {
    await ctx.db.insert("ticks", { at: Date.now() });
  },
});
