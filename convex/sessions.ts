import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import {
  internalMutation,
  internalQuery,
  mutation,
  query,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server";
import { findCaller, personOf } from "./lib/access";
import { notFound } from "./lib/errors";
import { sessionIdleMax, sessionsPerUserMax, sweepBatchSize } from "./lib/limits";
import { person, sessionEntry } from "./lib/shapes";

// The server makes, checks and ends sessions through the internal functions; the public ones are for people
// who look after their own.

const origin = { ipAddress: v.optional(v.string()), userAgent: v.optional(v.string()) };

/** A browser that has just signed in. */
export const create = internalMutation({
  args: { userId: v.id("users"), tokenHash: v.string(), expiresAt: v.number(), ...origin },
  returns: v.id("sessions"),
  handler: async (ctx, args) => {
    const sessions = await sessionsOf(ctx, args.userId);
    // Idle longest first.
    for (const session of sessions.slice(0, Math.max(0, sessions.length + 1 - sessionsPerUserMax))) {
      await ctx.db.delete("sessions", session._id);
    }
    const now = Date.now();
    return await ctx.db.insert("sessions", { ...args, createdAt: now, lastSeenAt: now });
  },
});

/**
 * The session of a cookie and its person. Says when it ends instead of whether it has ended: a query that
 * looked at the clock could not be shared.
 */
export const validate = internalQuery({
  args: { tokenHash: v.string() },
  returns: v.union(
    v.object({
      sessionId: v.id("sessions"),
      lastSeenAt: v.number(),
      endsAt: v.number(),
      person,
    }),
    v.null(),
  ),
  handler: async (ctx, { tokenHash }) => {
    const session = await ctx.db
      .query("sessions")
      .withIndex("by_token", (q) => q.eq("tokenHash", tokenHash))
      .unique();
    const user = session === null ? null : await ctx.db.get("users", session.userId);
    if (session === null || user === null) {
      return null;
    }
    return {
      sessionId: session._id,
      lastSeenAt: session.lastSeenAt,
      endsAt: Math.min(session.expiresAt, session.lastSeenAt + sessionIdleMax),
      person: personOf(user),
    };
  },
});

/** The session is in use. Nothing happens to one that has ended meanwhile. */
export const touch = internalMutation({
  args: { sessionId: v.id("sessions"), ...origin },
  returns: v.null(),
  handler: async (ctx, { sessionId, ...from }) => {
    if ((await ctx.db.get("sessions", sessionId)) !== null) {
      await ctx.db.patch("sessions", sessionId, { ...from, lastSeenAt: Date.now() });
    }
    return null;
  },
});

/** Signs one browser out. */
export const remove = internalMutation({
  args: { sessionId: v.id("sessions") },
  returns: v.null(),
  handler: async (ctx, { sessionId }) => {
    if ((await ctx.db.get("sessions", sessionId)) !== null) {
      await ctx.db.delete("sessions", sessionId);
    }
    return null;
  },
});

/** Signs a person out everywhere, or everywhere but here; answers with the sessions that ended. */
export const removeAll = internalMutation({
  args: { userId: v.id("users"), except: v.optional(v.id("sessions")) },
  returns: v.array(v.id("sessions")),
  handler: async (ctx, { userId, except }) => await endSessions(ctx, userId, except),
});

/** Removes what has ended, by time or by disuse. */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    const expired = await ctx.db
      .query("sessions")
      .withIndex("by_expiry", (q) => q.lte("expiresAt", now))
      .take(sweepBatchSize);
    const idle = await ctx.db
      .query("sessions")
      .withIndex("by_last_seen", (q) => q.lte("lastSeenAt", now - sessionIdleMax))
      .take(sweepBatchSize);
    const ended = new Set([...expired, ...idle].map(({ _id }) => _id));
    for (const sessionId of ended) {
      await ctx.db.delete("sessions", sessionId);
    }
    if (expired.length === sweepBatchSize || idle.length === sweepBatchSize) {
      await ctx.scheduler.runAfter(0, internal.sessions.sweep, {});
    }
    return null;
  },
});

/** Where the caller is signed in, last used first. */
export const mine = query({
  args: {},
  returns: v.array(sessionEntry),
  handler: async (ctx) => {
    const { user, session: current } = await findCaller(ctx);
    const sessions = user === null ? [] : await sessionsOf(ctx, user._id);
    return sessions.reverse().map((session) => ({
      sessionId: session._id,
      createdAt: session.createdAt,
      lastSeenAt: session.lastSeenAt,
      ipAddress: session.ipAddress ?? null,
      userAgent: session.userAgent ?? null,
      isCurrent: session._id === current?._id,
    }));
  },
});

/** Ends one of the caller's sessions. */
export const end = mutation({
  args: { sessionId: v.id("sessions") },
  returns: v.null(),
  handler: async (ctx, { sessionId }) => {
    const { user } = await findCaller(ctx);
    const session = await ctx.db.get("sessions", sessionId);
    if (session === null || session.userId !== user?._id) {
      throw notFound("session");
    }
    await ctx.db.delete("sessions", sessionId);
    return null;
  },
});

/** Ends all of the caller's sessions but the one that the call comes from. */
export const endOthers = mutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const { user, session } = await findCaller(ctx);
    if (user !== null) {
      await endSessions(ctx, user._id, session?._id);
    }
    return null;
  },
});

export async function endSessions(
  ctx: MutationCtx,
  userId: Id<"users">,
  except?: Id<"sessions">,
): Promise<Id<"sessions">[]> {
  const sessions = await sessionsOf(ctx, userId);
  const ended = sessions.map(({ _id }) => _id).filter((sessionId) => sessionId !== except);
  for (const sessionId of ended) {
    await ctx.db.delete("sessions", sessionId);
  }
  return ended;
}

/** All of them: `create` keeps them few. */
async function sessionsOf(
  ctx: QueryCtx,
  userId: Id<"users">,
): Promise<Doc<"sessions">[]> {
  return await ctx.db
    .query("sessions")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .take(sessionsPerUserMax);
}
