import type { GenericMutationCtx, StorageActionWriter } from "convex/server";
import { internal } from "./_generated/api";
import type { DataModel, Id, TableNames } from "./_generated/dataModel";
import schema from "./schema";
import { modules, upload } from "./test.setup";

/**
 * A world made from the validators: a row of every table for a person, and arguments for every function. A
 * new table or function is in it without anyone adding it here; only values that the validators do not
 * tell stand below.
 */

type Ctx = GenericMutationCtx<DataModel> & { storage: StorageActionWriter };
type Validator = { type: string; value?: any; tableName?: string; [key: string]: any };

/** One person's row of each table. */
export type Belongings = { [Table in TableNames]: Id<Table> } & { _storage: Id<"_storage"> };

/** Values for fields of these names that have to have a form. */
const values: Record<string, unknown> = {
  repoFullName: "ada/app",
  repoUrl: "https://code.test/ada/app",
  timestamp: "2025-01-31T12:00:00Z",
  cursor: null,
  numItems: 100,
};

/** Stands in every field that no public function may answer with. */
export const secret = "planted secret";

/** What the rows of a table need so that they hang together; undefined leaves a field out. */
const rowFields: Record<string, (ctx: Ctx, made: Belongings) => Promise<object> | object> = {
  users: (_, { users }) => ({ externalId: users }),
  threads: () => ({ kind: "chat" }),
  tasks: (ctx, made) => withThread(ctx, made, "task"),
  conversations: (ctx, made) => withThread(ctx, made, "conversation"),
  messages: () => ({ position: 1 }),
  queuedActions: () => ({ attachments: undefined }),
  runs: () => ({ state: "complete" }),
  runLeases: withoutJobs,
  attachments: () => ({ messageId: undefined }),
  advisorMemories: () => ({ sourceMessageId: undefined }),
  presence: () => ({ state: "online" }),
  accounts: withAnotherAccount,
  sessions: () => ({ tokenHash: `${secret} hash` }),
  shares: () => ({ tokenHash: `${secret} hash` }),
  providerKeys: () => ({ ciphertext: `${secret} key` }),
  imports: (_, { chats }) => ({ kind: "chats", documentId: chats }),
};

async function withThread(ctx: Ctx, { users }: Belongings, kind: "task" | "conversation") {
  const times = { createdAt: 0, updatedAt: 0 };
  return { threadId: await ctx.db.insert("threads", { userId: users, kind, ...times }) };
}

/** The run has ended, so there is nothing to watch. */
async function withoutJobs() {
  return { watchdogId: undefined, jobId: undefined };
}

/** The last way to sign in cannot be removed. */
async function withAnotherAccount(ctx: Ctx, { users }: Belongings) {
  const account = { userId: users, providerId: "github", accountId: users, label: "Ada" };
  const times = { createdAt: 0, updatedAt: 0 };
  await ctx.db.insert("accounts", { ...account, githubAppConnected: false, ...times });
  const tokens = { accessToken: secret, refreshToken: secret, idToken: secret };
  return { providerId: "password", passwordHash: secret, ...tokens };
}

type ResolveId = (table: TableNames, path: string) => unknown;

/** A value that the validator accepts: optional fields only where an id is in them. */
export function valueOf(validator: Validator, path: string, resolveId: ResolveId): unknown {
  const name = path.split(".").at(-1)!;
  if (name in values) return values[name];
  switch (validator.type) {
    case "id":
      return resolveId(validator.tableName as TableNames, path);
    case "object":
      return objectOf(validator.value, path, resolveId);
    case "array":
      return [valueOf(validator.value, `${path}.0`, resolveId)].filter((one) => one !== undefined);
    case "union":
      return valueOf(preferred(validator.value), path, resolveId);
    case "literal":
      return validator.value;
    case "string":
      return stringOf(name, path, resolveId);
    case "number":
      return 0;
    case "boolean":
      return false;
    case "null":
      return null;
    case "record":
      return {};
    default:
      throw new Error(`Give ${path} a value in world.setup.ts: it is of the type ${validator.type}.`);
  }
}

function objectOf(fields: Record<string, any>, path: string, resolveId: ResolveId) {
  const entries = Object.entries(fields)
    .filter(([, { fieldType, optional }]) => !optional || hasId(fieldType))
    .map(([name, { fieldType }]) => [name, valueOf(fieldType, `${path}.${name}`, resolveId)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

const preferred = (members: Validator[]) => members.find(hasId) ?? members[0]!;

const hasId = (validator: Validator): boolean =>
  validator.type === "id" || (validator.type === "union" && validator.value.some(hasId)) ||
  (validator.type === "array" && hasId(validator.value));

/** Addresses hold ids as text: `taskId` of that type is one. */
function stringOf(name: string, path: string, resolveId: ResolveId): unknown {
  const table = `${name.replace(/Id$/, "")}s`;
  const isId = name.endsWith("Id") && path === `args.${name}` && table in schema.tables;
  return isId ? resolveId(table as TableNames, path) : "x";
}

const tables = Object.keys(schema.tables) as TableNames[];

const definitionOf = (table: TableNames): Validator => (schema.tables[table].validator as any).json;

/** A row of every table for a person; in the order in which they refer to each other. */
export async function createBelongings(ctx: Ctx, userId: Id<"users">): Promise<Belongings> {
  const _storage = await upload(ctx, "x", "text/plain");
  const made = { users: userId, _storage } as Belongings;
  const open = new Set(tables.filter((table) => table !== "users"));
  while (open.size > 0) {
    const isMade = (table: TableNames) => table in made;
    const ready =
      [...open].find((table) => tablesNamedBy(table, true).every(isMade)) ??
      [...open].find((table) => tablesNamedBy(table, false).every(isMade));
    if (ready === undefined) throw new Error(`These tables need each other: ${[...open]}.`);
    open.delete(ready);
    const row = valueOf(definitionOf(ready), ready, (table) => made[table]) as object;
    const fields = { ...row, ...(await rowFields[ready]?.(ctx, made)) };
    made[ready] = (await ctx.db.insert(ready, fields as never)) as never;
  }
  return made;
}

/** The tables whose rows a row of this one names, or has to name. */
function tablesNamedBy(table: TableNames, withOptional: boolean): TableNames[] {
  if (table === "imports") return ["users", "chats"];
  const fields: { fieldType: Validator; optional: boolean }[] = Object.values(
    definitionOf(table).value,
  );
  return fields
    .filter(({ optional }) => withOptional || !optional)
    .map(({ fieldType }) => fieldType.tableName ?? fieldType.value?.tableName)
    .filter((named) => named !== undefined && named !== table && named in schema.tables);
}

export type PublicFunction = {
  name: string;
  kind: "query" | "mutation" | "action";
  args: Validator;
};

/** Every function that anybody can call, with the validator of its arguments. */
export async function publicFunctions(): Promise<PublicFunction[]> {
  const found: PublicFunction[] = [];
  for (const [file, load] of Object.entries(modules)) {
    if (file.startsWith("./_generated/")) continue;
    for (const [name, exported] of Object.entries((await load()) as Record<string, any>)) {
      const kind = exported?.isQuery ? "query" : exported?.isMutation ? "mutation" : "action";
      const isFunction = exported?.isQuery || exported?.isMutation || exported?.isAction;
      if (!isFunction || !exported.isPublic) continue;
      const path = `${file.replace(/^\.\/|\.ts$/g, "")}:${name}`;
      found.push({ name: path, kind, args: JSON.parse(exported.exportArgs()) });
    }
  }
  return found;
}

/** Every row of every table. */
export async function everything(ctx: Ctx): Promise<Record<string, any[]>> {
  const rows = tables.map(async (table) => [table, await ctx.db.query(table).take(1_000)]);
  return Object.fromEntries(await Promise.all(rows));
}
