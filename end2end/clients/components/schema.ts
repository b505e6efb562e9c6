import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  notes: defineTable({ text: v.string(), length: v.optional(v.number()) }),
  runs: defineTable({ name: v.string() }).index("by_name", ["name"]),
});
