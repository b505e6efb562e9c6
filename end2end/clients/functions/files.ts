import { actionGeneric as action, mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

const storageId = v.id("_storage");

export const uploadUrl = mutation({
  args: {},
  returns: v.string(),
  handler: (ctx) => ctx.storage.generateUploadUrl(),
});

/** Ties an uploaded file to a name, as applications do. */
export const save = mutation({
  args: { name: v.string(), storageId },
  returns: v.null(),
  handler: async (ctx, file) => {
    await ctx.db.insert("files", file);
    return null;
  },
});

export const list = query({
  args: {},
  handler: async (ctx) => {
    const files = await ctx.db.query("files").take(100);
    return await Promise.all(
      files.map(async ({ name, storageId }) => ({
        name,
        url: await ctx.storage.getUrl(storageId),
        metadata: await ctx.db.system.get(storageId),
      })),
    );
  },
});

export const remove = mutation({
  args: { storageId },
  returns: v.null(),
  handler: async (ctx, { storageId }) => {
    await ctx.storage.delete(storageId);
    return null;
  },
});

export const write = action({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    const id = await ctx.storage.store(new Blob([text], { type: "text/plain" }));
    const blob = await ctx.storage.get(id);
    return { id, text: await blob!.text(), type: blob!.type, missing: await ctx.storage.getUrl(id) };
  },
});
