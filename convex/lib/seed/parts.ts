import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import * as content from "./content";
import type { Random } from "./random";

/** What all parts of the demonstration world are made with. */

export type Plan = {
  seed: number;
  /** Of the tokens that sign these people in. */
  issuer: string;
  /** The present of the world, in ms: everything happened before. */
  baseTime: number;
  /** How many messages the long thread has. */
  longThread: number;
};

export const minute = 60_000;
export const day = 24 * 60 * minute;

export const externalIdOf = (issuer: string, subject: string) => `${issuer}|${subject}`;

/** The world's people who are there. */
export async function peopleOf(ctx: QueryCtx, { issuer }: Pick<Plan, "issuer">) {
  const found: Doc<"users">[] = [];
  for (const { subject } of content.people) {
    const user = await ctx.db
      .query("users")
      .withIndex("by_external_id", (q) => q.eq("externalId", externalIdOf(issuer, subject)))
      .unique();
    if (user !== null) found.push(user);
  }
  return found;
}

/** Most of the world is the first one's, some the second one's, a little the third one's. */
export async function personFor(ctx: MutationCtx, plan: Plan, index: number): Promise<Id<"users">> {
  const people = await peopleOf(ctx, plan);
  const share = [0, 0, 0, 1, 1, 2][index % 6]!;
  return people[share]!._id;
}

/** Makes something under a name, unless it has been made before. */
export async function once(
  ctx: MutationCtx,
  userId: Id<"users">,
  name: string,
  make: () => Promise<string>,
): Promise<void> {
  const known = await findMade(ctx, userId, name);
  if (known === null) {
    const documentId = await make();
    await ctx.db.insert("imports", { userId, kind: "seeds", originalId: name, documentId });
  }
}

export async function findMade(ctx: MutationCtx, userId: Id<"users">, name: string) {
  const row = await ctx.db
    .query("imports")
    .withIndex("by_user", (q) =>
      q.eq("userId", userId).eq("kind", "seeds").eq("originalId", name),
    )
    .unique();
  return row?.documentId ?? null;
}

export const createThread = (
  ctx: MutationCtx,
  userId: Id<"users">,
  kind: Doc<"threads">["kind"],
  at: number,
  fork: { parentThreadId?: Id<"threads">; forkPosition?: number } = {},
) => ctx.db.insert("threads", { userId, kind, ...fork, createdAt: at, updatedAt: at });

type Talk = {
  thread: Id<"threads">;
  userId: Id<"users">;
  createdAt: number;
  turns: number;
  llmModel: string;
  opening?: string;
  /** The position of the last message before. */
  after?: number;
  advisorId?: Id<"advisors">;
};

/** A question and answers in turn; answers with the time of the last message. */
export async function converse(ctx: MutationCtx, random: Random, talk: Talk): Promise<number> {
  const { thread, userId, turns, llmModel, opening, after = 0, advisorId } = talk;
  let at = talk.createdAt;
  let position = after;
  const say = async (role: "USER" | "ASSISTANT", text: string) => {
    position += 1;
    at += random.between(1, 9) * minute;
    const model = role === "ASSISTANT" && advisorId === undefined ? { llmModel } : {};
    const speaker = role === "ASSISTANT" ? { ...model, advisorId } : {};
    const message = { threadId: thread, userId, role, content: text, position, createdAt: at };
    await ctx.db.insert("messages", { ...message, ...speaker });
  };
  await say("USER", opening ?? content.question(random));
  for (let turn = 0; turn < turns; turn++) {
    await say("ASSISTANT", content.answer(random));
    if (turn + 1 < turns) await say("USER", content.question(random));
  }
  await ctx.db.patch("threads", thread, { updatedAt: at });
  return at;
}
