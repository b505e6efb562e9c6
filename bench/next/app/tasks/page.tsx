import { preloadQuery } from "convex/nextjs";
import { makeFunctionReference, type PaginationResult } from "convex/server";
import { TaskList, type Task } from "./list";

const list = makeFunctionReference<"query", { paginationOpts: { numItems: number; cursor: string | null } }, PaginationResult<Task>>(
  "tasks:list",
);

/** The same two queries as the page that this one is compared with: the list, and the sidebar's recent tasks. */
export default async function Tasks() {
  const options = { url: process.env.CONVEX_URL, token: process.env.CONVEX_TOKEN };
  const [preloaded, recent] = await Promise.all(
    [50, 8].map((numItems) => preloadQuery(list, { paginationOpts: { numItems, cursor: null } }, options)),
  );
  return <TaskList preloaded={preloaded} recent={recent} />;
}
