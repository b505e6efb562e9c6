import type { UserIdentity } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { notFound, unauthenticated } from "./errors";

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

/**
 * The session that a token of our own server stands for; null for tokens of other issuers, which know no
 * session of ours. Reading the row puts it into the read set: when it is deleted, every query of that session
 * runs again, fails, and answers nothing more.
 */
async function findSession(
  ctx: QueryCtx,
  identity: UserIdentity,
): Promise<Doc<"sessions"> | null> {
  if (identity.issuer !== process.env.CONCLAVE_ISSUER) {
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
  const profile = {
    name: identity.name ?? known?.name ?? "",
    email: identity.email ?? known?.email ?? "",
    image: identity.pictureUrl ?? known?.image,
    emailVerified: identity.emailVerified ?? known?.emailVerified ?? false,
  };
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

function isOwn<Document extends Owned>(
  document: Document | null,
  user: Doc<"users"> | null,
): document is Document {
  return document !== null && user !== null && document.userId === user._id;
}

export async function findTask(ctx: QueryCtx, taskId: Id<"tasks">): Promise<Doc<"tasks"> | null> {
  const user = await findUser(ctx);
  const task = await ctx.db.get("tasks", taskId);
  return isOwn(task, user) && task.deletedAt === undefined ? task : null;
}

export async function requireTask(ctx: QueryCtx, taskId: Id<"tasks">): Promise<Doc<"tasks">> {
  const task = await findTask(ctx, taskId);
  if (task === null) {
    throw notFound("task");
  }
  return task;
}

export async function requireTaskIncludingTrashed(
  ctx: QueryCtx,
  taskId: Id<"tasks">,
): Promise<Doc<"tasks">> {
  const user = await findUser(ctx);
  const task = await ctx.db.get("tasks", taskId);
  if (!isOwn(task, user)) {
    throw notFound("task");
  }
  return task;
}

export async function findThread(
  ctx: QueryCtx,
  threadId: Id<"threads">,
): Promise<Doc<"threads"> | null> {
  const user = await findUser(ctx);
  const thread = await ctx.db.get("threads", threadId);
  return isOwn(thread, user) && thread.deletedAt === undefined ? thread : null;
}

/** Whoever owns the thread owns its messages: `messages.userId` says only who wrote one. */
export async function requireMessage(
  ctx: QueryCtx,
  messageId: Id<"messages">,
): Promise<Doc<"messages">> {
  const message = await ctx.db.get("messages", messageId);
  const isVisible =
    message !== null &&
    message.deletedAt === undefined &&
    (await findThread(ctx, message.threadId)) !== null;
  if (!isVisible) {
    await findUser(ctx);
    throw notFound("message");
  }
  return message;
}

export async function requireTodoIncludingTrashed(
  ctx: QueryCtx,
  todoId: Id<"todos">,
): Promise<Doc<"todos">> {
  const user = await findUser(ctx);
  const todo = await ctx.db.get("todos", todoId);
  const isVisible =
    isOwn(todo, user) && (todo.taskId === undefined || (await findTask(ctx, todo.taskId)) !== null);
  if (!isVisible) {
    throw notFound("todo");
  }
  return todo;
}

export async function requireTodo(ctx: QueryCtx, todoId: Id<"todos">): Promise<Doc<"todos">> {
  const todo = await requireTodoIncludingTrashed(ctx, todoId);
  if (todo.deletedAt !== undefined) {
    throw notFound("todo");
  }
  return todo;
}
