import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { internalMutation, query } from "./_generated/server";
import { findMessage } from "./lib/access";
import { limitReached, notFound } from "./lib/errors";
import { contentLengthMax, messagePartsMax, nameLengthMax } from "./lib/limits";
import { boundedPage, emptyPage } from "./lib/pages";
import { messagePartDocument, messagePartKind } from "./lib/shapes/threads";
import { atMost, checkJson } from "./lib/text";

/** What a message is made of, in order; empty where there is no such message. */
export const byMessage = query({
  args: { messageId: v.id("messages"), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(messagePartDocument),
  handler: async (ctx, { messageId, paginationOpts }) => {
    const message = await findMessage(ctx, messageId);
    return message === null
      ? emptyPage<never>()
      : await ctx.db
          .query("messageParts")
          .withIndex("by_message", (q) => q.eq("messageId", messageId))
          .paginate(boundedPage(paginationOpts));
  },
});

/** Adds a part at the end of a message. */
export const append = internalMutation({
  args: {
    messageId: v.id("messages"),
    kind: messagePartKind,
    text: v.optional(v.string()),
    signature: v.optional(v.string()),
    toolCallId: v.optional(v.string()),
    toolName: v.optional(v.string()),
    json: v.optional(v.string()),
  },
  returns: v.id("messageParts"),
  handler: async (ctx, part) => {
    const message = await ctx.db.get("messages", part.messageId);
    if (message === null) {
      throw notFound("message");
    }
    if (part.text !== undefined) atMost("The part", part.text, contentLengthMax);
    if (part.signature !== undefined) atMost("The signature", part.signature, contentLengthMax);
    if (part.toolCallId !== undefined) atMost("The call's id", part.toolCallId, nameLengthMax);
    if (part.toolName !== undefined) atMost("The tool's name", part.toolName, nameLengthMax);
    if (part.json !== undefined) checkJson("The part", part.json, contentLengthMax);
    const last = await ctx.db
      .query("messageParts")
      .withIndex("by_message", (q) => q.eq("messageId", part.messageId))
      .order("desc")
      .first();
    const sequence = (last?.sequence ?? 0) + 1;
    if (sequence > messagePartsMax) {
      throw limitReached(`A message can have at most ${messagePartsMax} parts.`);
    }
    if (part.kind === "tool-call") await ctx.db.patch("messages", message._id, { hasCalls: true });
    return await ctx.db.insert("messageParts", { ...part, userId: message.userId, sequence });
  },
});
