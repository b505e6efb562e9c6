/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import type * as accounts from "../accounts.js";
import type * as auth from "../auth.js";
import type * as crons from "../crons.js";
import type * as lib_access from "../lib/access.js";
import type * as lib_accounts from "../lib/accounts.js";
import type * as lib_errors from "../lib/errors.js";
import type * as lib_limits from "../lib/limits.js";
import type * as lib_messages from "../lib/messages.js";
import type * as lib_pages from "../lib/pages.js";
import type * as lib_shapes from "../lib/shapes.js";
import type * as lib_taskStatus from "../lib/taskStatus.js";
import type * as lib_text from "../lib/text.js";
import type * as lib_todoOrder from "../lib/todoOrder.js";
import type * as lib_todos from "../lib/todos.js";
import type * as messages from "../messages.js";
import type * as sessions from "../sessions.js";
import type * as tasks from "../tasks.js";
import type * as todos from "../todos.js";
import type * as verifications from "../verifications.js";

/**
 * A utility for referencing Convex functions in your app's API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
declare const fullApi: ApiFromModules<{
  accounts: typeof accounts;
  auth: typeof auth;
  crons: typeof crons;
  "lib/access": typeof lib_access;
  "lib/accounts": typeof lib_accounts;
  "lib/errors": typeof lib_errors;
  "lib/limits": typeof lib_limits;
  "lib/messages": typeof lib_messages;
  "lib/pages": typeof lib_pages;
  "lib/shapes": typeof lib_shapes;
  "lib/taskStatus": typeof lib_taskStatus;
  "lib/text": typeof lib_text;
  "lib/todoOrder": typeof lib_todoOrder;
  "lib/todos": typeof lib_todos;
  messages: typeof messages;
  sessions: typeof sessions;
  tasks: typeof tasks;
  todos: typeof todos;
  verifications: typeof verifications;
}>;
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;
