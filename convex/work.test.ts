import { afterEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createTask, createWorld, expectFailure, firstPage, letTimePass } from "./test.setup";
import { indexingLeaseMs } from "./lib/limits";

afterEach(() => void vi.useRealTimers());

type World = ReturnType<typeof createWorld>;

async function createRunning({ ada, deployment }: World): Promise<Id<"tasks">> {
  const taskId = await ada.mutation(api.tasks.create, {
    title: "Work",
    repoFullName: "a/one",
    repoUrl: "https://code.test/a/one",
  });
  await deployment.mutation(internal.taskLifecycle.setInitStatus, { taskId, initStatus: "ACTIVE" });
  await ada.mutation(api.tasks.update, { taskId, status: "RUNNING" });
  return taskId;
}

describe("the life of a task", () => {
  test("goes through its steps; a failed one keeps its name and says why", async () => {
    const { ada, deployment } = createWorld();
    const taskId = await createTask(ada);
    const set = (initStatus: "CREATE_VM" | "PREPARE_WORKSPACE", error?: string) =>
      deployment.mutation(internal.taskLifecycle.setInitStatus, { taskId, initStatus, error });
    await set("CREATE_VM");
    await expectFailure(set("PREPARE_WORKSPACE"), "INVALID_TRANSITION");
    await set("CREATE_VM", "No machine left");
    expect(await ada.query(api.tasks.get, { taskId })).toMatchObject({
      status: "FAILED",
      initStatus: "CREATE_VM",
      initializationError: "No machine left",
    });
  });

  test("frees its workspace when it is due, unless the date was taken back", async () => {
    const world = createWorld();
    const { ada, deployment } = world;
    const [first, second] = [await createRunning(world), await createRunning(world)];
    const due = (now: number) => deployment.query(internal.taskLifecycle.dueForCleanup, { now });
    const schedule = (taskId: Id<"tasks">, at: number | null) =>
      deployment.mutation(internal.taskLifecycle.scheduleCleanup, { taskId, at });
    await schedule(first, 100);
    await schedule(second, 50);
    expect([await due(49), await due(100)]).toEqual([[], [second, first]]);
    await schedule(second, null);
    expect(await due(100)).toEqual([first]);
    const clean = () => deployment.mutation(internal.taskLifecycle.markCleanedUp, { taskId: first });
    await expectFailure(clean(), "INVALID_TRANSITION");
    await ada.mutation(api.tasks.update, { taskId: first, status: "COMPLETED" });
    await clean();
    const task = await ada.query(api.tasks.get, { taskId: first });
    expect(task).toMatchObject({ initStatus: "INACTIVE", workspaceCleanedUp: true });
    expect(await due(100)).toEqual([]);
  });

  test("ends in the archive when its pull request is closed, wherever it is open", async () => {
    const world = createWorld();
    const { ada, deployment } = world;
    const [taskId, other] = [await createRunning(world), await createRunning(world)];
    const pullRequestNumber = 7;
    await deployment.mutation(internal.taskLifecycle.linkPullRequest, { taskId, pullRequestNumber });
    const close = (repoFullName: string) =>
      deployment.mutation(internal.taskLifecycle.archiveForPullRequest, { repoFullName, pullRequestNumber });
    expect([await close("b/two"), await close("a/one"), await close("a/one")]).toEqual([0, 1, 0]);
    const status = async (id: Id<"tasks">) => (await ada.query(api.tasks.get, { taskId: id }))?.status;
    expect([await status(taskId), await status(other)]).toEqual(["ARCHIVED", "RUNNING"]);
  });

  test("is listed with its repository", async () => {
    const world = createWorld();
    const taskId = await createRunning(world);
    await createTask(world.ada);
    const list = async (repoFullName: string) => {
      const args = { repoFullName, paginationOpts: firstPage() };
      return (await world.ada.query(api.tasks.byRepository, args)).page.map(({ _id }) => _id);
    };
    expect([await list("a/one"), await list("b/two")]).toEqual([[taskId], []]);
  });

  test("knows at most one active session", async () => {
    const { ada, deployment } = createWorld();
    const taskId = await createTask(ada);
    const start = (podName: string) =>
      deployment.mutation(internal.taskSessions.start, { taskId, podName });
    await start("one");
    await start("two");
    const sessions = async () =>
      (await ada.query(api.taskSessions.byTask, { taskId })).map(({ podName, isActive, endedAt }) => [
        podName,
        isActive,
        endedAt !== undefined,
      ]);
    expect((await sessions()).sort()).toEqual([["one", false, true], ["two", true, false]]);
    await deployment.mutation(internal.taskSessions.end, { taskId });
    expect((await sessions()).filter(([, isActive]) => isActive)).toEqual([]);
  });
});

describe("a stacked task", () => {
  test("builds on the branch of the other one, which leads to it until it is removed", async () => {
    vi.useFakeTimers();
    const world = createWorld();
    const { ada, deployment } = world;
    const parentTaskId = await createRunning(world);
    const workspace = { taskId: parentTaskId, shadowBranch: "agent/work" };
    await deployment.mutation(internal.taskLifecycle.setWorkspace, workspace);
    const taskId = await ada.mutation(api.tasks.createStacked, { parentTaskId, prompt: "Go on" });
    expect(await ada.query(api.tasks.get, { taskId })).toMatchObject({
      title: "Go on",
      repoFullName: "a/one",
      baseBranch: "agent/work",
    });
    const link = async () => {
      const args = { taskId: parentTaskId, paginationOpts: firstPage() };
      return (await ada.query(api.messages.byTask, args)).page[0];
    };
    expect(await link()).toMatchObject({ content: "Go on", stackedTaskId: taskId });
    await ada.mutation(api.tasks.remove, { taskId });
    await deployment.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await link()).toMatchObject({ content: "Go on" });
    expect(await link()).not.toHaveProperty("stackedTaskId");
  });
});

describe("snapshots of a pull request", () => {
  test("are one per message, and stand with the task, newest first", async () => {
    const { ada, deployment } = createWorld();
    const taskId = await createTask(ada);
    const append = () => ada.mutation(api.messages.append, { taskId, role: "ASSISTANT", content: "x" });
    const record = (messageId: Id<"messages">, title: string, filesChanged = 1) =>
      deployment.mutation(internal.pullRequestSnapshots.record, {
        messageId,
        title,
        filesChanged,
        status: "CREATED",
        description: "",
        linesAdded: 1,
        linesRemoved: 0,
        commitSha: "abc",
      });
    const messageId = await append();
    await record(messageId, "first");
    await record(messageId, "first, again");
    const snapshot = await ada.query(api.pullRequestSnapshots.byMessage, { messageId });
    expect(snapshot).toMatchObject({ title: "first, again" });
    letTimePass();
    await record(await append(), "second");
    const ofTask = await ada.query(api.pullRequestSnapshots.byTask, { taskId });
    expect(ofTask.map(({ title }) => title)).toEqual(["second", "first, again"]);
    await expectFailure(record(messageId, "x", -1), "INVALID_INPUT");
  });
});

describe("what is known about a repository", () => {
  const repoFullName = "a/one";

  test("is one summary with a row per path, and another person's alone", async () => {
    const { ada, bob, deployment } = createWorld();
    const userId = await ada.mutation(api.auth.upsertUser, {});
    const put = (rootSummary: string) =>
      deployment.mutation(internal.codebaseUnderstandings.put, {
        userId,
        repoFullName,
        repoUrl: "https://code.test/a/one",
        rootSummary,
      });
    const understandingId = await put("old");
    expect(await put("new")).toBe(understandingId);
    const node = (path: string, summary: string, kind: "file" | "directory" = "file") => ({
      path,
      summary,
      kind,
    });
    const putNodes = (nodes: ReturnType<typeof node>[]) =>
      deployment.mutation(internal.codebaseUnderstandings.putNodes, { understandingId, nodes });
    await putNodes([node("src/b.rs", "B"), node("src", "All", "directory"), node("src/a.rs", "A")]);
    await putNodes([node("src/a.rs", "A, better")]);
    const args = { understandingId, kind: "file" as const, paginationOpts: firstPage() };
    const { page } = await ada.query(api.codebaseUnderstandings.nodes, args);
    expect(page.map(({ path, summary }) => [path, summary])).toEqual([
      ["src/a.rs", "A, better"],
      ["src/b.rs", "B"],
    ]);
    const get = { repoFullName };
    expect(await ada.query(api.codebaseUnderstandings.get, get)).toMatchObject({ rootSummary: "new" });
    expect(await bob.query(api.codebaseUnderstandings.get, get)).toBeNull();
    const many = Array.from({ length: 51 }, (_, index) => node(`${index}`, ""));
    await expectFailure(putNodes(many), "INVALID_INPUT");
  });

  test("is not indexed for ever by a worker that is gone", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { ada, deployment } = createWorld();
    const run = { userId: await ada.mutation(api.auth.upsertUser, {}), repoFullName };
    const begin = () => deployment.mutation(internal.repositoryIndexes.begin, run);
    const sweep = () => deployment.mutation(internal.repositoryIndexes.sweep, {});
    const state = async () => (await ada.query(api.repositoryIndexes.get, { repoFullName }))?.state;
    const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
    await begin();
    pass(indexingLeaseMs - 1);
    await sweep();
    expect([await begin(), await state()]).toEqual([false, "indexing"]);
    const report = { ...run, fileCount: 1, chunkCount: 1, progress: 0.1 };
    await deployment.mutation(internal.repositoryIndexes.report, report);
    pass(1);
    expect(await begin()).toBe(false);
    pass(indexingLeaseMs);
    expect(await begin()).toBe(true);
    pass(indexingLeaseMs);
    await sweep();
    expect(await state()).toBe("failed");
  });

  test("is indexed by one run at a time; a failed one leaves the last result", async () => {
    const { ada, bob, deployment } = createWorld();
    const userId = await ada.mutation(api.auth.upsertUser, {});
    const run = { userId, repoFullName };
    const counts = { fileCount: 3, chunkCount: 9 };
    const begin = () => deployment.mutation(internal.repositoryIndexes.begin, run);
    const get = () => ada.query(api.repositoryIndexes.get, { repoFullName });
    expect([await begin(), await begin()]).toEqual([true, false]);
    await deployment.mutation(internal.repositoryIndexes.report, { ...run, ...counts, progress: 0.5 });
    expect(await get()).toMatchObject({ state: "indexing", progress: 0.5 });
    await deployment.mutation(internal.repositoryIndexes.complete, { ...run, ...counts, commitSha: "abc" });
    expect(await begin()).toBe(true);
    const fail = () =>
      deployment.mutation(internal.repositoryIndexes.fail, { ...run, error: "Disk full" });
    await fail();
    expect(await get()).toMatchObject({ state: "failed", error: "Disk full", lastCommitSha: "abc", ...counts });
    await expectFailure(fail(), "INVALID_TRANSITION");
    expect(await begin()).toBe(true);
    expect(await get()).not.toHaveProperty("error");
    expect([
      (await ada.query(api.repositoryIndexes.list, {})).length,
      await bob.query(api.repositoryIndexes.get, { repoFullName }),
    ]).toEqual([1, null]);
  });
});
