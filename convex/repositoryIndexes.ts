import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx, QueryCtx } from "./_generated/server";
import { internalMutation, query } from "./_generated/server";
import { findUser } from "./lib/access";
import { invalidTransition } from "./lib/errors";
import { indexingLeaseMs, nameLengthMax, repositoriesMax, sweepBatchSize } from "./lib/limits";
import { repositoryIndexDocument } from "./lib/shapes/knowledge";
import { bounded, checkCount, checkRange, checkRepoFullName, clipErrorMessage } from "./lib/text";

/** How far the search index of a repository is. One person's index tells another one nothing. */

const find = async (ctx: QueryCtx, userId: Id<"users">, repoFullName: string) =>
  await ctx.db
    .query("repositoryIndexes")
    .withIndex("by_user", (q) => q.eq("userId", userId).eq("repoFullName", repoFullName))
    .unique();

/** The caller's index of a repository; null where none has been begun. */
export const get = query({
  args: { repoFullName: v.string() },
  returns: v.union(repositoryIndexDocument, v.null()),
  handler: async (ctx, { repoFullName }) => {
    const user = await findUser(ctx);
    return user && (await find(ctx, user._id, repoFullName));
  },
});

/** The caller's indexes, by repository. */
export const list = query({
  args: {},
  returns: v.array(repositoryIndexDocument),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    return user === null
      ? []
      : await ctx.db
          .query("repositoryIndexes")
          .withIndex("by_user", (q) => q.eq("userId", user._id))
          .take(repositoriesMax);
  },
});

const repository = { userId: v.id("users"), repoFullName: v.string() };

/**
 * Begins a run; false where one is running already, so that two never write the same index. One that has
 * not reported for `indexingLeaseMs` is not running any more.
 */
export const begin = internalMutation({
  args: repository,
  returns: v.boolean(),
  handler: async (ctx, { userId, repoFullName }) => {
    const known = await find(ctx, userId, repoFullName);
    const now = Date.now();
    if (known?.state === "indexing" && now < known.updatedAt + indexingLeaseMs) {
      return false;
    }
    const begun = { state: "indexing" as const, error: undefined, progress: 0, updatedAt: now };
    if (known !== null) {
      await ctx.db.patch("repositoryIndexes", known._id, begun);
    } else {
      await ctx.db.insert("repositoryIndexes", {
        ...begun,
        userId,
        repoFullName: checkRepoFullName(repoFullName),
        fileCount: 0,
        chunkCount: 0,
        createdAt: now,
      });
    }
    return true;
  },
});

const counts = { fileCount: v.number(), chunkCount: v.number() };

/** How far the run is. */
export const report = internalMutation({
  args: { ...repository, ...counts, progress: v.number() },
  returns: v.null(),
  handler: async (ctx, { userId, repoFullName, progress, ...counted }) => {
    checkRange("The progress", progress, 0, 1);
    await changeRun(ctx, userId, repoFullName, { progress, ...checkCounts(counted) });
    return null;
  },
});

export const complete = internalMutation({
  args: { ...repository, ...counts, commitSha: v.string() },
  returns: v.null(),
  handler: async (ctx, { userId, repoFullName, commitSha, ...counted }) => {
    bounded("The commit", commitSha, nameLengthMax);
    await changeRun(ctx, userId, repoFullName, {
      ...checkCounts(counted),
      state: "completed",
      progress: 1,
      lastIndexedAt: Date.now(),
      lastCommitSha: commitSha,
    });
    return null;
  },
});

export const fail = internalMutation({
  args: { ...repository, error: v.string() },
  returns: v.null(),
  handler: async (ctx, { userId, repoFullName, error }) => {
    const failed = { state: "failed" as const, error: clipErrorMessage(error) };
    await changeRun(ctx, userId, repoFullName, failed);
    return null;
  },
});

/** Ends runs whose worker is gone. */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    const silent = await ctx.db
      .query("repositoryIndexes")
      .withIndex("by_state", (q) =>
        q.eq("state", "indexing").lte("updatedAt", now - indexingLeaseMs),
      )
      .take(sweepBatchSize);
    const failed = { state: "failed" as const, error: "The run ended without a result. Start it again." };
    for (const { _id } of silent) {
      await ctx.db.patch("repositoryIndexes", _id, { ...failed, updatedAt: now });
    }
    if (silent.length === sweepBatchSize) {
      await ctx.scheduler.runAfter(0, internal.repositoryIndexes.sweep, {});
    }
    return null;
  },
});

type Change = Partial<Doc<"repositoryIndexes">>;

async function changeRun(
  ctx: MutationCtx,
  userId: Id<"users">,
  repoFullName: string,
  change: Change,
): Promise<void> {
  const index = await find(ctx, userId, repoFullName);
  if (index?.state !== "indexing") {
    throw invalidTransition("This repository is not being indexed.");
  }
  await ctx.db.patch("repositoryIndexes", index._id, { ...change, updatedAt: Date.now() });
}

function checkCounts(counted: { fileCount: number; chunkCount: number }) {
  checkCount("The number of files", counted.fileCount);
  checkCount("The number of chunks", counted.chunkCount);
  return counted;
}
