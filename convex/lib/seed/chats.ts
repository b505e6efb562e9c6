import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import * as content from "./content";
import {
  converse,
  createThread,
  day,
  findMade,
  minute,
  once,
  peopleOf,
  personFor,
  type Plan,
} from "./parts";
import { randomFor, type Random } from "./random";

export const chatCount = 40;
const trunkCount = 28;

/** The first chats are trunks, the later ones branch from them, some of these from branches. */
export async function createChat(ctx: MutationCtx, plan: Plan, index: number): Promise<void> {
  const random = randomFor(plan.seed, `chats/${index}`);
  const createdAt = plan.baseTime - (chatCount - index) * day - random.below(300) * minute;
  const llmModel = random.pick(content.models);
  const turns = random.between(1, 6);
  if (index < trunkCount) {
    const userId = await personFor(ctx, plan, index);
    const title = content.chatTopics[index % content.chatTopics.length]!;
    await once(ctx, userId, `chats/${index}`, async () => {
      const thread = await createThread(ctx, userId, "chat", createdAt);
      const end = await converse(ctx, random, { thread, userId, createdAt, turns, llmModel });
      return await insertChat(ctx, random, { userId, thread, title, createdAt, updatedAt: end });
    });
    return;
  }
  const origin = index < chatCount - 2 ? random.below(trunkCount) : index - 2;
  await createBranch(ctx, plan, { index, origin, createdAt, turns, llmModel, random });
}

type Branch = {
  createdAt: number;
  turns: number;
  llmModel: string;
  index: number;
  origin: number;
  random: Random;
};

async function createBranch(ctx: MutationCtx, plan: Plan, branch: Branch): Promise<void> {
  const { index, origin, createdAt, turns, llmModel, random } = branch;
  const parent = await findChat(ctx, plan, origin);
  if (parent === null) return;
  const { userId } = parent;
  await once(ctx, userId, `chats/${index}`, async () => {
    const own = await ctx.db
      .query("messages")
      .withIndex("by_thread_position", (q) => q.eq("threadId", parent.threadId))
      .take(100);
    const from = random.pick(own);
    const fork = { parentThreadId: parent.threadId, forkPosition: from.position };
    const thread = await createThread(ctx, userId, "chat", createdAt, fork);
    const talk = { thread, userId, createdAt, turns, llmModel, after: from.position };
    const updatedAt = await converse(ctx, random, talk);
    const title = `${parent.title}: ${random.pick(content.branchNames)}`;
    const link = { parentChatId: parent._id, branchFromMessageId: from._id };
    return await insertChat(ctx, random, { userId, thread, title, createdAt, updatedAt, ...link });
  });
}

/** The chat with a number, whoever has it; null where it was deleted. */
async function findChat(ctx: MutationCtx, plan: Plan, index: number) {
  for (const { _id } of await peopleOf(ctx, plan)) {
    const made = await findMade(ctx, _id, `chats/${index}`);
    const chatId = made && ctx.db.normalizeId("chats", made);
    if (chatId) return await ctx.db.get("chats", chatId);
  }
  return null;
}

type NewChat = Pick<
  Doc<"chats">,
  "userId" | "title" | "createdAt" | "updatedAt" | "parentChatId" | "branchFromMessageId"
> & { thread: Id<"threads"> };

const insertChat = (ctx: MutationCtx, random: Random, { thread, ...chat }: NewChat) =>
  ctx.db.insert("chats", {
    ...chat,
    threadId: thread,
    isPinned: random.chance(0.1),
    isArchived: random.chance(0.1),
  });
