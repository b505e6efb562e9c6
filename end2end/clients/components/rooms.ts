import { Presence } from "@convex-dev/presence";
import { v } from "convex/values";
import { components } from "./_generated/api";
import { mutation, query } from "./_generated/server";

const presence = new Presence(components.presence);
export const heartbeat = mutation({
  args: { user: v.string(), interval: v.number() },
  handler: (ctx, { user, interval }) => presence.heartbeat(ctx, "lobby", user, `session of ${user}`, interval),
});
export const list = query({
  args: { token: v.string() },
  handler: async (ctx, { token }) => (await presence.list(ctx, token)).map(({ userId, online }) => `${userId} ${online ? "is here" : "has left"}`).sort(),
});
export const leave = mutation({ args: { session: v.string() }, handler: (ctx, { session }) => presence.disconnect(ctx, session) });
