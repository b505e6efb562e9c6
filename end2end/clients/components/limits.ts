import { HOUR, RateLimiter } from "@convex-dev/rate-limiter";
import { v } from "convex/values";
import { components } from "./_generated/api";
import { mutation } from "./_generated/server";

const limiter = new RateLimiter(components.rateLimiter, { send: { kind: "fixed window", rate: 2, period: HOUR } });
export const send = mutation({ args: { key: v.string() }, handler: async (ctx, { key }) => (await limiter.limit(ctx, "send", { key })).ok });
export const insist = mutation({ args: { key: v.string() }, handler: (ctx, { key }) => limiter.limit(ctx, "send", { key, throws: true }) });
export const reset = mutation({ args: { key: v.string() }, handler: (ctx, { key }) => limiter.reset(ctx, "send", { key }) });
