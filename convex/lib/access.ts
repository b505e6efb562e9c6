import type { UserIdentity } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { notFound, unauthenticated } from "./errors";
import { emailLengthMax, nameLengthMax } from "./limits";
import { isImageUrl, normalisedEmail, oneLine } from "./text";
import { isHidden, reachOf } from "./threads";

/**
 * The only road to a document that belongs to somebody. Queries use `find…`, which answer null for what
 * is missing, foreign or in the trash; mutations use `require…`, which throw NOT_FOUND for the same.
 */

async function requireIdentity(ctx: QueryCtx) {
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null) {
    throw unauthenticated();
  }
  return identity;
}

/** Deployments compare issuers without trailing slashes, and with `https://` where it is left out; so do we. */
function normalised(issuer: string): string {
  const stated = issuer.replace(/\/+$/, "");
  return stated.includes("://") ? stated : `https://${stated}`;
}

/** Whether our own server vouches for somebody. */
const isOurs = ({ issuer }: UserIdentity) =>
  normalised(issuer) === normalised(process.env.CONCLAVE_ISSUER ?? "");

/**
 * The session that a token of our own server stands for; null for tokens of other issuers, which know no
 * session of ours. Reading the row puts it into the read set: when it is deleted, every query of that session
 * runs again, fails, and answers nothing more.
 */
async function findSession(
  ctx: QueryCtx,
  identity: UserIdentity,
): Promise<Doc<"sessions"> | null> {
  if (!isOurs(identity)) {
    return null;
  }
  const sessionId =
    typeof identity.sid === "string" ? ctx.db.normalizeId("sessions", identity.sid) : null;
  const session = sessionId === null ? null : await ctx.db.get("sessions", sessionId);
  if (session === null) {
    throw unauthenticated();
  }
  return session;
}

/** The caller's row; null for somebody of another issuer who has not written anything yet. */
export async function findUser(ctx: QueryCtx): Promise<Doc<"users"> | null> {
  return (await findCaller(ctx)).user;
}

/** The caller's row, and the session that the call comes from. */
export async function findCaller(
  ctx: QueryCtx,
): Promise<{ user: Doc<"users"> | null; session: Doc<"sessions"> | null }> {
  const identity = await requireIdentity(ctx);
  const session = await findSession(ctx, identity);
  const user = await ctx.db
    .query("users")
    .withIndex("by_external_id", (q) => q.eq("externalId", identity.tokenIdentifier))
    .unique();
  if (session !== null && session.userId !== user?._id) {
    throw unauthenticated();
  }
  return { user, session };
}

/**
 * The caller's row, made or refreshed from the token of another issuer. What our own server says in its
 * tokens comes from the row, so it never overwrites it. Reading by `externalId` before inserting keeps it
 * unique: of two concurrent first calls one is retried and finds the other's row.
 */
export async function upsertUser(ctx: MutationCtx): Promise<Doc<"users">> {
  const identity = await requireIdentity(ctx);
  const { user: known, session } = await findCaller(ctx);
  if (known !== null && session !== null) {
    return known;
  }
  const profile = profileOf(identity, known);
  if (known === null) {
    return await insertUser(ctx, { ...profile, externalId: identity.tokenIdentifier });
  }
  const isCurrent =
    known.name === profile.name &&
    known.email === profile.email &&
    known.image === profile.image &&
    known.emailVerified === profile.emailVerified;
  if (isCurrent) {
    return known;
  }
  const now = Date.now();
  await ctx.db.patch("users", known._id, { ...profile, updatedAt: now });
  return { ...known, ...profile, updatedAt: now };
}

/**
 * What a token says of a person, and the row where it says nothing. What does not fit is shortened or left
 * out: nobody is kept from signing in by what another issuer calls them.
 */
function profileOf(identity: UserIdentity, known: Doc<"users"> | null) {
  const { name, email, pictureUrl, emailVerified } = identity;
  const address = email === undefined ? undefined : normalisedEmail(email);
  const isAddress = address !== undefined && address.length <= emailLengthMax;
  return {
    name: name === undefined ? (known?.name ?? "") : oneLine(name).slice(0, nameLengthMax),
    email: isAddress ? address : (known?.email ?? ""),
    image: pictureUrl !== undefined && isImageUrl(pictureUrl) ? pictureUrl : known?.image,
    emailVerified: (isAddress ? emailVerified : undefined) ?? known?.emailVerified ?? false,
  };
}

type Profile = Pick<Doc<"users">, "externalId" | "name" | "email" | "image" | "emailVerified">;

/** A new person. The caller has made sure that nobody has this `externalId`. */
export async function insertUser(ctx: MutationCtx, profile: Profile): Promise<Doc<"users">> {
  const now = Date.now();
  const userId = await ctx.db.insert("users", {
    ...profile,
    plan: "free",
    createdAt: now,
    updatedAt: now,
  });
  return (await ctx.db.get("users", userId))!;
}

/** A row as the server needs it to vouch for the person. */
export const personOf = (user: Doc<"users">) => ({
  userId: user._id,
  externalId: user.externalId,
  name: user.name,
  email: user.email,
  image: user.image ?? null,
  emailVerified: user.emailVerified,
});

/** The caller's row, made on the first write: nothing depends on `auth.upsertUser` having run. */
export async function requireUser(ctx: MutationCtx): Promise<Doc<"users">> {
  return (await findUser(ctx)) ?? (await upsertUser(ctx));
}

type Owned = { userId: Id<"users">; deletedAt?: number };

/** The tables whose documents are used by name, and what an answer calls them. */
const entities = {
  advisorMemories: "memory",
  advisors: "advisor",
  attachments: "attachment",
  chats: "chat",
  codebaseUnderstandings: "understanding",
  conversations: "conversation",
  memories: "memory",
  queuedActions: "queued action",
  tasks: "task",
  threads: "thread",
  todos: "todo",
} as const;

type EntityTable = keyof typeof entities;

async function findIncludingTrashed<Table extends EntityTable>(
  ctx: QueryCtx,
  table: Table,
  id: Id<Table>,
): Promise<(Doc<Table> & Owned) | null> {
  const user = await findUser(ctx);
  const document = (await ctx.db.get(table, id)) as (Doc<Table> & Owned) | null;
  const isOwn = document !== null && user !== null && document.userId === user._id;
  return isOwn ? document : null;
}

async function find<Table extends EntityTable>(
  ctx: QueryCtx,
  table: Table,
  id: Id<Table>,
): Promise<Doc<Table> | null> {
  const document = await findIncludingTrashed(ctx, table, id);
  return document !== null && document.deletedAt === undefined ? document : null;
}

async function required<Table extends EntityTable>(
  table: Table,
  search: Promise<Doc<Table> | null>,
): Promise<Doc<Table>> {
  const document = await search;
  if (document === null) {
    throw notFound(entities[table]);
  }
  return document;
}

export const findTask = (ctx: QueryCtx, id: Id<"tasks">) => find(ctx, "tasks", id);
export const requireTask = (ctx: QueryCtx, id: Id<"tasks">) =>
  required("tasks", findTask(ctx, id));
export const requireTaskIncludingTrashed = (ctx: QueryCtx, id: Id<"tasks">) =>
  required("tasks", findIncludingTrashed(ctx, "tasks", id));

export const findChat = (ctx: QueryCtx, id: Id<"chats">) => find(ctx, "chats", id);
export const requireChat = (ctx: QueryCtx, id: Id<"chats">) =>
  required("chats", findChat(ctx, id));
export const requireChatIncludingTrashed = (ctx: QueryCtx, id: Id<"chats">) =>
  required("chats", findIncludingTrashed(ctx, "chats", id));

export const findConversation = (ctx: QueryCtx, id: Id<"conversations">) =>
  find(ctx, "conversations", id);
export const requireConversation = (ctx: QueryCtx, id: Id<"conversations">) =>
  required("conversations", findConversation(ctx, id));
export const requireConversationIncludingTrashed = (ctx: QueryCtx, id: Id<"conversations">) =>
  required("conversations", findIncludingTrashed(ctx, "conversations", id));

export const findAdvisor = (ctx: QueryCtx, id: Id<"advisors">) => find(ctx, "advisors", id);
export const requireAdvisor = (ctx: QueryCtx, id: Id<"advisors">) =>
  required("advisors", findAdvisor(ctx, id));

export const requireMemory = (ctx: QueryCtx, id: Id<"memories">) =>
  required("memories", find(ctx, "memories", id));

/** Goes with its conversation into the trash. */
export async function requireAdvisorMemory(
  ctx: QueryCtx,
  id: Id<"advisorMemories">,
): Promise<Doc<"advisorMemories">> {
  const memory = await required("advisorMemories", find(ctx, "advisorMemories", id));
  const { conversationId } = memory;
  if (conversationId !== undefined && (await findConversation(ctx, conversationId)) === null) {
    throw notFound("memory");
  }
  return memory;
}

export const findUnderstanding = (ctx: QueryCtx, id: Id<"codebaseUnderstandings">) =>
  find(ctx, "codebaseUnderstandings", id);
export const requireUnderstanding = (ctx: QueryCtx, id: Id<"codebaseUnderstandings">) =>
  required("codebaseUnderstandings", findUnderstanding(ctx, id));

/** A variant goes into the trash with the thread it is a variant of. */
export async function findThread(
  ctx: QueryCtx,
  id: Id<"threads">,
): Promise<Doc<"threads"> | null> {
  const thread = await find(ctx, "threads", id);
  return thread !== null && (await isHidden(ctx, thread)) ? null : thread;
}
export const requireThread = (ctx: QueryCtx, id: Id<"threads">) =>
  required("threads", findThread(ctx, id));

/** A file goes with its message into the trash; one that has not been sent, with its thread, if it has one. */
async function findAttachment(
  ctx: QueryCtx,
  id: Id<"attachments">,
): Promise<Doc<"attachments"> | null> {
  const attachment = await find(ctx, "attachments", id);
  if (attachment === null || (!attachment.messageId && !attachment.threadId)) {
    return attachment;
  }
  const place =
    attachment.messageId === undefined
      ? await findThread(ctx, attachment.threadId!)
      : await findMessage(ctx, attachment.messageId);
  return place && attachment;
}

export const requireAttachment = (ctx: QueryCtx, id: Id<"attachments">) =>
  required("attachments", findAttachment(ctx, id));

/** Goes with its thread into the trash. */
async function findQueuedAction(
  ctx: QueryCtx,
  id: Id<"queuedActions">,
): Promise<Doc<"queuedActions"> | null> {
  const action = await find(ctx, "queuedActions", id);
  return action && (await findThread(ctx, action.threadId)) && action;
}

export const requireQueuedAction = (ctx: QueryCtx, id: Id<"queuedActions">) =>
  required("queuedActions", findQueuedAction(ctx, id));

/**
 * Whoever owns the thread owns its messages: `messages.userId` says only who wrote one. A branch that is not
 * in the trash keeps those it begins with, wherever they were written.
 */
async function findMessageIncludingRemoved(
  ctx: QueryCtx,
  messageId: Id<"messages">,
): Promise<Doc<"messages"> | null> {
  await findUser(ctx);
  const message = await ctx.db.get("messages", messageId);
  const thread = message && (await findIncludingTrashed(ctx, "threads", message.threadId));
  const isVisible =
    message !== null && thread !== null && message.position <= (await reachOf(ctx, thread));
  return isVisible ? message : null;
}

export async function findMessage(
  ctx: QueryCtx,
  messageId: Id<"messages">,
): Promise<Doc<"messages"> | null> {
  const message = await findMessageIncludingRemoved(ctx, messageId);
  return message?.deletedAt === undefined ? message : null;
}

export const requireMessage = (ctx: QueryCtx, messageId: Id<"messages">) =>
  requiredMessage(findMessage(ctx, messageId));
export const requireMessageIncludingRemoved = (ctx: QueryCtx, messageId: Id<"messages">) =>
  requiredMessage(findMessageIncludingRemoved(ctx, messageId));

async function requiredMessage(search: Promise<Doc<"messages"> | null>): Promise<Doc<"messages">> {
  const message = await search;
  if (message === null) {
    throw notFound("message");
  }
  return message;
}

async function findTodoIncludingTrashed(
  ctx: QueryCtx,
  todoId: Id<"todos">,
): Promise<Doc<"todos"> | null> {
  const todo = await findIncludingTrashed(ctx, "todos", todoId);
  const isVisible =
    todo !== null && (todo.taskId === undefined || (await findTask(ctx, todo.taskId)) !== null);
  return isVisible ? todo : null;
}

export const requireTodoIncludingTrashed = (ctx: QueryCtx, id: Id<"todos">) =>
  required("todos", findTodoIncludingTrashed(ctx, id));

export async function requireTodo(ctx: QueryCtx, todoId: Id<"todos">): Promise<Doc<"todos">> {
  const todo = await requireTodoIncludingTrashed(ctx, todoId);
  if (todo.deletedAt !== undefined) {
    throw notFound("todo");
  }
  return todo;
}
