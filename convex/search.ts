import { v } from "convex/values";
import { query } from "./_generated/server";
import { findThread, findUser } from "./lib/access";
import { findEverything, snippetOf } from "./lib/everything";
import { findInThread, needleOf } from "./lib/search";
import { searchHit, threadHits } from "./lib/shapes/search";

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

/**
 * The messages of a thread, those it shares with its ancestors included, that hold every word of the text, the
 * latest first. The last word may be the beginning of one. None where there is no such thread.
 */
export const inThread = query({
  args: { threadId: v.id("threads"), text: v.string() },
  returns: threadHits,
  handler: async (ctx, { threadId, text }) => {
    const thread = await findThread(ctx, threadId);
    const needle = needleOf(text);
    if (thread === null) {
      return { text, hits: [], isCut: false };
    }
    const { found, isCut } = await findInThread(ctx, thread, needle);
    const hits = found.map(({ _id, position, role, content, createdAt }) => ({
      messageId: _id,
      position,
      role,
      snippet: snippetOf(content, needle),
      createdAt,
    }));
    return { text, hits, isCut };
  },
});
