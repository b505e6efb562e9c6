import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  items: defineTable({ key: v.string(), value: v.any() }).index("by_key", ["key"]),
  others: defineTable({ name: v.string() }),
  entries: defineTable({ round: v.string(), client: v.number(), seq: v.number() }).index("by_round", [
    "round",
    "client",
    "seq",
  ]),
  files: defineTable({ name: v.string(), storageId: v.id("_storage") }),
  notes: defineTable({ body: v.string(), author: v.string() }).searchIndex("by_body", {
    searchField: "body",
    filterFields: ["author"],
  }),
  specials: defineTable({ big: v.int64(), bytes: v.bytes(), float: v.number() }),
});
