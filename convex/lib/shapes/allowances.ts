import { v } from "convex/values";

/** What somebody may still ask for, and until when. */

export const allowanceKind = v.union(
  /** Of this server, from whichever model. */
  v.literal("answers"),
  /** Of a provider, which counts by itself. */
  v.literal("requests"),
  v.literal("tokens"),
);

export const answerCountFields = {
  userId: v.id("users"),
  /** When the hour began that is counted, in milliseconds since 1970. */
  since: v.number(),
  /** Answers that have begun since then. */
  used: v.number(),
};

/** What a provider has said with an answer. */
const quota = {
  kind: allowanceKind,
  /** Absent where the provider says only that there is nothing left. */
  limit: v.optional(v.number()),
  remaining: v.number(),
  /** When it is whole again, in milliseconds since 1970. */
  resetAt: v.number(),
};

export const providerQuota = v.object(quota);

export const providerQuotaFields = { ...quota, userId: v.id("users"), provider: v.string() };

export const allowance = v.object({
  /** Whose limit it is; null for this server's. */
  provider: v.union(v.object({ id: v.string(), name: v.string() }), v.null()),
  kind: allowanceKind,
  limit: v.union(v.number(), v.null()),
  remaining: v.number(),
  resetAt: v.number(),
});
