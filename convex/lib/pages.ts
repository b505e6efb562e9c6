import type { PaginationOptions, PaginationResult } from "convex/server";
import { pageSizeMax } from "./limits";

export const emptyPage = <Item>(): PaginationResult<Item> => ({
  page: [],
  isDone: true,
  continueCursor: "",
});

/** A client chooses a page's size only up to our bound. */
export const boundedPage = (options: PaginationOptions): PaginationOptions => ({
  ...options,
  numItems: Math.min(options.numItems, pageSizeMax),
});
