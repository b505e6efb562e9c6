import { v } from "convex/values";
import { query } from "./_generated/server";
import { findUser } from "./lib/access";
import { findEverything } from "./lib/everything";
import { needleOf } from "./lib/search";
import { searchHit } from "./lib/shapes/search";

/**
 * The caller's tasks, chats, conversations, todos, advisors, memories and messages with a text, a few of each
 * kind in this order. Of texts whole words are found, the last one by its beginning; of the latest names any
 * part.
 */
export const everything = query({
  args: { text: v.string() },
  returns: v.array(searchHit),
  handler: async (ctx, { text }) => {
    const user = await findUser(ctx);
    const needle = needleOf(text);
    return user === null || needle === "" ? [] : await findEverything(ctx, user, needle);
  },
});
