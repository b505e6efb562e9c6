import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";

export const endlessQuery = query({
  args: {},
  handler: async () => {
    for (;;);
  },
});

/** Cannot be caught either. */
export const endlessMutation = mutation({
  args: {},
  handler: async (ctx) => {
    await ctx.db.insert("items", { key: "limits", value: "must not be seen" });
    for (;;) {
      try {
        for (;;);
      } catch {
        // Go on.
      }
    }
  },
});

export const hog = query({
  args: {},
  handler: async () => {
    const blocks = [];
    for (let size = 0; size < 2 ** 30; size += 2 ** 20) blocks.push(new Array(2 ** 17).fill(size));
    return blocks.length;
  },
});

export const hogBuffers = query({
  args: {},
  handler: async () => {
    const blocks = [];
    for (let size = 0; size < 2 ** 30; size += 2 ** 20) blocks.push(new Uint8Array(2 ** 20).fill(1));
    return blocks.length;
  },
});

export const bottomless = query({
  args: {},
  handler: async () => {
    const fall = (depth: number): number => fall(depth + 1) + 1;
    return fall(0);
  },
});
