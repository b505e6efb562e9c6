import { preloadQuery } from "convex/nextjs";
import { makeFunctionReference, type PaginationResult } from "convex/server";
import { TaskList, type Task } from "./list";

const list = makeFunctionReference<"query", { paginationOpts: { numItems: number; cursor: string | null } }, PaginationResult<Task>>(
  "tasks:list",
);

export default async function Tasks() {
  const preloaded = await preloadQuery(
    list,
    { paginationOpts: { numItems: 50, cursor: null } },
    { url: process.env.CONVEX_URL, token: process.env.CONVEX_TOKEN },
  );
  return (
    <main>
      <h1>Tasks</h1>
      <TaskList preloaded={preloaded} />
    </main>
  );
}
