import { describe, expect, test } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import {
  contentsOf,
  createTask,
  createWorld,
  expectFailure,
  firstPage,
  type Person,
} from "./test.setup";

const add = (person: Person, content: string, taskId?: Id<"tasks">) =>
  person.mutation(api.todos.create, { content, taskId });

const all = async (person: Person, status?: "PENDING" | "COMPLETED") =>
  (await person.query(api.todos.all, { paginationOpts: firstPage(), status })).page;

const order = async (person: Person) => contentsOf((await all(person)).map(({ todo }) => todo));

const move = (person: Person, todoId: Id<"todos">, afterId: Id<"todos"> | null) =>
  person.mutation(api.todos.reorder, { todoId, afterId });

/** `count` todos of the inbox, named a, b, c … */
async function createList(person: Person, count: number) {
  const ids: Id<"todos">[] = [];
  for (let index = 0; index < count; index++) {
    ids.push(await add(person, String.fromCharCode(97 + index)));
  }
  return ids as [Id<"todos">, Id<"todos">, Id<"todos">, Id<"todos">];
}

describe("create", () => {
  test("appends to the task's list or to the inbox", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada, "Paint");
    await add(ada, "  of\nthe task ", taskId);
    await add(ada, "of the inbox");
    const entries = (await all(ada)).map(({ todo, taskTitle }) => [todo.content, taskTitle]);
    expect(entries).toEqual([["of the task", "Paint"], ["of the inbox", null]]);
    expect(contentsOf(await ada.query(api.todos.list, { taskId }))).toEqual(["of the task"]);
  });

  test("concurrent calls get places and short ids of their own", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    await Promise.all(Array.from({ length: 30 }, (_, index) => add(ada, `${index}`, taskId)));
    const todos = await ada.query(api.todos.list, { taskId });
    const sequences = todos.map(({ sequence }) => sequence);
    expect(sequences).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(new Set(todos.map(({ todoId }) => todoId)).size).toBe(30);
  });

  test.for(["", " ", "x".repeat(2_001)])("bad content is refused", async (content) => {
    const { ada } = createWorld();
    await expectFailure(add(ada, content), "INVALID_INPUT");
    const todoId = await add(ada, "fine");
    await expectFailure(ada.mutation(api.todos.update, { todoId, content }), "INVALID_INPUT");
  });
});

describe("bulkCreate", () => {
  test("keeps the order, the status and the given ids", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    await add(ada, "zero", taskId);
    const todos = [
      { content: "one", todoId: "1", status: "COMPLETED" as const },
      { content: "two" },
    ];
    const ids = await ada.mutation(api.todos.bulkCreate, { taskId, todos });
    const list = await ada.query(api.todos.list, { taskId });
    expect(list.slice(1).map(({ _id }) => _id)).toEqual(ids);
    expect(list).toMatchObject([
      { content: "zero", status: "PENDING" },
      { content: "one", todoId: "1", status: "COMPLETED" },
      { content: "two", status: "PENDING" },
    ]);
  });

  test("is all or nothing", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const bulk = (todos: { content: string; todoId?: string }[]) =>
      ada.mutation(api.todos.bulkCreate, { taskId, todos });
    await expectFailure(bulk([{ content: "a" }, { content: " " }]), "INVALID_INPUT");
    await expectFailure(bulk([{ content: "a", todoId: "1" }, { content: "b", todoId: "1" }]), "INVALID_INPUT");
    await expectFailure(bulk(Array.from({ length: 101 }, () => ({ content: "a" }))), "INVALID_INPUT");
    expect(await ada.query(api.todos.list, { taskId })).toEqual([]);
  });

  test("a task has room for five hundred", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const hundred = Array.from({ length: 100 }, () => ({ content: "x" }));
    for (let round = 0; round < 5; round++) {
      await ada.mutation(api.todos.bulkCreate, { taskId, todos: hundred });
    }
    await expectFailure(add(ada, "one more", taskId), "LIMIT_REACHED");
    const [first] = await ada.query(api.todos.list, { taskId });
    await ada.mutation(api.todos.trash, { todoId: first!._id });
    await add(ada, "one more", taskId);
    await expectFailure(ada.mutation(api.todos.restore, { todoId: first!._id }), "LIMIT_REACHED");
  });
});

describe("update and counts", () => {
  test("follow each other", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const [a, b] = [await add(ada, "a", taskId), await add(ada, "b", taskId)];
    await add(ada, "c", taskId);
    await ada.mutation(api.todos.update, { todoId: a, status: "COMPLETED" });
    await ada.mutation(api.todos.update, { todoId: b, status: "IN_PROGRESS", content: "B" });
    const counts = { total: 3, pending: 1, inProgress: 1, completed: 1, cancelled: 0 };
    expect(await ada.query(api.todos.counts, { taskId })).toEqual(counts);
    expect(contentsOf(await ada.query(api.todos.list, { taskId }))).toEqual(["a", "B", "c"]);
    expect((await all(ada, "COMPLETED")).map(({ todo }) => todo._id)).toEqual([a]);
    expect((await all(ada, "PENDING")).map(({ todo }) => todo.content)).toEqual(["c"]);
  });
});

describe("reorder", () => {
  test("moves to the front, behind another, and to the end", async () => {
    const { ada } = createWorld();
    const [a, b, c, d] = await createList(ada, 4);
    await move(ada, d, null);
    expect(await order(ada)).toEqual(["d", "a", "b", "c"]);
    await move(ada, d, b);
    expect(await order(ada)).toEqual(["a", "b", "d", "c"]);
    await move(ada, a, c);
    expect(await order(ada)).toEqual(["b", "d", "c", "a"]);
    await move(ada, c, d);
    expect(await order(ada)).toEqual(["b", "d", "c", "a"]);
    await move(ada, c, c);
    expect(await order(ada)).toEqual(["b", "d", "c", "a"]);
  });

  test("means the same in a task's list and across tasks", async () => {
    const { ada } = createWorld();
    const taskId = await createTask(ada);
    const a = await add(ada, "a", taskId);
    const inbox = await add(ada, "inbox");
    const b = await add(ada, "b", taskId);
    await move(ada, a, b);
    expect(contentsOf(await ada.query(api.todos.list, { taskId }))).toEqual(["b", "a"]);
    await move(ada, b, inbox);
    expect(await order(ada)).toEqual(["inbox", "b", "a"]);
  });

  test("two hundred moves into one gap leave every todo a place of its own", async () => {
    const { ada } = createWorld();
    const [a, b, c] = await createList(ada, 3);
    for (let round = 0; round < 100; round++) {
      await move(ada, c, a);
      await move(ada, b, a);
    }
    expect(await order(ada)).toEqual(["a", "b", "c"]);
    const sequences = (await all(ada)).map(({ todo }) => todo.sequence);
    expect(new Set(sequences).size).toBe(3);
  });

  test("the crowded stretch is spread out up to its end only", async () => {
    const { ada, deployment } = createWorld();
    const ids = await createList(ada, 4);
    await deployment.run(async (ctx) => {
      const start = 1;
      const next = 1 + Number.EPSILON;
      await ctx.db.patch("todos", ids[0], { sequence: start });
      await ctx.db.patch("todos", ids[1], { sequence: next });
    });
    await move(ada, ids[3], ids[0]);
    expect(await order(ada)).toEqual(["a", "d", "b", "c"]);
  });

  test("concurrent moves to the same place end in some order, without loss", async () => {
    const { ada } = createWorld();
    const ids = await createList(ada, 8);
    await Promise.all(ids.slice(1).map((todoId) => move(ada, todoId, ids[0])));
    const after = await order(ada);
    expect(after[0]).toBe("a");
    expect(after.toSorted()).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
    const sequences = (await all(ada)).map(({ todo }) => todo.sequence);
    expect(new Set(sequences).size).toBe(8);
  });

  test("what is in the trash can be neither moved nor an anchor", async () => {
    const { ada } = createWorld();
    const [a, b] = await createList(ada, 2);
    await ada.mutation(api.todos.trash, { todoId: a });
    await expectFailure(move(ada, a, null), "NOT_FOUND");
    await expectFailure(move(ada, b, a), "NOT_FOUND");
  });
});

describe("trash, restore and remove", () => {
  test("a restored todo stands where it stood", async () => {
    const { ada } = createWorld();
    const [, b] = await createList(ada, 3);
    await ada.mutation(api.todos.trash, { todoId: b });
    expect(await order(ada)).toEqual(["a", "c"]);
    await expectFailure(ada.mutation(api.todos.update, { todoId: b, content: "x" }), "NOT_FOUND");
    await ada.mutation(api.todos.restore, { todoId: b });
    expect(await order(ada)).toEqual(["a", "b", "c"]);
  });

  test("a place is not given away while its todo is in the trash", async () => {
    const { ada } = createWorld();
    const [a, b, c] = await createList(ada, 3);
    await ada.mutation(api.todos.trash, { todoId: b });
    await move(ada, c, a);
    await ada.mutation(api.todos.restore, { todoId: b });
    const sequences = (await all(ada)).map(({ todo }) => todo.sequence);
    expect(new Set(sequences).size).toBe(3);
  });

  test("remove is for good", async () => {
    const { ada } = createWorld();
    const [a] = await createList(ada, 2);
    await ada.mutation(api.todos.trash, { todoId: a });
    await ada.mutation(api.todos.remove, { todoId: a });
    expect(await order(ada)).toEqual(["b"]);
    await expectFailure(ada.mutation(api.todos.restore, { todoId: a }), "NOT_FOUND");
  });
});
