import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx, QueryCtx } from "./_generated/server";
import { internalMutation, query } from "./_generated/server";
import { findUser } from "./lib/access";
import { invalidTransition } from "./lib/errors";
import { nameLengthMax, repositoriesMax } from "./lib/limits";
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

/** Begins a run; false where one is running already, so that two never write the same index. */
export const begin = internalMutation({
  args: repository,
  returns: v.boolean(),
  handler: async (ctx, { userId, repoFullName }) => {
    const known = await find(ctx, userId, repoFullName);
    if (known?.state === "indexing") {
      return false;
    }
    const now = Date.now();
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
