import { v } from "convex/values";
import { system } from "../shapes";

/** What agents learn: about people, and about the code they work on. */

export const memoryCategory = v.union(
  v.literal("INFRA"),
  v.literal("SETUP"),
  v.literal("STYLES"),
  v.literal("ARCHITECTURE"),
  v.literal("TESTING"),
  v.literal("PATTERNS"),
  v.literal("BUGS"),
  v.literal("PERFORMANCE"),
  v.literal("CONFIG"),
  v.literal("GENERAL"),
);

export const memoryFields = {
  userId: v.id("users"),
  content: v.string(),
  category: memoryCategory,
  /** Absent: it holds for all work of its owner. */
  repoFullName: v.optional(v.string()),
  repoUrl: v.optional(v.string()),
  /** Where it was learnt; cleared when that task is deleted, for the memory outlives it. */
  taskId: v.optional(v.id("tasks")),
  createdAt: v.number(),
  updatedAt: v.number(),
};

export const memoryDocument = v.object({ ...system("memories"), ...memoryFields });

export const codebaseUnderstandingFields = {
  userId: v.id("users"),
  repoFullName: v.string(),
  repoUrl: v.string(),
  /** The summary of the whole; told to the agent on the first turn. */
  rootSummary: v.string(),
  commitSha: v.optional(v.string()),
  createdAt: v.number(),
  updatedAt: v.number(),
};

export const codebaseUnderstandingDocument = v.object({
  ...system("codebaseUnderstandings"),
  ...codebaseUnderstandingFields,
});

export const codebaseNodeKind = v.union(v.literal("directory"), v.literal("file"));

export const codebaseNodeFields = {
  userId: v.id("users"),
  understandingId: v.id("codebaseUnderstandings"),
  kind: codebaseNodeKind,
  /** From the root of the repository, without a slash at either end. */
  path: v.string(),
  summary: v.string(),
  language: v.optional(v.string()),
};

export const codebaseNodeDocument = v.object({ ...system("codebaseNodes"), ...codebaseNodeFields });

export const indexState = v.union(
  v.literal("not-started"),
  v.literal("indexing"),
  v.literal("completed"),
  v.literal("failed"),
);

export const repositoryIndexFields = {
  userId: v.id("users"),
  repoFullName: v.string(),
  state: indexState,
  /** Why the last run failed. Present exactly in the state `failed`. */
  error: v.optional(v.string()),
  /** Of the running or the last run, from 0 to 1. */
  progress: v.number(),
  fileCount: v.number(),
  chunkCount: v.number(),
  /** When a run last completed, and for which commit: a failed run changes neither. */
  lastIndexedAt: v.optional(v.number()),
  lastCommitSha: v.optional(v.string()),
  createdAt: v.number(),
  updatedAt: v.number(),
};

export const repositoryIndexDocument = v.object({
  ...system("repositoryIndexes"),
  ...repositoryIndexFields,
});
