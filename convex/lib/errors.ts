import { ConvexError } from "convex/values";

/** Codes that clients match on; the message is a sentence for people. */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "NOT_FOUND"
  | "INVALID_INPUT"
  | "INVALID_TRANSITION"
  | "LIMIT_REACHED"
  | "LAST_ACCOUNT";

function failure(code: ErrorCode, message: string) {
  return new ConvexError({ code, message });
}

export const unauthenticated = () => failure("UNAUTHENTICATED", "Sign in to continue.");

/** What an answer calls the documents of a table. */
export type Entity =
  | "account"
  | "advisor"
  | "attachment"
  | "chat"
  | "conversation"
  | "link"
  | "memory"
  | "message"
  | "provider key"
  | "queued action"
  | "session"
  | "task"
  | "thread"
  | "todo"
  | "understanding"
  | "user";

/** The answer for what does not exist, is in the trash, or is somebody else's: the three must not differ. */
export const notFound = (what: Entity) =>
  failure("NOT_FOUND", `This ${what} does not exist or has been deleted.`);

export const invalidInput = (message: string) => failure("INVALID_INPUT", message);

export const invalidTransition = (message: string) => failure("INVALID_TRANSITION", message);

export const limitReached = (message: string) => failure("LIMIT_REACHED", message);

export const lastAccount = () =>
  failure("LAST_ACCOUNT", "This is the only way left to sign in. Add another one first.");

/**
 * The class of an error and where it came from, for the log. Without its message: that may quote what a person
 * wrote, or a key.
 */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? "").replace(error.message, "").split("\n");
  return [error.name, ...frames.filter((line) => /^\s+at /.test(line))].join("\n");
}
