import {
  actionGeneric as action,
  internalQueryGeneric as internalQuery,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";
import { ConvexError, v } from "convex/values";

const args = { data: v.any() };

export const inQuery = query({
  args,
  handler: async (_, { data }) => {
    throw new ConvexError(data);
  },
});

/** Writes first: the write must not survive. */
export const inMutation = mutation({
  args,
  handler: async (ctx, { data }) => {
    await ctx.db.insert("items", { key: "errors", value: "must not be seen" });
    throw new ConvexError(data);
  },
});

export const inAction = action({
  args,
  handler: async (_, { data }) => {
    throw new ConvexError(data);
  },
});

export const plainInQuery = query({
  args: {},
  handler: async () => {
    throw new Error("plain words");
  },
});

export const plainInMutation = mutation({
  args: {},
  handler: async () => {
    throw new TypeError("plain words");
  },
});

export const plainInAction = action({
  args: {},
  handler: async () => {
    throw new Error("plain words");
  },
});

export const secret = internalQuery({ args: {}, handler: async () => "secret" });

export const writeInQuery = query({
  args: {},
  handler: async (ctx) => {
    await (ctx.db as unknown as { insert(table: string, value: object): Promise<string> }).insert("items", {});
  },
});
