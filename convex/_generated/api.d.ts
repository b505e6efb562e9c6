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
import type * as auth from "../auth.js";
import type * as cascade from "../cascade.js";
import type * as lib_access from "../lib/access.js";
import type * as lib_attachments from "../lib/attachments.js";
import type * as lib_cascade from "../lib/cascade.js";
import type * as lib_errors from "../lib/errors.js";
import type * as lib_limits from "../lib/limits.js";
import type * as lib_memories from "../lib/memories.js";
import type * as lib_messages from "../lib/messages.js";
import type * as lib_pages from "../lib/pages.js";
import type * as lib_search from "../lib/search.js";
import type * as lib_settings from "../lib/settings.js";
import type * as lib_shapes from "../lib/shapes.js";
import type * as lib_shapes_account from "../lib/shapes/account.js";
import type * as lib_shapes_chats from "../lib/shapes/chats.js";
import type * as lib_shapes_knowledge from "../lib/shapes/knowledge.js";
import type * as lib_shapes_threads from "../lib/shapes/threads.js";
import type * as lib_shapes_work from "../lib/shapes/work.js";
import type * as lib_taskStatus from "../lib/taskStatus.js";
import type * as lib_tasks from "../lib/tasks.js";
import type * as lib_text from "../lib/text.js";
import type * as lib_threads from "../lib/threads.js";
import type * as lib_todoOrder from "../lib/todoOrder.js";
import type * as lib_todos from "../lib/todos.js";
import type * as memories from "../memories.js";
import type * as messages from "../messages.js";
import type * as providerKeys from "../providerKeys.js";
import type * as taskLifecycle from "../taskLifecycle.js";
import type * as tasks from "../tasks.js";
import type * as todos from "../todos.js";
import type * as userSettings from "../userSettings.js";
import type * as users from "../users.js";

/**
 * A utility for referencing Convex functions in your app's API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
declare const fullApi: ApiFromModules<{
  auth: typeof auth;
  cascade: typeof cascade;
  "lib/access": typeof lib_access;
  "lib/attachments": typeof lib_attachments;
  "lib/cascade": typeof lib_cascade;
  "lib/errors": typeof lib_errors;
  "lib/limits": typeof lib_limits;
  "lib/memories": typeof lib_memories;
  "lib/messages": typeof lib_messages;
  "lib/pages": typeof lib_pages;
  "lib/search": typeof lib_search;
  "lib/settings": typeof lib_settings;
  "lib/shapes": typeof lib_shapes;
  "lib/shapes/account": typeof lib_shapes_account;
  "lib/shapes/chats": typeof lib_shapes_chats;
  "lib/shapes/knowledge": typeof lib_shapes_knowledge;
  "lib/shapes/threads": typeof lib_shapes_threads;
  "lib/shapes/work": typeof lib_shapes_work;
  "lib/taskStatus": typeof lib_taskStatus;
  "lib/tasks": typeof lib_tasks;
  "lib/text": typeof lib_text;
  "lib/threads": typeof lib_threads;
  "lib/todoOrder": typeof lib_todoOrder;
  "lib/todos": typeof lib_todos;
  memories: typeof memories;
  messages: typeof messages;
  providerKeys: typeof providerKeys;
  taskLifecycle: typeof taskLifecycle;
  tasks: typeof tasks;
  todos: typeof todos;
  userSettings: typeof userSettings;
  users: typeof users;
}>;
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;
