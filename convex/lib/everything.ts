import type { Infer } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import {
  advisorTextLengthMax,
  branchesMax,
  hitsPerKindMax,
  hitsScanMax,
  hitsTextMax,
  snippetLength,
} from "./limits";
import { memoriesOf } from "./memories";
import { ownerOf } from "./messages";
import { findMessages, matching } from "./search";
import type { searchHit } from "./shapes/search";
import { named, oneLine } from "./text";
import { holds, isHidden } from "./threads";
import { shownThread } from "./variants";

/**
 * One search over all that somebody has, for where people look for anything at all. Of each kind it answers
 * with a few, so that no kind hides another one, and reads so little that all of them fit into one query.
 */

type Hit = Infer<typeof searchHit>;
type User = Doc<"users">;

/** Hits of all kinds; names before texts. */
export async function findEverything(ctx: QueryCtx, user: User, needle: string): Promise<Hit[]> {
  const found = [
    await tasks(ctx, user, needle),
    await chats(ctx, user, needle),
    await conversations(ctx, user, needle),
    await todos(ctx, user, needle),
    await advisors(ctx, user, needle),
    await memories(ctx, user, needle),
    await messages(ctx, user, needle),
  ];
  return found.flat();
}

/** Of the latest rows those with the needle, then what an index has found by its words. */
function merged<Row extends { _id: string }>(
  latest: Row[],
  needle: string,
  textsOf: (row: Row) => (string | undefined)[],
  holdingWords: Row[] = [],
): Row[] {
  const found = matching(latest, needle, textsOf);
  const seen = new Set(found.map(({ _id }) => _id));
  return [...found, ...holdingWords.filter(({ _id }) => !seen.has(_id))].slice(0, hitsPerKindMax);
}

async function tasks(ctx: QueryCtx, user: User, needle: string): Promise<Hit[]> {
  const latest = await ctx.db
    .query("tasks")
    .withIndex("by_user", (q) => q.eq("userId", user._id).eq("deletedAt", undefined))
    .order("desc")
    .take(hitsScanMax);
  const named = await ctx.db
    .query("tasks")
    .withSearchIndex("search_title", (q) =>
      q.search("title", needle).eq("userId", user._id).eq("deletedAt", undefined),
    )
    .take(hitsPerKindMax);
  return merged(latest, needle, ({ title, repoFullName }) => [title, repoFullName], named).map((task) =>
    hitOf("task", task._id, task.title, task.updatedAt),
  );
}

async function chats(ctx: QueryCtx, user: User, needle: string): Promise<Hit[]> {
  const latest = await ctx.db
    .query("chats")
    .withIndex("by_user", (q) =>
      q.eq("userId", user._id).eq("deletedAt", undefined).eq("isArchived", false),
    )
    .order("desc")
    .take(hitsScanMax);
  const named = await ctx.db
    .query("chats")
    .withSearchIndex("search_title", (q) =>
      q.search("title", needle).eq("userId", user._id).eq("deletedAt", undefined),
    )
    .take(hitsPerKindMax);
  return merged(latest, needle, ({ title }) => [title], named).map((chat) =>
    hitOf("chat", chat._id, chat.title, chat.updatedAt),
  );
}

async function conversations(ctx: QueryCtx, user: User, needle: string): Promise<Hit[]> {
  const latest = await ctx.db
    .query("conversations")
    .withIndex("by_user", (q) => q.eq("userId", user._id).eq("deletedAt", undefined))
    .order("desc")
    .take(hitsScanMax);
  return merged(latest, needle, ({ title }) => [title]).map(({ _id, title, updatedAt }) =>
    hitOf("conversation", _id, title ?? "", updatedAt),
  );
}

async function todos(ctx: QueryCtx, user: User, needle: string): Promise<Hit[]> {
  const latest = await ctx.db
    .query("todos")
    .withIndex("by_user", (q) => q.eq("userId", user._id).eq("deletedAt", undefined))
    .order("desc")
    .take(hitsScanMax);
  const hits: Hit[] = [];
  for (const todo of merged(latest, needle, ({ content }) => [content])) {
    const task = todo.taskId === undefined ? null : await ctx.db.get("tasks", todo.taskId);
    if (todo.taskId !== undefined && (task === null || task.deletedAt !== undefined)) continue;
    hits.push({
      ...hitOf("todo", todo._id, task?.title ?? "", todo.updatedAt),
      snippet: snippetOf(todo.content, needle),
      place: task && { kind: "task", documentId: task._id, threadId: task.threadId, position: null },
    });
  }
  return hits;
}

async function advisors(ctx: QueryCtx, user: User, needle: string): Promise<Hit[]> {
  const rows = ctx.db
    .query("advisors")
    .withIndex("by_user", (q) => q.eq("userId", user._id))
    .order("desc");
  const latest: Doc<"advisors">[] = [];
  let room = hitsTextMax;
  // One after the other: all of the longest ones would leave no room for anything else.
  for await (const advisor of rows) {
    latest.push(advisor);
    room -= advisorTextLengthMax;
    if (room <= 0) break;
  }
  const nameOf = ({ firstName, lastName }: Doc<"advisors">) => `${firstName} ${lastName}`.trim();
  return merged(latest, needle, (advisor) => [nameOf(advisor), advisor.roleDefinition.title]).map((advisor) =>
    hitOf("advisor", advisor._id, nameOf(advisor), advisor.updatedAt),
  );
}

async function memories(ctx: QueryCtx, user: User, needle: string): Promise<Hit[]> {
  const latest = await memoriesOf(ctx, user._id, {}).take(hitsScanMax);
  const holdingWords = await ctx.db
    .query("memories")
    .withSearchIndex("search_content", (q) => q.search("content", needle).eq("userId", user._id))
    .take(hitsPerKindMax);
  return merged(latest, needle, ({ content }) => [content], holdingWords).map((memory) => ({
    ...hitOf("memory", memory._id, memory.repoFullName ?? "", memory.updatedAt),
    snippet: snippetOf(memory.content, needle),
  }));
}

async function messages(ctx: QueryCtx, user: User, needle: string): Promise<Hit[]> {
  const hits: Hit[] = [];
  for (const message of await findMessages(ctx, user, needle, undefined, hitsTextMax)) {
    if (hits.length >= hitsPerKindMax) break;
    const thread = await ctx.db.get("threads", message.threadId);
    const place = thread && (await placeOf(ctx, thread, message));
    if (place === null) continue;
    hits.push({
      ...hitOf("message", message._id, place.title, message.editedAt ?? message.createdAt),
      snippet: snippetOf(message.content, needle),
      place: { ...place.at, position: message.position },
    });
  }
  return hits;
}

const hitOf = (kind: Hit["kind"], documentId: string, title: string, updatedAt: number): Hit => ({
  kind,
  documentId,
  title,
  snippet: null,
  place: null,
  updatedAt,
});

type Place = { title: string; at: Omit<NonNullable<Hit["place"]>, "position"> };

/** What shows a position of a thread: its owner, or where that is gone a branch that begins with it. */
async function placeOf(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  message: Doc<"messages">,
): Promise<Place | null> {
  if (!(await isHidden(ctx, thread))) {
    const owner = await ownerOf(ctx, thread);
    const { _id: threadId } = await versionOf(ctx, thread, message);
    const at = owner && { kind: thread.kind, documentId: owner._id as string, threadId };
    return owner && at && { title: owner.title ?? "", at };
  }
  const { position } = message;
  const branches = await ctx.db
    .query("threads")
    .withIndex("by_parent", (q) => q.eq("parentThreadId", thread._id).gte("forkPosition", position))
    .take(branchesMax);
  for (const branch of branches) {
    const place = await placeOf(ctx, branch, message);
    if (place !== null) return place;
  }
  return null;
}

/** A version that holds the message: the one that is shown, if that does. */
async function versionOf(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  message: Doc<"messages">,
): Promise<Doc<"threads">> {
  if (thread.kind !== "chat") return thread;
  const chat = (await ownerOf(ctx, thread)) as Doc<"chats"> | null;
  const shown = chat && (await shownThread(ctx, chat));
  return shown !== null && (await holds(ctx, shown, message)) ? shown : thread;
}

/** The needle, or the first of its words that is there, with what is around it, on one line. */
export function snippetOf(text: string, needle: string): string {
  const line = oneLine(named(text));
  const lower = line.toLowerCase();
  const places = [needle, ...needle.split(/\s+/)].map((word) => lower.indexOf(word));
  const at = places.find((place) => place >= 0) ?? 0;
  const start = at < snippetLength / 2 ? 0 : Math.floor(at - snippetLength / 4);
  const end = start + snippetLength;
  // Never half of a character at either end.
  const cut = line.slice(start, end).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
  return `${start > 0 ? "…" : ""}${cut.trim()}${end < line.length ? "…" : ""}`;
}
