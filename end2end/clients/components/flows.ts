import { WorkflowManager } from "@convex-dev/workflow";
import { v } from "convex/values";
import { components, internal } from "./_generated/api";
import { mutation, query } from "./_generated/server";

const workflow = new WorkflowManager(components.workflow);
export const compute = workflow.define({
  args: { n: v.number() },
  returns: v.number(),
  handler: async (step, { n }): Promise<number> => {
    const doubled = await step.runQuery(internal.runs.double, { n });
    const halves = await Promise.all([1, 2].map((part) => step.runAction(internal.runs.halve, { n: doubled * part })));
    await step.runMutation(internal.runs.note, { name: "from the workflow" });
    return halves.reduce((sum, half) => sum + half, 0);
  },
});
export const start = mutation({ args: { n: v.number() }, handler: (ctx, { n }): Promise<string> => workflow.start(ctx, internal.flows.compute, { n }) });
export const status = query({ args: { id: v.string() }, handler: (ctx, { id }) => workflow.status(ctx, id as never) });
