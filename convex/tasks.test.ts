import { afterEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { recentTasksMax, searchResultsMax, searchScanMax } from "./lib/limits";
import {
  createTask,
  createWorld,
  expectFailure,
  firstPage,
  letTimePass,
  type Person,
} from "./test.setup";

afterEach(() => void vi.useRealTimers());

const get = async (person: Person, taskId: Id<"tasks">) =>
  (await person.query(api.tasks.get, { taskId }))!;

const titles = async (person: Person, status?: "RUNNING" | "ARCHIVED" | "INITIALIZING") => {
  const { page } = await person.query(api.tasks.list, { paginationOpts: firstPage(), status });
  return page.map(({ title }) => title);
};

/** Brings a new task to RUNNING. */
async function start(person: Person, taskId: Id<"tasks">) {
  await person.mutation(api.tasks.update, { taskId, status: "RUNNING", initStatus: "ACTIVE" });
}

describe("create", () => {
  test("makes a task at the beginning of its life, with a thread", async () => {
    const { ada } = createWorld();
    const task = await get(ada, await createTask(ada, "  Two\n words "));
    expect(task).toMatchObject({
      title: "Two words",
      status: "INITIALIZING",
      initStatus: "INACTIVE",
      isScratchpad: true,
      hasBeenInitialized: false,
      workspaceCleanedUp: false,
    });
  });

  test("a prompt gives the title and becomes message 1", async () => {
    const { ada } = createWorld();
    const prompt = `Explain   the\n${"very ".repeat(20)}long story`;
    const taskId = await ada.mutation(api.tasks.create, { prompt, mainModel: "small" });
    const task = await get(ada, taskId);
    expect(task.title).toBe(`Explain the ${"very ".repeat(6)}very…`);
    const { page } = await ada.query(api.messages.byTask, { taskId, paginationOpts: firstPage() });
    expect(page).toMatchObject([{ content: prompt, position: 1, role: "USER", llmModel: "small" }]);
  });

  test("a title is not cut inside a character", async () => {
    const { ada } = createWorld();
    const taskId = await ada.mutation(api.tasks.create, { prompt: "👩".repeat(60) });
    expect((await get(ada, taskId)).title).toBe(`${"👩".repeat(49)}…`);
  });

  test("with a repository it is no scratchpad", async () => {
    const { ada } = createWorld();
    const taskId = await ada.mutation(api.tasks.create, {
      title: "Fix it",
      repoFullName: "conclave/app",
      repoUrl: "https://example.com/conclave/app",
      baseBranch: "main",
    });
    expect(await get(ada, taskId)).toMatchObject({ isScratchpad: false, baseBranch: "main" });
  });

  test.for([
    ["nothing", {}],
    ["a blank title and prompt", { title: " ", prompt: "\n" }],
    ["a title that is too long", { title: "x".repeat(501) }],
    ["a prompt that is too long", { prompt: "x".repeat(100_001) }],
    ["a repository without owner", { title: "x", repoFullName: "app" }],
    ["an address that is not https", { title: "x", repoUrl: "javascript:alert(1)" }],
    ["a blank branch", { title: "x", baseBranch: " " }],
  ] as const)("%s is refused and leaves nothing behind", async ([, args]) => {
    const { ada, deployment } = createWorld();
    await expectFailure(ada.mutation(api.tasks.create, args), "INVALID_INPUT");
    const left = await deployment.run(async (ctx) => [
      ...(await ctx.db.query("tasks").take(1)),
      ...(await ctx.db.query("threads").take(1)),
    ]);
    expect(left).toEqual([]);
  });
});

describe("the limit of active tasks", () => {
  afterEach(() => void delete process.env.CONCLAVE_ACTIVE_TASKS_MAX);

  test("counts what is neither done, archived nor in the trash, for each person", async () => {
    process.env.CONCLAVE_ACTIVE_TASKS_MAX = "5";
    const { ada, bob } = createWorld();
    const ids = [];
    for (let nth = 0; nth < 5; nth++) ids.push(await createTask(ada));
    const [running, stopped, parent, trashed, archived] = ids as Id<"tasks">[];
    await start(ada, running!);
    await start(ada, stopped!);
    await ada.mutation(api.tasks.update, { taskId: stopped!, status: "STOPPED" });
    const refused = () => expectFailure(createTask(ada), "LIMIT_REACHED");
    await refused();
    const stacked = { parentTaskId: parent!, prompt: "Go on" };
    await expectFailure(ada.mutation(api.tasks.createStacked, stacked), "LIMIT_REACHED");
    const made = async (free: Promise<null>) => {
      await free;
      await createTask(ada);
      await refused();
    };
    await made(ada.mutation(api.tasks.update, { taskId: running!, status: "COMPLETED" }));
    await made(ada.mutation(api.tasks.trash, { taskId: trashed! }));
    await made(ada.mutation(api.tasks.archive, { taskId: archived! }));
    await createTask(bob);
  });

  test.for([undefined, "", "many"])("is none where it is %j", async (max) => {
    if (max !== undefined) process.env.CONCLAVE_ACTIVE_TASKS_MAX = max;
    const { ada } = createWorld();
    for (let nth = 0; nth < 7; nth++) await createTask(ada);
    expect(await titles(ada)).toHaveLength(7);
  });
});

describe("get", () => {
  test.for(["", "garbage", "users:1", "../etc", "🙂"])("%j has no task", async (taskId) => {
    const { ada } = createWorld();
    await createTask(ada);
    expect(await ada.query(api.tasks.get, { taskId })).toBeNull();
  });

  test("the id of another table has no task", async () => {
    const { ada } = createWorld();
    const todoId = await ada.mutation(api.todos.create, { content: "x" });
    expect(await ada.query(api.tasks.get, { taskId: todoId })).toBeNull();
  });
});

describe("list", () => {
  test("gives the last changed first, by status if asked, without the trash", async () => {
    const { ada } = createWorld();
    const [a, b, c] = [await createTask(ada, "a"), await createTask(ada, "b"), await createTask(ada, "c")];
    letTimePass();
    await start(ada, a!);
    await ada.mutation(api.tasks.trash, { taskId: b! });
    expect(await titles(ada)).toEqual(["a", "c"]);
    expect(await titles(ada, "RUNNING")).toEqual(["a"]);
    expect(await titles(ada, "INITIALIZING")).toEqual(["c"]);
    expect(c).toBeDefined();
  });

  test("pages follow each other without gaps", async () => {
    const { ada } = createWorld();
    for (let index = 0; index < 5; index++) {
      letTimePass();
      await createTask(ada, `${index}`);
    }
    const first = await ada.query(api.tasks.list, { paginationOpts: firstPage(2) });
    const second = await ada.query(api.tasks.list, {
      paginationOpts: { numItems: 10, cursor: first.continueCursor },
    });
    const all = [...first.page, ...second.page].map(({ title }) => title);
    expect(all).toEqual(["4", "3", "2", "1", "0"]);
    expect(second.isDone).toBe(true);
  });
});

describe("search", () => {
  test("finds a part of title, repository, branch or status, whatever the case", async () => {
    const { ada } = createWorld();
    await createTask(ada, "Paint the Fence");
    const source = { title: "Other", repoFullName: "conclave/app", baseBranch: "release-7" };
    await ada.mutation(api.tasks.create, source);
    const found = async (text: string) =>
      (await ada.query(api.tasks.search, { text })).map(({ title }) => title);
    expect(await found("fence")).toEqual(["Paint the Fence"]);
    expect(await found("CLAVE/")).toEqual(["Other"]);
    expect(await found("lease-7")).toEqual(["Other"]);
    expect((await found("initial")).sort()).toEqual(["Other", "Paint the Fence"]);
    expect(await found("  ")).toEqual([]);
    expect(await found("nowhere")).toEqual([]);
  });

  test("does not find what is in the trash", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada, "Paint");
    await ada.mutation(api.tasks.trash, { taskId });
    expect(await ada.query(api.tasks.search, { text: "paint" })).toEqual([]);
  });

  test("finds the words of a title however many tasks are newer", async () => {
    const { ada, bob, deployment } = createWorld();
    const old = await createTask(ada, "Paint the fence");
    const trashed = await createTask(ada, "Paint the gate");
    await createTask(bob, "Paint nothing");
    await ada.mutation(api.tasks.trash, { taskId: trashed });
    const { _id, _creationTime, ...row } = await get(ada, old);
    const updatedAt = Date.now() + 1_000;
    await deployment.run(async (ctx) => {
      for (let nth = 0; nth < searchScanMax; nth++) {
        await ctx.db.insert("tasks", { ...row, title: "Newer", updatedAt });
      }
    });
    const found = await ada.query(api.tasks.search, { text: "FENCE paint" });
    expect(found.map((task) => task._id)).toEqual([old]);
    expect(await ada.query(api.tasks.search, { text: "newer" })).toHaveLength(searchResultsMax);
  });
});

describe("update", () => {
  test("changes what is given and nothing else", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const before = await get(ada, taskId);
    letTimePass();
    await ada.mutation(api.tasks.update, { taskId, title: "New", mainModel: "large" });
    const after = await get(ada, taskId);
    expect(after).toEqual({ ...before, title: "New", mainModel: "large", updatedAt: after.updatedAt });
    expect(after.updatedAt).toBeGreaterThan(before.updatedAt);
  });

  test("a move that the life of a task does not know is refused as a whole", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const before = await get(ada, taskId);
    const change = { taskId, title: "New", status: "COMPLETED" as const };
    await expectFailure(ada.mutation(api.tasks.update, change), "INVALID_TRANSITION");
    expect(await get(ada, taskId)).toEqual(before);
  });

  test("a failure keeps its reason until the task runs again", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const initializationError = "No space left";
    await ada.mutation(api.tasks.update, { taskId, status: "FAILED", initializationError });
    expect(await get(ada, taskId)).toMatchObject({ status: "FAILED", initializationError });
    await ada.mutation(api.tasks.update, { taskId, status: "INITIALIZING" });
    expect((await get(ada, taskId)).initializationError).toBeUndefined();
  });

  test("an empty title is refused", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    await expectFailure(ada.mutation(api.tasks.update, { taskId, title: "" }), "INVALID_INPUT");
  });

  test("a value outside an enum is refused", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const change = ada.mutation(api.tasks.update, { taskId, status: "PAUSED" as "RUNNING" });
    await expect(change).rejects.toThrow();
  });
});

describe("recent", () => {
  const recent = async (person: Person) =>
    (await person.query(api.tasks.recent, {})).map(({ title }) => title);

  test("names what changed last, not what is archived, in the trash or another's", async () => {
    const { ada, bob } = createWorld();
    const ids = [];
    for (const title of ["First", "Second", "Third", "Fourth"]) {
      letTimePass();
      ids.push(await createTask(ada, title));
    }
    await createTask(bob, "Foreign");
    letTimePass();
    await start(ada, ids[0]!);
    await ada.mutation(api.tasks.archive, { taskId: ids[1]! });
    await ada.mutation(api.tasks.trash, { taskId: ids[3]! });
    expect(await recent(ada)).toEqual(["First", "Third"]);
  });

  test("is short, however many tasks there are", async () => {
    const { ada } = createWorld();
    for (let nth = 0; nth < recentTasksMax + 2; nth++) {
      letTimePass();
      await createTask(ada, `Task ${nth}`);
    }
    expect((await recent(ada)).at(-1)).toBe("Task 2");
    expect(await recent(ada)).toHaveLength(recentTasksMax);
  });
});

describe("archive and unarchive", () => {
  test("give back the status from before", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    await start(ada, taskId);
    await ada.mutation(api.tasks.archive, { taskId });
    await ada.mutation(api.tasks.archive, { taskId });
    expect(await get(ada, taskId)).toMatchObject({ status: "ARCHIVED", archivedFrom: "RUNNING" });
    await ada.mutation(api.tasks.unarchive, { taskId });
    await ada.mutation(api.tasks.unarchive, { taskId });
    const task = await get(ada, taskId);
    expect(task.status).toBe("RUNNING");
    expect(task).not.toHaveProperty("archivedFrom");
  });
});

describe("trash and restore", () => {
  test("hide a task with all that belongs to it, and bring everything back", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada, "Paint");
    const messageId = await ada.mutation(api.messages.append, { taskId, role: "USER", content: "x" });
    const todoId = await ada.mutation(api.todos.create, { taskId, content: "y" });
    const before = await get(ada, taskId);
    const paginationOpts = firstPage();
    const visible = async () => ({
      task: await ada.query(api.tasks.get, { taskId }),
      titles: await titles(ada),
      messages: (await ada.query(api.messages.byTask, { taskId, paginationOpts })).page.length,
      thread: (await ada.query(api.messages.list, { threadId: before.threadId, paginationOpts })).page.length,
      todos: (await ada.query(api.todos.list, { taskId })).length,
      entries: (await ada.query(api.todos.all, { paginationOpts })).page.length,
      counts: (await ada.query(api.todos.counts, { taskId })).total,
    });
    const shown = await visible();
    expect(shown).toMatchObject({ messages: 1, thread: 1, todos: 1, entries: 1, counts: 1 });

    letTimePass();
    await ada.mutation(api.tasks.trash, { taskId });
    const nothing = { task: null, titles: [], messages: 0, thread: 0, todos: 0, entries: 0, counts: 0 };
    expect(await visible()).toEqual(nothing);
    const writes = [
      ada.mutation(api.tasks.update, { taskId, title: "x" }),
      ada.mutation(api.messages.append, { taskId, role: "USER", content: "x" }),
      ada.mutation(api.messages.update, { messageId, content: "x" }),
      ada.mutation(api.todos.update, { todoId, content: "x" }),
      ada.mutation(api.tasks.trash, { taskId }),
    ];
    for (const write of writes) await expectFailure(write, "NOT_FOUND");

    await ada.mutation(api.tasks.restore, { taskId });
    expect(await visible()).toEqual(shown);
    expect(await get(ada, taskId)).toEqual(before);
  });
});

describe("remove", () => {
  const countsOf = (world: ReturnType<typeof createWorld>) =>
    world.deployment.run(async (ctx) => ({
      tasks: (await ctx.db.query("tasks").take(1_000)).length,
      threads: (await ctx.db.query("threads").take(1_000)).length,
      messages: (await ctx.db.query("messages").take(1_000)).length,
      todos: (await ctx.db.query("todos").take(1_000)).length,
    }));

  async function createChildren(world: ReturnType<typeof createWorld>, count: number) {
    const taskId = await createTask(world.ada);
    const { threadId, userId } = await get(world.ada, taskId);
    await world.deployment.run(async (ctx) => {
      for (let index = 1; index <= count; index++) {
        const message = { threadId, userId, role: "USER" as const, content: "x", position: index };
        await ctx.db.insert("messages", { ...message, createdAt: 0 });
        const todo = { userId, taskId, todoId: `${index}`, content: "x", status: "PENDING" as const };
        await ctx.db.insert("todos", { ...todo, sequence: index, createdAt: 0, updatedAt: 0 });
      }
    });
    return taskId;
  }

  test.for([0, 10, 25, 50, 120])("takes all of %i messages and todos, in batches", async (count) => {
    vi.useFakeTimers();
    const world = createWorld();
    const kept = await createChildren(world, 3);
    const taskId = await createChildren(world, count);
    await world.ada.mutation(api.tasks.remove, { taskId });
    expect(await world.ada.query(api.tasks.get, { taskId })).toBeNull();
    expect(await world.ada.query(api.todos.list, { taskId })).toEqual([]);
    await world.deployment.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await countsOf(world)).toEqual({ tasks: 1, threads: 1, messages: 3, todos: 3 });
    expect(await world.ada.query(api.tasks.get, { taskId: kept })).not.toBeNull();
  });

  test("works from the trash as well", async () => {
    vi.useFakeTimers();
    const world = createWorld();
    const taskId = await createChildren(world, 2);
    await world.ada.mutation(api.tasks.trash, { taskId });
    await world.ada.mutation(api.tasks.remove, { taskId });
    await world.deployment.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await countsOf(world)).toEqual({ tasks: 0, threads: 0, messages: 0, todos: 0 });
  });

  test("a second removal finds nothing", async () => {
    vi.useFakeTimers();
    const { ada, deployment } = createWorld();
    const taskId = await createTask(ada);
    await ada.mutation(api.tasks.remove, { taskId });
    await expectFailure(ada.mutation(api.tasks.remove, { taskId }), "NOT_FOUND");
    await expectFailure(ada.mutation(api.tasks.restore, { taskId }), "NOT_FOUND");
    await deployment.finishAllScheduledFunctions(vi.runAllTimers);
  });
});
