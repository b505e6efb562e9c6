import { v } from "convex/values";
import { internal } from "./_generated/api";
import { internalAction, internalMutation, internalQuery } from "./_generated/server";
import { ownerOf } from "./lib/messages";
import { findModel, smallSiblingOf } from "./lib/models";
import { smallPrompt } from "./lib/prompts";
import { accessTo } from "./lib/providers/access";
import { askForText } from "./lib/providers/ask";
import { oneLine, shortTitle } from "./lib/text";

/** Titles of chats that nobody has named. Without one that was generated, the beginning of the first message stays. */

const titleRequest =
  "Write a title of at most six words for the conversation that begins with this message. Answer with the title only, in the language of the message, without quotation marks.";
const titleTokens = 40;
/** More of a message says nothing new about its title. */
const excerptLength = 2_000;
/** Nobody waits for it. */
const patienceMs = 60_000;

/** Generates the title of the chat that a run belongs to, unless somebody has chosen one meanwhile. */
export const generate = internalAction({
  args: { runId: v.id("runs"), model: v.string() },
  returns: v.null(),
  handler: async (ctx, { runId, model }) => {
    const source = await ctx.runQuery(internal.titles.source, { runId });
    const chosen = findModel(model);
    if (source === null || chosen === null) {
      return null;
    }
    const small = smallSiblingOf(chosen);
    const prompt = smallPrompt(small, titleRequest, source.text, titleTokens);
    try {
      const access = await accessTo(ctx, source.userId, small.provider);
      const { text } = await askForText(prompt, access, AbortSignal.timeout(patienceMs));
      const title = titleOf(text);
      if (title !== "") await ctx.runMutation(internal.titles.set, { chatId: source.chatId, title });
    } catch {
      // The title that it has is good enough.
    }
    return null;
  },
});

/** The title in what a model has answered: without quotation marks, a label or Markdown, and short. */
export function titleOf(text: string): string {
  const line = text.split("\n").find((one) => one.trim() !== "") ?? "";
  const marks = /^[#*_\s"'“”„«»`]+|[*_\s"'“”„«»`.]+$/g;
  const bare = oneLine(line).replace(marks, "").replace(/^title:\s*/i, "").replace(marks, "");
  return shortTitle(bare);
}

/** The first message of a chat that has no title of its own yet; null for any other. */
export const source = internalQuery({
  args: { runId: v.id("runs") },
  returns: v.union(
    v.object({ chatId: v.id("chats"), userId: v.id("users"), text: v.string() }),
    v.null(),
  ),
  handler: async (ctx, { runId }) => {
    const run = await ctx.db.get("runs", runId);
    const thread = run && (await ctx.db.get("threads", run.threadId));
    const owner = thread && (await ownerOf(ctx, thread));
    if (!thread || !owner || !("isPinned" in owner) || owner.hasFallbackTitle !== true) {
      return null;
    }
    const first = await ctx.db
      .query("messages")
      .withIndex("by_thread", (q) => q.eq("threadId", owner.threadId).eq("deletedAt", undefined))
      .first();
    return first && { chatId: owner._id, userId: owner.userId, text: first.content.slice(0, excerptLength) };
  },
});

/** Gives a chat a generated title, unless somebody has chosen one meanwhile. It does not count as activity. */
export const set = internalMutation({
  args: { chatId: v.id("chats"), title: v.string() },
  returns: v.null(),
  handler: async (ctx, { chatId, title }) => {
    const chat = await ctx.db.get("chats", chatId);
    if (chat?.hasFallbackTitle === true) {
      await ctx.db.patch("chats", chatId, { title, hasFallbackTitle: undefined });
    }
    return null;
  },
});
