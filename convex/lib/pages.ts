import type { PaginationOptions, PaginationResult } from "convex/server";
import { pageBytesMax, pageSizeMax } from "./limits";

export const emptyPage = <Item>(): PaginationResult<Item> => ({
  page: [],
  isDone: true,
  continueCursor: "",
});

/** A client chooses a page's size only up to our bounds; the page ends with the row that reaches one. */
export const boundedPage = (options: PaginationOptions): PaginationOptions => ({
  ...options,
  numItems: Math.min(options.numItems, pageSizeMax),
  maximumBytesRead: Math.min(options.maximumBytesRead ?? pageBytesMax, pageBytesMax),
});
