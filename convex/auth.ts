import { v } from "convex/values";
import { mutation, query } from "./_generated/server";
import { findUser, upsertUser as upsertCurrentUser } from "./lib/access";
import { userDocument } from "./lib/shapes";

/** Makes or refreshes the caller's row from the token; calling it again changes nothing. */
export const upsertUser = mutation({
  args: {},
  returns: v.id("users"),
  handler: async (ctx) => (await upsertCurrentUser(ctx))._id,
});

/** The caller's row, null before the first write. */
export const currentUser = query({
  args: {},
  returns: v.union(userDocument, v.null()),
  handler: async (ctx) => await findUser(ctx),
});
