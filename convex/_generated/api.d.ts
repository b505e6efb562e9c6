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
import type * as advisorMemories from "../advisorMemories.js";
import type * as advisors from "../advisors.js";
import type * as allowances from "../allowances.js";
import type * as attachments from "../attachments.js";
import type * as auth from "../auth.js";
import type * as cascade from "../cascade.js";
import type * as chats from "../chats.js";
import type * as codebaseUnderstandings from "../codebaseUnderstandings.js";
import type * as conversations from "../conversations.js";
import type * as crons from "../crons.js";
import type * as drafts from "../drafts.js";
import type * as exports from "../exports.js";
import type * as http from "../http.js";
import type * as importData from "../importData.js";
import type * as lib_access from "../lib/access.js";
import type * as lib_accounts from "../lib/accounts.js";
import type * as lib_advisors from "../lib/advisors.js";
import type * as lib_allowances from "../lib/allowances.js";
import type * as lib_attachments from "../lib/attachments.js";
import type * as lib_cascade from "../lib/cascade.js";
import type * as lib_catalogue from "../lib/catalogue.js";
import type * as lib_context from "../lib/context.js";
import type * as lib_deltas from "../lib/deltas.js";
import type * as lib_drafts from "../lib/drafts.js";
import type * as lib_errors from "../lib/errors.js";
import type * as lib_everything from "../lib/everything.js";
import type * as lib_exports from "../lib/exports.js";
import type * as lib_fileTypes from "../lib/fileTypes.js";
import type * as lib_generation from "../lib/generation.js";
import type * as lib_github from "../lib/github.js";
import type * as lib_holder from "../lib/holder.js";
import type * as lib_imports from "../lib/imports.js";
import type * as lib_limits from "../lib/limits.js";
import type * as lib_memories from "../lib/memories.js";
import type * as lib_messages from "../lib/messages.js";
import type * as lib_models from "../lib/models.js";
import type * as lib_pages from "../lib/pages.js";
import type * as lib_presence from "../lib/presence.js";
import type * as lib_prompts from "../lib/prompts.js";
import type * as lib_providers_access from "../lib/providers/access.js";
import type * as lib_providers_anthropic from "../lib/providers/anthropic.js";
import type * as lib_providers_ask from "../lib/providers/ask.js";
import type * as lib_providers_failures from "../lib/providers/failures.js";
import type * as lib_providers_openai from "../lib/providers/openai.js";
import type * as lib_providers_prompt from "../lib/providers/prompt.js";
import type * as lib_providers_quotas from "../lib/providers/quotas.js";
import type * as lib_providers_sse from "../lib/providers/sse.js";
import type * as lib_queue from "../lib/queue.js";
import type * as lib_reading from "../lib/reading.js";
import type * as lib_receipts from "../lib/receipts.js";
import type * as lib_runs from "../lib/runs.js";
import type * as lib_sealed from "../lib/sealed.js";
import type * as lib_search from "../lib/search.js";
import type * as lib_seed_chats from "../lib/seed/chats.js";
import type * as lib_seed_content from "../lib/seed/content.js";
import type * as lib_seed_parts from "../lib/seed/parts.js";
import type * as lib_seed_random from "../lib/seed/random.js";
import type * as lib_seed_tasks from "../lib/seed/tasks.js";
import type * as lib_seed_world from "../lib/seed/world.js";
import type * as lib_settings from "../lib/settings.js";
import type * as lib_shapes from "../lib/shapes.js";
import type * as lib_shapes_account from "../lib/shapes/account.js";
import type * as lib_shapes_allowances from "../lib/shapes/allowances.js";
import type * as lib_shapes_chats from "../lib/shapes/chats.js";
import type * as lib_shapes_imports from "../lib/shapes/imports.js";
import type * as lib_shapes_knowledge from "../lib/shapes/knowledge.js";
import type * as lib_shapes_prompts from "../lib/shapes/prompts.js";
import type * as lib_shapes_runs from "../lib/shapes/runs.js";
import type * as lib_shapes_search from "../lib/shapes/search.js";
import type * as lib_shapes_shares from "../lib/shapes/shares.js";
import type * as lib_shapes_threads from "../lib/shapes/threads.js";
import type * as lib_shapes_work from "../lib/shapes/work.js";
import type * as lib_shares from "../lib/shares.js";
import type * as lib_summaries from "../lib/summaries.js";
import type * as lib_tags from "../lib/tags.js";
import type * as lib_taskStatus from "../lib/taskStatus.js";
import type * as lib_tasks from "../lib/tasks.js";
import type * as lib_text from "../lib/text.js";
import type * as lib_threads from "../lib/threads.js";
import type * as lib_todoOrder from "../lib/todoOrder.js";
import type * as lib_todos from "../lib/todos.js";
import type * as lib_tools from "../lib/tools.js";
import type * as lib_transcripts from "../lib/transcripts.js";
import type * as lib_transcripts_entries from "../lib/transcripts/entries.js";
import type * as lib_transcripts_json from "../lib/transcripts/json.js";
import type * as lib_transcripts_markdown from "../lib/transcripts/markdown.js";
import type * as lib_tree from "../lib/tree.js";
import type * as lib_turns from "../lib/turns.js";
import type * as lib_variants from "../lib/variants.js";
import type * as memories from "../memories.js";
import type * as messageParts from "../messageParts.js";
import type * as messages from "../messages.js";
import type * as models from "../models.js";
import type * as presence from "../presence.js";
import type * as prompts from "../prompts.js";
import type * as providerKeys from "../providerKeys.js";
import type * as pullRequestSnapshots from "../pullRequestSnapshots.js";
import type * as queuedActions from "../queuedActions.js";
import type * as readPositions from "../readPositions.js";
import type * as repositoryIndexes from "../repositoryIndexes.js";
import type * as runs from "../runs.js";
import type * as search from "../search.js";
import type * as seed from "../seed.js";
import type * as sessions from "../sessions.js";
import type * as shares from "../shares.js";
import type * as streaming from "../streaming.js";
import type * as syncStatus from "../syncStatus.js";
import type * as taskLifecycle from "../taskLifecycle.js";
import type * as taskSessions from "../taskSessions.js";
import type * as tasks from "../tasks.js";
import type * as threadSummaries from "../threadSummaries.js";
import type * as titles from "../titles.js";
import type * as todos from "../todos.js";
import type * as typing from "../typing.js";
import type * as userSettings from "../userSettings.js";
import type * as users from "../users.js";
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
  advisorMemories: typeof advisorMemories;
  advisors: typeof advisors;
  allowances: typeof allowances;
  attachments: typeof attachments;
  auth: typeof auth;
  cascade: typeof cascade;
  chats: typeof chats;
  codebaseUnderstandings: typeof codebaseUnderstandings;
  conversations: typeof conversations;
  crons: typeof crons;
  drafts: typeof drafts;
  exports: typeof exports;
  http: typeof http;
  importData: typeof importData;
  "lib/access": typeof lib_access;
  "lib/accounts": typeof lib_accounts;
  "lib/advisors": typeof lib_advisors;
  "lib/allowances": typeof lib_allowances;
  "lib/attachments": typeof lib_attachments;
  "lib/cascade": typeof lib_cascade;
  "lib/catalogue": typeof lib_catalogue;
  "lib/context": typeof lib_context;
  "lib/deltas": typeof lib_deltas;
  "lib/drafts": typeof lib_drafts;
  "lib/errors": typeof lib_errors;
  "lib/everything": typeof lib_everything;
  "lib/exports": typeof lib_exports;
  "lib/fileTypes": typeof lib_fileTypes;
  "lib/generation": typeof lib_generation;
  "lib/github": typeof lib_github;
  "lib/holder": typeof lib_holder;
  "lib/imports": typeof lib_imports;
  "lib/limits": typeof lib_limits;
  "lib/memories": typeof lib_memories;
  "lib/messages": typeof lib_messages;
  "lib/models": typeof lib_models;
  "lib/pages": typeof lib_pages;
  "lib/presence": typeof lib_presence;
  "lib/prompts": typeof lib_prompts;
  "lib/providers/access": typeof lib_providers_access;
  "lib/providers/anthropic": typeof lib_providers_anthropic;
  "lib/providers/ask": typeof lib_providers_ask;
  "lib/providers/failures": typeof lib_providers_failures;
  "lib/providers/openai": typeof lib_providers_openai;
  "lib/providers/prompt": typeof lib_providers_prompt;
  "lib/providers/quotas": typeof lib_providers_quotas;
  "lib/providers/sse": typeof lib_providers_sse;
  "lib/queue": typeof lib_queue;
  "lib/reading": typeof lib_reading;
  "lib/receipts": typeof lib_receipts;
  "lib/runs": typeof lib_runs;
  "lib/sealed": typeof lib_sealed;
  "lib/search": typeof lib_search;
  "lib/seed/chats": typeof lib_seed_chats;
  "lib/seed/content": typeof lib_seed_content;
  "lib/seed/parts": typeof lib_seed_parts;
  "lib/seed/random": typeof lib_seed_random;
  "lib/seed/tasks": typeof lib_seed_tasks;
  "lib/seed/world": typeof lib_seed_world;
  "lib/settings": typeof lib_settings;
  "lib/shapes": typeof lib_shapes;
  "lib/shapes/account": typeof lib_shapes_account;
  "lib/shapes/allowances": typeof lib_shapes_allowances;
  "lib/shapes/chats": typeof lib_shapes_chats;
  "lib/shapes/imports": typeof lib_shapes_imports;
  "lib/shapes/knowledge": typeof lib_shapes_knowledge;
  "lib/shapes/prompts": typeof lib_shapes_prompts;
  "lib/shapes/runs": typeof lib_shapes_runs;
  "lib/shapes/search": typeof lib_shapes_search;
  "lib/shapes/shares": typeof lib_shapes_shares;
  "lib/shapes/threads": typeof lib_shapes_threads;
  "lib/shapes/work": typeof lib_shapes_work;
  "lib/shares": typeof lib_shares;
  "lib/summaries": typeof lib_summaries;
  "lib/tags": typeof lib_tags;
  "lib/taskStatus": typeof lib_taskStatus;
  "lib/tasks": typeof lib_tasks;
  "lib/text": typeof lib_text;
  "lib/threads": typeof lib_threads;
  "lib/todoOrder": typeof lib_todoOrder;
  "lib/todos": typeof lib_todos;
  "lib/tools": typeof lib_tools;
  "lib/transcripts": typeof lib_transcripts;
  "lib/transcripts/entries": typeof lib_transcripts_entries;
  "lib/transcripts/json": typeof lib_transcripts_json;
  "lib/transcripts/markdown": typeof lib_transcripts_markdown;
  "lib/tree": typeof lib_tree;
  "lib/turns": typeof lib_turns;
  "lib/variants": typeof lib_variants;
  memories: typeof memories;
  messageParts: typeof messageParts;
  messages: typeof messages;
  models: typeof models;
  presence: typeof presence;
  prompts: typeof prompts;
  providerKeys: typeof providerKeys;
  pullRequestSnapshots: typeof pullRequestSnapshots;
  queuedActions: typeof queuedActions;
  readPositions: typeof readPositions;
  repositoryIndexes: typeof repositoryIndexes;
  runs: typeof runs;
  search: typeof search;
  seed: typeof seed;
  sessions: typeof sessions;
  shares: typeof shares;
  streaming: typeof streaming;
  syncStatus: typeof syncStatus;
  taskLifecycle: typeof taskLifecycle;
  taskSessions: typeof taskSessions;
  tasks: typeof tasks;
  threadSummaries: typeof threadSummaries;
  titles: typeof titles;
  todos: typeof todos;
  typing: typeof typing;
  userSettings: typeof userSettings;
  users: typeof users;
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
