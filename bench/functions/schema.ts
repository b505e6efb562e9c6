import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  accounts: defineTable({ number: v.number(), owner: v.string(), balance: v.number() }).index("by_number", ["number"]),
  marks: defineTable({ text: v.string() }),
  notes: defineTable({ number: v.number(), text: v.string() }).index("by_number", ["number"]),
});
