import type { MutationCtx } from "../../_generated/server";
import { schemaVersion } from "../advisors";
import { defaultSettings } from "../settings";
import { chatCount, createChat } from "./chats";
import * as content from "./content";
import {
  converse,
  createThread,
  day,
  externalIdOf,
  findMade,
  once,
  peopleOf,
  personFor,
  type Plan,
} from "./parts";
import { randomFor } from "./random";
import { createTask, extendLongThread, messagesPerStep } from "./tasks";

/**
 * A small world to look at, test with and measure: people, tasks in every state, chats with branches,
 * advisors, memories, and one very long thread. It follows from the seed and the base time alone. Whatever
 * is there already is left as it is, so a step that runs again changes nothing.
 */

const chatsPerStep = 5;

type Step = (ctx: MutationCtx, plan: Plan) => Promise<void>;

/** The steps in order; a later one finds what an earlier one has made. */
export function stepsOf(plan: Plan): Step[] {
  const range = (count: number) => Array.from({ length: count }, (_, index) => index);
  return [
    createPeople,
    ...content.tasks.map((_, index): Step => (ctx) => createTask(ctx, plan, index)),
    ...range(chatCount / chatsPerStep).map((step): Step => async (ctx) => {
      for (const index of range(chatsPerStep)) {
        await createChat(ctx, plan, step * chatsPerStep + index);
      }
    }),
    createAdvisors,
    createConversations,
    createKnowledge,
    ...range(Math.ceil(plan.longThread / messagesPerStep)).map(
      (step): Step => (ctx) => extendLongThread(ctx, plan, (step + 1) * messagesPerStep),
    ),
  ];
}

async function createPeople(ctx: MutationCtx, plan: Plan): Promise<void> {
  const known = await peopleOf(ctx, plan);
  for (const [index, { subject, name, email }] of content.people.entries()) {
    const externalId = externalIdOf(plan.issuer, subject);
    if (known.some((user) => user.externalId === externalId)) continue;
    const times = { createdAt: plan.baseTime - 90 * day, updatedAt: plan.baseTime - 90 * day };
    const profile = { externalId, name, email, emailVerified: true, plan: "free" };
    const userId = await ctx.db.insert("users", { ...profile, ...times });
    const theme = (["system", "dark", "light"] as const)[index]!;
    await ctx.db.insert("userSettings", { ...defaultSettings, theme, userId, ...times });
  }
}

async function createAdvisors(ctx: MutationCtx, plan: Plan): Promise<void> {
  const userId = await personFor(ctx, plan, 0);
  const createdAt = plan.baseTime - 60 * day;
  for (const [index, [firstName, lastName, title, summary, tags]] of content.advisors.entries()) {
    await once(ctx, userId, `advisors/${index}`, async () => {
      const instructions = `You are ${firstName} ${lastName}. ${summary}`;
      return await ctx.db.insert("advisors", {
        userId,
        firstName,
        lastName,
        persona: { summary, traits: ["concise", "friendly"] },
        roleDefinition: { title, instructions },
        tags: [...tags],
        schemaVersion,
        status: index + 1 < content.advisors.length ? "active" : "inactive",
        createdAt,
        updatedAt: createdAt + index * day,
      });
    });
  }
}

async function createConversations(ctx: MutationCtx, plan: Plan): Promise<void> {
  const userId = await personFor(ctx, plan, 0);
  for (let index = 0; index < 3; index++) {
    const made = await findMade(ctx, userId, `advisors/${index}`);
    const advisorId = made === null ? null : ctx.db.normalizeId("advisors", made);
    if (advisorId === null) continue;
    await once(ctx, userId, `conversations/${index}`, async () => {
      const random = randomFor(plan.seed, `conversations/${index}`);
      const createdAt = plan.baseTime - (index + 2) * day;
      const thread = await createThread(ctx, userId, "conversation", createdAt);
      const talk = { thread, userId, createdAt, turns: random.between(2, 6), llmModel: content.models[0] };
      const updatedAt = await converse(ctx, random, { ...talk, advisorId });
      const title = content.chatTopics[index + 5]!;
      const conversation = { userId, threadId: thread, title, activeAdvisorId: advisorId };
      const conversationId = await ctx.db.insert("conversations", { ...conversation, createdAt, updatedAt });
      const memory = { userId, advisorId, conversationId, key: "tone", importance: 0.5 };
      const text = "Wants the answer first and the reasons on request.";
      await ctx.db.insert("advisorMemories", { ...memory, content: text, createdAt, updatedAt });
      return conversationId;
    });
  }
}

/** What agents have learnt, in repositories and everywhere. */
async function createKnowledge(ctx: MutationCtx, plan: Plan): Promise<void> {
  for (const [index, [category, text]] of content.memories.entries()) {
    const userId = await personFor(ctx, plan, index);
    await once(ctx, userId, `memories/${index}`, async () => {
      const random = randomFor(plan.seed, `memories/${index}`);
      const createdAt = plan.baseTime - random.between(1, 40) * day;
      const { repoFullName } = random.pick(content.repositories);
      const repository = { repoFullName, repoUrl: `https://github.com/${repoFullName}` };
      const memory = { userId, category, content: text, createdAt, updatedAt: createdAt };
      const scope = category === "GENERAL" ? {} : repository;
      return await ctx.db.insert("memories", { ...memory, ...scope });
    });
  }
}
