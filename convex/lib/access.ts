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

/** The caller's row; null for somebody who signed in but has not written anything yet. */
export async function findUser(ctx: QueryCtx): Promise<Doc<"users"> | null> {
  const identity = await requireIdentity(ctx);
  return await ctx.db
    .query("users")
    .withIndex("by_external_id", (q) => q.eq("externalId", identity.tokenIdentifier))
    .unique();
}

/**
 * The caller's row, made or refreshed from the token. Reading by `externalId` before inserting keeps it
 * unique: of two concurrent first calls one is retried and finds the other's row.
 */
export async function upsertUser(ctx: MutationCtx): Promise<Doc<"users">> {
  const identity = await requireIdentity(ctx);
  const known = await findUser(ctx);
  const profile = {
    name: identity.name ?? known?.name ?? "",
    email: identity.email ?? known?.email ?? "",
    image: identity.pictureUrl ?? known?.image,
    emailVerified: identity.emailVerified ?? known?.emailVerified ?? false,
  };
  const now = Date.now();
  if (known === null) {
    const userId = await ctx.db.insert("users", {
      ...profile,
      externalId: identity.tokenIdentifier,
      plan: "free",
      createdAt: now,
      updatedAt: now,
    });
    return (await ctx.db.get("users", userId))!;
  }
  const isCurrent =
    known.name === profile.name &&
    known.email === profile.email &&
    known.image === profile.image &&
    known.emailVerified === profile.emailVerified;
  if (isCurrent) {
    return known;
  }
  await ctx.db.patch("users", known._id, { ...profile, updatedAt: now });
  return { ...known, ...profile, updatedAt: now };
}

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
