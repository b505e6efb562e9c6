import { v } from "convex/values";
import { internalAction } from "./_generated/server";

/** Generates the title of the chat that a run belongs to, unless somebody has chosen one meanwhile. */
export const generate = internalAction({
  args: { runId: v.id("runs"), model: v.string() },
  returns: v.null(),
  handler: async () => null,
});
