import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { query } from "./_generated/server";
import { findUser } from "./lib/access";
import { exportedTable, exportedTables, ownRows } from "./lib/exports";
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
