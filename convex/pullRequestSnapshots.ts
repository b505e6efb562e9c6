import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { internalMutation, query } from "./_generated/server";
import { findMessage, findTask } from "./lib/access";
import { notFound } from "./lib/errors";
import { descriptionLengthMax, nameLengthMax, pullRequestSnapshotsMax } from "./lib/limits";
import { pullRequestSnapshotDocument, pullRequestStatus } from "./lib/shapes/work";
import { atMost, bounded, checkCount, checkTitle } from "./lib/text";

const find = async (ctx: QueryCtx, messageId: Id<"messages">) =>
  await ctx.db
    .query("pullRequestSnapshots")
    .withIndex("by_message", (q) => q.eq("messageId", messageId))
    .unique();

/** The pull request as it was behind a message; null without one, or without such a message. */
export const byMessage = query({
  args: { messageId: v.id("messages") },
  returns: v.union(pullRequestSnapshotDocument, v.null()),
  handler: async (ctx, { messageId }) => {
    const message = await findMessage(ctx, messageId);
    return message && (await find(ctx, messageId));
  },
});

/** A task's pull request as it was over time, newest first; empty where there is no such task. */
export const byTask = query({
  args: { taskId: v.id("tasks") },
  returns: v.array(pullRequestSnapshotDocument),
  handler: async (ctx, { taskId }) => {
    const task = await findTask(ctx, taskId);
    return task === null
      ? []
      : await ctx.db
          .query("pullRequestSnapshots")
          .withIndex("by_thread", (q) => q.eq("threadId", task.threadId))
          .order("desc")
          .take(pullRequestSnapshotsMax);
  },
});

/** What a turn has made of the pull request; a second record for the same message replaces the first. */
export const record = internalMutation({
  args: {
    messageId: v.id("messages"),
    status: pullRequestStatus,
    title: v.string(),
    description: v.string(),
    filesChanged: v.number(),
    linesAdded: v.number(),
    linesRemoved: v.number(),
    commitSha: v.string(),
  },
  returns: v.id("pullRequestSnapshots"),
  handler: async (ctx, snapshot) => {
    const message = await ctx.db.get("messages", snapshot.messageId);
    const thread = message && (await ctx.db.get("threads", message.threadId));
    if (thread === null) {
      throw notFound("message");
    }
    snapshot.title = checkTitle(snapshot.title);
    atMost("The description", snapshot.description, descriptionLengthMax);
    bounded("The commit", snapshot.commitSha, nameLengthMax);
    checkCount("The number of files", snapshot.filesChanged);
    checkCount("The number of added lines", snapshot.linesAdded);
    checkCount("The number of removed lines", snapshot.linesRemoved);
    const known = await find(ctx, snapshot.messageId);
    if (known !== null) {
      await ctx.db.patch("pullRequestSnapshots", known._id, snapshot);
      return known._id;
    }
    return await ctx.db.insert("pullRequestSnapshots", {
      ...snapshot,
      userId: thread.userId,
      threadId: thread._id,
      createdAt: Date.now(),
    });
  },
});
