import { v } from "convex/values";
import { mutation } from "./_generated/server";
import { requireUser } from "./lib/access";
import { invalidInput } from "./lib/errors";
import { importBatchMax } from "./lib/limits";
import { importChat, importEach, importMessage } from "./lib/imports";
import { importedChat, importedMessage, importResult } from "./lib/shapes/imports";

function checkBatch(rows: unknown[]): void {
  if (rows.length > importBatchMax) {
    throw invalidInput(`At most ${importBatchMax} rows can be imported at once.`);
  }
}

/** Imports chats of the caller's; parents may come later. What cannot be imported is reported. */
export const importChats = mutation({
  args: { chats: v.array(importedChat) },
  returns: importResult,
  handler: async (ctx, { chats }) => {
    const user = await requireUser(ctx);
    checkBatch(chats);
    return await importEach(chats, (chat) => importChat(ctx, user._id, chat));
  },
});

/**
 * Imports messages into chats that have been imported. Within a call they get their places by position
 * and time; behind those of earlier calls.
 */
export const importMessages = mutation({
  args: { messages: v.array(importedMessage) },
  returns: importResult,
  handler: async (ctx, { messages }) => {
    const user = await requireUser(ctx);
    checkBatch(messages);
    const ordered = [...messages].sort(
      (a, b) =>
        (a.position ?? 0) - (b.position ?? 0) ||
        (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0),
    );
    return await importEach(ordered, (message) => importMessage(ctx, user._id, message));
  },
});
