import { queryGeneric as query } from "convex/server";
import { v } from "convex/values";
import * as work from "../work.mjs";

const args = { number: v.number() };

export const nothing = query({ args, returns: v.number(), handler: async (_, args) => work.nothing(args) });

export const report = query({
  args,
  returns: v.array(v.object({ owner: v.string(), minutes: v.number(), first: v.string() })),
  handler: async (_, args) => work.report(args),
});
