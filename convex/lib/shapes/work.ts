import { v } from "convex/values";
import { system } from "../shapes";

/** What belongs to the work on a task. */

export const taskSessionFields = {
  userId: v.id("users"),
  taskId: v.id("tasks"),
  podName: v.optional(v.string()),
  podNamespace: v.optional(v.string()),
  connectionId: v.optional(v.string()),
  isActive: v.boolean(),
  createdAt: v.number(),
  /** Present exactly when it is no longer active. */
  endedAt: v.optional(v.number()),
};

export const taskSessionDocument = v.object({ ...system("taskSessions"), ...taskSessionFields });

export const pullRequestStatus = v.union(v.literal("CREATED"), v.literal("UPDATED"));

export const pullRequestSnapshotFields = {
  userId: v.id("users"),
  threadId: v.id("threads"),
  messageId: v.id("messages"),
  status: pullRequestStatus,
  title: v.string(),
  description: v.string(),
  filesChanged: v.number(),
  linesAdded: v.number(),
  linesRemoved: v.number(),
  commitSha: v.string(),
  createdAt: v.number(),
};

export const pullRequestSnapshotDocument = v.object({
  ...system("pullRequestSnapshots"),
  ...pullRequestSnapshotFields,
});
