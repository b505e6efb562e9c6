import { mutationGeneric as mutation, paginationOptsValidator, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

export const write = mutation({
  args: { body: v.string(), author: v.string() },
  returns: v.id("notes"),
  handler: (ctx, note) => ctx.db.insert("notes", note),
});

export const search = query({
  args: { text: v.string(), author: v.optional(v.string()) },
  returns: v.array(v.string()),
  handler: async (ctx, { text, author }) => {
    const notes = await ctx.db
      .query("notes")
      .withSearchIndex("by_body", (q) => {
        const search = q.search("body", text);
        return author === undefined ? search : search.eq("author", author);
      })
      .take(20);
    return notes.map(({ body }) => body);
  },
});

export const page = query({
  args: { text: v.string(), paginationOpts: paginationOptsValidator },
  handler: (ctx, { text, paginationOpts }) =>
    ctx.db
      .query("notes")
      .withSearchIndex("by_body", (q) => q.search("body", text))
      .paginate(paginationOpts),
});
