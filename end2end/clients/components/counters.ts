import { ShardedCounter } from "@convex-dev/sharded-counter";
import { v } from "convex/values";
import { components } from "./_generated/api";
import { mutation, query } from "./_generated/server";

const counter = new ShardedCounter(components.shardedCounter, { shards: { likes: 4 } });
export const add = mutation({ args: { by: v.number() }, handler: (ctx, { by }) => counter.add(ctx, "likes", by) });
export const rebalance = mutation({ args: {}, handler: (ctx) => counter.rebalance(ctx, "likes") });
export const count = query({ args: {}, handler: (ctx) => counter.count(ctx, "likes") });
