import { v } from "convex/values";
import { mutation, query } from "./_generated/server";
import { findAdvisor, findUser, requireAdvisor, requireUser } from "./lib/access";
import { advisorsOf, checkAdvisor, nameOf, schemaVersion } from "./lib/advisors";
import { removeWithChildren } from "./lib/cascade";
import { limitReached } from "./lib/errors";
import { advisorsMax, mentionsMax } from "./lib/limits";
import { matching, needleOf } from "./lib/search";
import { advisorContent, advisorDocument, advisorStatus } from "./lib/shapes/chats";

/** The caller's advisors, last changed first; without a status those who are active. */
export const getAdvisors = query({
  args: { status: v.optional(advisorStatus), tag: v.optional(v.string()) },
  returns: v.array(advisorDocument),
  handler: async (ctx, { status = "active", tag }) => {
    const user = await findUser(ctx);
    const advisors = user === null ? [] : await advisorsOf(ctx, user._id, status);
    return tag === undefined ? advisors : advisors.filter(({ tags }) => tags.includes(tag));
  },
});

/** One advisor; the id is any text, as it stands in an address. */
export const getAdvisor = query({
  args: { advisorId: v.string() },
  returns: v.union(advisorDocument, v.null()),
  handler: async (ctx, args) => {
    await findUser(ctx);
    const advisorId = ctx.db.normalizeId("advisors", args.advisorId);
    return advisorId && (await findAdvisor(ctx, advisorId));
  },
});

/** Active advisors to suggest behind an @: those whose name, role or tag contains the text. */
export const mentionable = query({
  args: { text: v.string() },
  returns: v.array(
    v.object({ advisorId: v.id("advisors"), name: v.string(), role: v.string() }),
  ),
  handler: async (ctx, { text }) => {
    const user = await findUser(ctx);
    const advisors = user === null ? [] : await advisorsOf(ctx, user._id, "active");
    return matching(advisors, needleOf(text), (advisor) => [
      nameOf(advisor),
      advisor.roleDefinition.title,
      ...advisor.tags,
    ])
      .slice(0, mentionsMax)
      .map((advisor) => ({
        advisorId: advisor._id,
        name: nameOf(advisor),
        role: advisor.roleDefinition.title,
      }));
  },
});

export const createAdvisor = mutation({
  args: advisorContent,
  returns: v.id("advisors"),
  handler: async (ctx, args) => {
    const user = await requireUser(ctx);
    if ((await advisorsOf(ctx, user._id)).length >= advisorsMax) {
      throw limitReached(`There can be at most ${advisorsMax} advisors.`);
    }
    const now = Date.now();
    return await ctx.db.insert("advisors", {
      ...checkAdvisor(args),
      userId: user._id,
      schemaVersion,
      status: "active",
      createdAt: now,
      updatedAt: now,
    });
  },
});

/** A partial change; an advisor who is inactive or archived cannot be chosen any more. */
export const updateAdvisor = mutation({
  args: {
    ...v.object(advisorContent).partial().fields,
    advisorId: v.id("advisors"),
    status: v.optional(advisorStatus),
  },
  returns: v.null(),
  handler: async (ctx, { advisorId, status, ...fields }) => {
    await requireAdvisor(ctx, advisorId);
    await ctx.db.patch("advisors", advisorId, {
      ...checkAdvisor(fields),
      ...(status === undefined ? {} : { status }),
      updatedAt: Date.now(),
    });
    return null;
  },
});

/** Deletes an advisor for good, with what the advisor remembers. What was said stays. */
export const removeAdvisor = mutation({
  args: { advisorId: v.id("advisors") },
  returns: v.null(),
  handler: async (ctx, { advisorId }) => {
    await removeWithChildren(ctx, "advisors", await requireAdvisor(ctx, advisorId));
    return null;
  },
});
