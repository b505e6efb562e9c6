import { Migrations } from "@convex-dev/migrations";
import { v } from "convex/values";
import { components, internal } from "./_generated/api";
import type { DataModel } from "./_generated/dataModel";
import { mutation, query } from "./_generated/server";

const migrations = new Migrations<DataModel>(components.migrations, { defaultBatchSize: 10 });
export const lengths = migrations.define({ table: "notes", migrateOne: (_, note) => ({ length: note.text.length }) });
export const run = migrations.runner(internal.migrations.lengths);
export const fill = mutation({
  args: { count: v.number() },
  handler: async (ctx, { count }) => {
    for (let n = 0; n < count; n++) await ctx.db.insert("notes", { text: "x".repeat(n) });
  },
});
export const status = query({
  args: {},
  handler: async (ctx) => (await migrations.getStatus(ctx, { migrations: ["migrations:lengths"] }))[0],
});
export const done = query({ args: {}, handler: async (ctx) => (await ctx.db.query("notes").collect()).filter((note) => note.length === note.text.length).length });
