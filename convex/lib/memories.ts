import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { memoryLengthMax, searchScanMax } from "./limits";
import { findLatest } from "./search";
import { bounded, checkRepoFullName, checkRepoUrl } from "./text";

type Memory = Doc<"memories">;
type Filter = { repoFullName?: string | null; category?: Memory["category"] };

/** Somebody's memories, last changed first. `repoFullName: null` means those that hold everywhere. */
export function memoriesOf(ctx: QueryCtx, userId: Id<"users">, { repoFullName, category }: Filter) {
  const memories = ctx.db.query("memories");
  const scope = repoFullName ?? undefined;
  if (repoFullName === undefined) {
    return category === undefined
      ? memories.withIndex("by_user", (q) => q.eq("userId", userId)).order("desc")
      : memories
          .withIndex("by_user_category", (q) => q.eq("userId", userId).eq("category", category))
          .order("desc");
  }
  return category === undefined
    ? memories
        .withIndex("by_user_repo", (q) => q.eq("userId", userId).eq("repoFullName", scope))
        .order("desc")
    : memories
        .withIndex("by_user_repo_category", (q) =>
          q.eq("userId", userId).eq("repoFullName", scope).eq("category", category),
        )
        .order("desc");
}

/**
 * Somebody's memories that contain the needle, last changed first: any part of the text or the repository
 * among the latest `searchScanMax`, words of the text among all that are older.
 */
export async function searchMemories(
  ctx: QueryCtx,
  userId: Id<"users">,
  filter: Filter,
  needle: string,
): Promise<Memory[]> {
  const latest = await memoriesOf(ctx, userId, filter).take(searchScanMax);
  return await findLatest(
    latest,
    needle,
    ({ content, repoFullName }) => [content, repoFullName],
    () => holdingWords(ctx, userId, filter, needle),
  );
}

const holdingWords = (
  ctx: QueryCtx,
  userId: Id<"users">,
  { repoFullName, category }: Filter,
  words: string,
) =>
  ctx.db
    .query("memories")
    .withSearchIndex("search_content", (q) => {
      const own = q.search("content", words).eq("userId", userId);
      const scoped =
        repoFullName === undefined ? own : own.eq("repoFullName", repoFullName ?? undefined);
      return category === undefined ? scoped : scoped.eq("category", category);
    })
    .take(searchScanMax);

type Scope = Pick<Memory, "repoFullName" | "repoUrl">;

/** For what a memory holds: the repository that is named, else that of its task. */
export function ofScope({ repoFullName, repoUrl }: Scope, task: Doc<"tasks"> | null): Scope {
  if (repoFullName === undefined) {
    return { repoFullName: task?.repoFullName, repoUrl: task?.repoUrl };
  }
  return {
    repoFullName: checkRepoFullName(repoFullName),
    repoUrl: repoUrl === undefined ? undefined : checkRepoUrl(repoUrl),
  };
}

/** The fields that people write, checked. */
export function checkMemory<Fields extends Partial<Pick<Memory, "content" | "category">>>({
  content,
  category,
}: Fields): Pick<Fields, "content" | "category"> {
  return {
    ...(content === undefined ? {} : { content: bounded("The memory", content, memoryLengthMax) }),
    ...(category === undefined ? {} : { category }),
  } as Pick<Fields, "content" | "category">;
}
