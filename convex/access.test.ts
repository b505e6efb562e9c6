import { describe, expect, test } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import {
  createTask,
  createWorld,
  expectFailure,
  firstPage,
  insertIdentity,
  modules,
  type Person,
} from "./test.setup";

/** Something of Ada's for every entity, and ids that nothing has. */
async function createBelongings(ada: Person, deployment: Person) {
  const taskId = await createTask(ada);
  const messageId = await ada.mutation(api.messages.append, { taskId, role: "USER", content: "Hi" });
  const todoId = await ada.mutation(api.todos.create, { taskId, content: "Look" });
  const inboxId = await ada.mutation(api.todos.create, { content: "Mine" });
  const { threadId } = (await ada.query(api.tasks.get, { taskId }))!;
  return await deployment.run(async (ctx) => {
    const gone = {
      taskId: await ctx.db.insert("tasks", await copyOf(ctx, "tasks", taskId)),
      messageId: await ctx.db.insert("messages", await copyOf(ctx, "messages", messageId)),
      todoId: await ctx.db.insert("todos", await copyOf(ctx, "todos", todoId)),
      threadId: await ctx.db.insert("threads", await copyOf(ctx, "threads", threadId)),
      ...(await insertIdentity(ctx, await userOf(ctx, "ada"))),
    };
    for (const id of Object.values(gone)) await ctx.db.delete(id);
    const identity = await insertIdentity(ctx, await userOf(ctx, "ada"));
    return { foreign: { taskId, messageId, todoId, threadId, ...identity }, gone, inboxId };
  });
}

const userOf = async (ctx: any, name: string) =>
  (await ctx.db.query("users").take(10)).find((user: any) => user.externalId.endsWith(`|${name}`))._id;

async function copyOf(ctx: any, table: string, id: string) {
  const { _id, _creationTime, ...fields } = await ctx.db.get(table, id);
  return fields;
}

type Ids = {
  taskId: Id<"tasks">;
  messageId: Id<"messages">;
  todoId: Id<"todos">;
  threadId: Id<"threads">;
  sessionId: Id<"sessions">;
  accountId: Id<"accounts">;
};
const paginationOpts = firstPage();
const emptyPage = { page: [], isDone: true, continueCursor: "" };
const noCounts = { total: 0, pending: 0, inProgress: 0, completed: 0, cancelled: 0 };

/** Reads of what is not ours: they answer with nothing. */
const reads: Record<string, [(person: Person, ids: Ids) => Promise<unknown>, unknown]> = {
  "tasks:get": [(person, { taskId }) => person.query(api.tasks.get, { taskId }), null],
  "messages:byTask": [
    (person, { taskId }) => person.query(api.messages.byTask, { taskId, paginationOpts }),
    emptyPage,
  ],
  "messages:byThread": [
    (person, { threadId }) => person.query(api.messages.list, { threadId, paginationOpts }),
    emptyPage,
  ],
  "todos:list": [(person, { taskId }) => person.query(api.todos.list, { taskId }), []],
  "todos:counts": [(person, { taskId }) => person.query(api.todos.counts, { taskId }), noCounts],
};

/** Writes to what is not ours: they fail with NOT_FOUND. */
const writes: Record<string, (person: Person, ids: Ids) => Promise<unknown>> = {
  "tasks:update": (person, { taskId }) => person.mutation(api.tasks.update, { taskId, title: "X" }),
  "tasks:archive": (person, { taskId }) => person.mutation(api.tasks.archive, { taskId }),
  "tasks:unarchive": (person, { taskId }) => person.mutation(api.tasks.unarchive, { taskId }),
  "tasks:trash": (person, { taskId }) => person.mutation(api.tasks.trash, { taskId }),
  "tasks:restore": (person, { taskId }) => person.mutation(api.tasks.restore, { taskId }),
  "tasks:remove": (person, { taskId }) => person.mutation(api.tasks.remove, { taskId }),
  "messages:append": (person, { taskId }) =>
    person.mutation(api.messages.append, { taskId, role: "USER", content: "X" }),
  "messages:update": (person, { messageId }) =>
    person.mutation(api.messages.update, { messageId, content: "X" }),
  "messages:remove": (person, { messageId }) => person.mutation(api.messages.remove, { messageId }),
  "todos:create": (person, { taskId }) => person.mutation(api.todos.create, { taskId, content: "X" }),
  "todos:bulkCreate": (person, { taskId }) =>
    person.mutation(api.todos.bulkCreate, { taskId, todos: [{ content: "X" }] }),
  "todos:update": (person, { todoId }) =>
    person.mutation(api.todos.update, { todoId, status: "COMPLETED" }),
  "todos:reorder": (person, { todoId }) =>
    person.mutation(api.todos.reorder, { todoId, afterId: null }),
  "todos:trash": (person, { todoId }) => person.mutation(api.todos.trash, { todoId }),
  "todos:restore": (person, { todoId }) => person.mutation(api.todos.restore, { todoId }),
  "sessions:end": (person, { sessionId }) => person.mutation(api.sessions.end, { sessionId }),
  "accounts:unlink": (person, { accountId }) => person.mutation(api.accounts.unlink, { accountId }),
  "todos:remove": (person, { todoId }) => person.mutation(api.todos.remove, { todoId }),
};

/** Functions that name no document: what they answer is the caller's by construction. */
const own: Record<string, (person: Person) => Promise<unknown>> = {
  "auth:currentUser": (person) => person.query(api.auth.currentUser, {}),
  "auth:upsertUser": (person) => person.mutation(api.auth.upsertUser, {}),
  "accounts:mine": (person) => person.query(api.accounts.mine, {}),
  "sessions:mine": (person) => person.query(api.sessions.mine, {}),
  "sessions:endOthers": (person) => person.mutation(api.sessions.endOthers, {}),
  "tasks:create": (person) => person.mutation(api.tasks.create, { title: "X" }),
  "tasks:list": (person) => person.query(api.tasks.list, { paginationOpts }),
  "tasks:search": (person) => person.query(api.tasks.search, { text: "X" }),
  "todos:all": (person) => person.query(api.todos.all, { paginationOpts }),
};

test("every public function stands in this matrix", async () => {
  const names: string[] = [];
  for (const [file, load] of Object.entries(modules)) {
    if (file.startsWith("./_generated/")) continue;
    for (const [name, exported] of Object.entries((await load()) as Record<string, any>)) {
      const isFunction = exported?.isQuery || exported?.isMutation || exported?.isAction;
      if (isFunction && exported.isPublic) {
        names.push(`${file.replace(/^\.\/|\.ts$/g, "")}:${name}`);
      }
    }
  }
  const covered = [...Object.keys(reads), ...Object.keys(writes), ...Object.keys(own)];
  expect(names.sort()).toEqual(covered.sort());
});

describe("what is foreign answers exactly like what does not exist", () => {
  for (const [name, [read, nothing]] of Object.entries(reads)) {
    test(`${name} answers with nothing`, async () => {
      const { ada, bob, deployment } = createWorld();
      const { foreign, gone } = await createBelongings(ada, deployment);
      await bob.mutation(api.auth.upsertUser, {});
      expect(await read(bob, foreign)).toEqual(nothing);
      expect(await read(bob, gone)).toEqual(nothing);
      expect(await read(ada, foreign)).not.toEqual(nothing);
    });
  }
  for (const [name, write] of Object.entries(writes)) {
    test(`${name} fails with NOT_FOUND and changes nothing`, async () => {
      const { ada, bob, deployment } = createWorld();
      const { foreign, gone } = await createBelongings(ada, deployment);
      await bob.mutation(api.auth.upsertUser, {});
      const before = await everything(deployment);
      await expectFailure(write(bob, foreign), "NOT_FOUND");
      await expectFailure(write(bob, gone), "NOT_FOUND");
      const reason = (ids: Ids) => write(bob, ids).catch((error) => error.data);
      expect(await reason(foreign)).toEqual(await reason(gone));
      expect(await everything(deployment)).toEqual(before);
    });
  }
  test("todos:reorder does not take a foreign todo as its anchor", async () => {
    const { ada, bob, deployment } = createWorld();
    const { foreign } = await createBelongings(ada, deployment);
    const todoId = await bob.mutation(api.todos.create, { content: "Bob's" });
    const move = bob.mutation(api.todos.reorder, { todoId, afterId: foreign.todoId });
    await expectFailure(move, "NOT_FOUND");
  });
});

describe("without signing in nothing works", () => {
  const calls: Record<string, (person: Person, ids: Ids) => Promise<unknown>> = {
    ...Object.fromEntries(Object.entries(reads).map(([name, [read]]) => [name, read])),
    ...writes,
    ...own,
  };
  for (const [name, call] of Object.entries(calls)) {
    test(`${name} fails with UNAUTHENTICATED`, async () => {
      const { ada, nobody, deployment } = createWorld();
      const { foreign } = await createBelongings(ada, deployment);
      await expectFailure(call(nobody, foreign), "UNAUTHENTICATED");
    });
  }
});

test("lists hold the caller's documents only", async () => {
  const { ada, bob, deployment } = createWorld();
  await createBelongings(ada, deployment);
  await createTask(bob, "Bob's");
  const titles = (await bob.query(api.tasks.list, { paginationOpts })).page.map(({ title }) => title);
  expect(titles).toEqual(["Bob's"]);
  expect((await bob.query(api.todos.all, { paginationOpts })).page).toEqual([]);
  expect(await bob.query(api.tasks.search, { text: "tests" })).toEqual([]);
});

async function everything(deployment: Person) {
  return await deployment.run(async (ctx) => [
    await ctx.db.query("tasks").take(100),
    await ctx.db.query("threads").take(100),
    await ctx.db.query("messages").take(100),
    await ctx.db.query("todos").take(100),
    await ctx.db.query("sessions").take(100),
    await ctx.db.query("accounts").take(100),
  ]);
}
