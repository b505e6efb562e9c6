import { PersistentTextStreaming, type StreamId } from "@convex-dev/persistent-text-streaming";
import { v } from "convex/values";
import { components } from "./_generated/api";
import { httpAction, mutation, query } from "./_generated/server";

const streaming = new PersistentTextStreaming(components.persistentTextStreaming);
export const create = mutation({ args: {}, handler: (ctx) => streaming.createStream(ctx) });
export const body = query({ args: { id: v.string() }, handler: (ctx, { id }) => streaming.getStreamBody(ctx, id as StreamId) });
export const write = httpAction(async (ctx, request) => {
  const { id } = await request.json();
  return await streaming.stream(ctx, request, id, async (_ctx, _request, _id, append) => {
    for (const piece of ["One sentence. ", "And another. ", "The end"]) await append(piece);
  });
});
