import { v } from "convex/values";
import { query } from "./_generated/server";
import { findUser } from "./lib/access";
import { entriesFor } from "./lib/models";
import { modelEntry } from "./lib/shapes/runs";

/** The models that the caller can choose, and those that they could, with what is missing. */
export const list = query({
  args: {},
  returns: v.array(modelEntry),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    return user === null ? [] : await entriesFor(ctx, user._id);
  },
});
