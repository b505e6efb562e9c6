"use client";

import { usePreloadedQuery, type Preloaded } from "convex/react";
import type { FunctionReference, PaginationResult } from "convex/server";

export type Task = {
  _id: string;
  title: string;
  status: string;
  repoFullName?: string;
  shadowBranch?: string;
  updatedAt: number;
};

type List = FunctionReference<
  "query",
  "public",
  { paginationOpts: { numItems: number; cursor: string | null } },
  PaginationResult<Task>
>;

const GROUPS = ["RUNNING", "COMPLETED", "INITIALIZING", "STOPPED", "FAILED", "ARCHIVED"];

/** The list grouped by status, a link, a status word, repository, branch and three buttons a row. */
export function TaskList({ preloaded }: { preloaded: Preloaded<List> }) {
  const { page } = usePreloadedQuery(preloaded);
  return GROUPS.map((status) => {
    const tasks = page.filter((task) => task.status === status);
    if (tasks.length === 0) return null;
    return (
      <section key={status} aria-labelledby={status}>
        <h2 id={status}>
          {status.toLowerCase()} <span>{tasks.length}</span>
        </h2>
        <ul>
          {tasks.map((task) => (
            <li key={task._id}>
              <a href={`/tasks/${task._id}`}>{task.title}</a>
              <span>{status.toLowerCase()}</span>
              <span>{task.repoFullName ?? "no repository"}</span>
              <span>{task.shadowBranch}</span>
              <button type="button">Archive</button>
              <button type="button">Delete</button>
              <button type="button" aria-label={`More for ${task.title}`}>
                …
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  });
}
