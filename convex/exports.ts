import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { query } from "./_generated/server";
import { findChat, findUser } from "./lib/access";
import { exportedTable, exportedTables, ownRows } from "./lib/exports";
import { transcriptFormat, transcriptPiece } from "./lib/shapes/chats";
import { pieceOf } from "./lib/transcripts";
import { boundedPage, emptyPage } from "./lib/pages";

/** The tables to ask `page` for. */
export const tables = query({
  args: {},
  returns: v.array(exportedTable),
  handler: async (ctx) => {
    await findUser(ctx);
    return exportedTables;
  },
});

/** The caller's own rows of a table as they are stored, those in the trash included. */
export const page = query({
  args: { table: exportedTable, paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(v.any()),
  handler: async (ctx, { table, paginationOpts }) => {
    const user = await findUser(ctx);
    return user === null
      ? emptyPage<never>()
      : await ownRows(ctx, table, user).paginate(boundedPage(paginationOpts));
  },
});

/**
 * One of the caller's chats as a file: the piece behind a cursor, the first one without. Null where there is no such chat; the id is any text, as it stands in an address.
 */
export const chat = query({
  args: { chatId: v.string(), format: transcriptFormat, cursor: v.optional(v.string()) },
  returns: v.union(transcriptPiece, v.null()),
  handler: async (ctx, { chatId, format, cursor = "" }) => {
    await findUser(ctx);
    const id = ctx.db.normalizeId("chats", chatId);
    const chat = id && (await findChat(ctx, id));
    return chat && (await pieceOf(ctx, chat, format, cursor));
  },
});
