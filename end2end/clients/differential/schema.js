import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  rows: defineTable(v.any()).index("by_a", ["a"]).index("by_a_b", ["a", "b"]),
});
