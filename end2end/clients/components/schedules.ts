import { Crons } from "@convex-dev/crons";
import { components, internal } from "./_generated/api";
import { mutation, query } from "./_generated/server";

const crons = new Crons(components.crons);
export const start = mutation({
  args: {},
  handler: (ctx) => crons.register(ctx, { kind: "interval", ms: 1000 }, internal.runs.note, { name: "cron" }, "every second"),
});
export const stop = mutation({ args: {}, handler: (ctx) => crons.delete(ctx, { name: "every second" }) });
export const names = query({ args: {}, handler: async (ctx) => (await crons.list(ctx)).map(({ name }) => name) });
