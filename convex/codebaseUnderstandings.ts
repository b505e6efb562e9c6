import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { internalMutation, mutation, query } from "./_generated/server";
import { findUnderstanding, findUser, requireUnderstanding } from "./lib/access";
import { removeWithChildren } from "./lib/cascade";
import { invalidInput, notFound } from "./lib/errors";
import { codebaseNodesPerWriteMax, nameLengthMax, pathLengthMax, summaryLengthMax } from "./lib/limits";
import { boundedPage, emptyPage } from "./lib/pages";
import {
  codebaseNodeDocument,
  codebaseNodeKind,
  codebaseUnderstandingDocument,
} from "./lib/shapes/knowledge";
import { atMost, bounded, checkRepoFullName, checkRepoUrl } from "./lib/text";

/** What is known about a repository: a summary of the whole, and one per directory and file. */

const find = async (ctx: QueryCtx, userId: Id<"users">, repoFullName: string) =>
  await ctx.db
    .query("codebaseUnderstandings")
    .withIndex("by_user", (q) => q.eq("userId", userId).eq("repoFullName", repoFullName))
    .unique();

/** What the caller's agents know about a repository; null without anything. */
export const get = query({
  args: { repoFullName: v.string() },
  returns: v.union(codebaseUnderstandingDocument, v.null()),
  handler: async (ctx, { repoFullName }) => {
    const user = await findUser(ctx);
    return user && (await find(ctx, user._id, repoFullName));
  },
});

/** The summaries of directories or files by path; empty where there is no such understanding. */
export const nodes = query({
  args: {
    understandingId: v.id("codebaseUnderstandings"),
    kind: codebaseNodeKind,
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(codebaseNodeDocument),
  handler: async (ctx, { understandingId, kind, paginationOpts }) => {
    const understanding = await findUnderstanding(ctx, understandingId);
    return understanding === null
      ? emptyPage<never>()
      : await ctx.db
          .query("codebaseNodes")
          .withIndex("by_understanding_kind", (q) =>
            q.eq("understandingId", understandingId).eq("kind", kind),
          )
          .paginate(boundedPage(paginationOpts));
  },
});

/** Forgets what is known about a repository. */
export const remove = mutation({
  args: { understandingId: v.id("codebaseUnderstandings") },
  returns: v.null(),
  handler: async (ctx, { understandingId }) => {
    const understanding = await requireUnderstanding(ctx, understandingId);
    await removeWithChildren(ctx, "codebaseUnderstandings", understanding);
    return null;
  },
});

/** The summary of the whole, in place of an older one. */
export const put = internalMutation({
  args: {
    userId: v.id("users"),
    repoFullName: v.string(),
    repoUrl: v.string(),
    rootSummary: v.string(),
    commitSha: v.optional(v.string()),
  },
  returns: v.id("codebaseUnderstandings"),
  handler: async (ctx, understanding) => {
    checkRepoFullName(understanding.repoFullName);
    checkRepoUrl(understanding.repoUrl);
    atMost("The summary", understanding.rootSummary, summaryLengthMax);
    if (understanding.commitSha !== undefined) {
      bounded("The commit", understanding.commitSha, nameLengthMax);
    }
    const updatedAt = Date.now();
    const known = await find(ctx, understanding.userId, understanding.repoFullName);
    if (known !== null) {
      await ctx.db.patch("codebaseUnderstandings", known._id, { ...understanding, updatedAt });
      return known._id;
    }
    const row = { ...understanding, createdAt: updatedAt, updatedAt };
    return await ctx.db.insert("codebaseUnderstandings", row);
  },
});

/** Summaries of some directories and files, each in place of an older one of the same path. */
export const putNodes = internalMutation({
  args: {
    understandingId: v.id("codebaseUnderstandings"),
    nodes: v.array(
      v.object({
        kind: codebaseNodeKind,
        path: v.string(),
        summary: v.string(),
        language: v.optional(v.string()),
      }),
    ),
  },
  returns: v.null(),
  handler: async (ctx, { understandingId, nodes }) => {
    const understanding = await ctx.db.get("codebaseUnderstandings", understandingId);
    if (understanding === null) {
      throw notFound("understanding");
    }
    if (nodes.length > codebaseNodesPerWriteMax) {
      throw invalidInput(`At most ${codebaseNodesPerWriteMax} summaries can be written at once.`);
    }
    for (const node of nodes) {
      bounded("The path", node.path, pathLengthMax);
      atMost("The summary", node.summary, summaryLengthMax);
      const known = await ctx.db
        .query("codebaseNodes")
        .withIndex("by_understanding", (q) =>
          q.eq("understandingId", understandingId).eq("path", node.path),
        )
        .unique();
      if (known === null) {
        const row = { ...node, understandingId, userId: understanding.userId };
        await ctx.db.insert("codebaseNodes", row);
      } else {
        await ctx.db.patch("codebaseNodes", known._id, node);
      }
    }
    return null;
  },
});
