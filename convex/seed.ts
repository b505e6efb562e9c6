import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { invalidInput } from "./lib/errors";
import { peopleOf } from "./lib/seed/parts";
import { stepsOf } from "./lib/seed/world";

/**
 * One step of the demonstration world (`lib/seed/world.ts`). Begin with the cursor null and call it with
 * the cursor it answers until that is null; a second run changes nothing.
 */
export const step = internalMutation({
  args: {
    seed: v.number(),
    issuer: v.string(),
    baseTime: v.number(),
    longThread: v.optional(v.number()),
    cursor: v.union(v.string(), v.null()),
  },
  returns: v.object({ cursor: v.union(v.string(), v.null()), done: v.number(), total: v.number() }),
  handler: async (ctx, { cursor, longThread = 10_000, ...plan }) => {
    const world = { ...plan, longThread };
    const steps = stepsOf(world);
    const index = Number(cursor ?? 0);
    const run = steps[index];
    if (run === undefined) {
      throw invalidInput("The cursor is not one of this world's.");
    }
    await run(ctx, world);
    const done = index + 1;
    return { cursor: done < steps.length ? `${done}` : null, done, total: steps.length };
  },
});

/** The people of the world, for whoever gives them passwords. */
export const people = internalQuery({
  args: { issuer: v.string() },
  returns: v.array(
    v.object({ userId: v.id("users"), externalId: v.string(), name: v.string(), email: v.string() }),
  ),
  handler: async (ctx, { issuer }) =>
    (await peopleOf(ctx, { issuer })).map(({ _id, externalId, name, email }) => ({
      userId: _id,
      externalId,
      name,
      email,
    })),
});
