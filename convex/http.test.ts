import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { api, internal } from "./_generated/api";
import { createWorld } from "./test.setup";

const secret = "a secret of the app";

beforeEach(() => void (process.env.GITHUB_WEBHOOK_SECRET = secret));
afterEach(() => void delete process.env.GITHUB_WEBHOOK_SECRET);

const closed = { action: "closed", number: 7, repository: { full_name: "a/one" } };

async function sign(body: string, key = secret): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", bytes(key), algorithm, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes(body)));
  return `sha256=${Array.from(signature, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

async function createTaskWithPullRequest({ ada, deployment }: ReturnType<typeof createWorld>) {
  const source = { repoFullName: "a/one", repoUrl: "https://github.com/a/one" };
  const taskId = await ada.mutation(api.tasks.create, { title: "Work", ...source });
  const link = { taskId, pullRequestNumber: 7 };
  await deployment.mutation(internal.taskLifecycle.linkPullRequest, link);
  return async () => (await ada.query(api.tasks.get, { taskId }))?.status;
}

describe("GitHub's webhook", () => {
  const post = async (
    { deployment }: ReturnType<typeof createWorld>,
    payload: unknown,
    { event = "pull_request", signature }: { event?: string; signature?: string | null } = {},
  ) => {
    const body = typeof payload === "string" ? payload : JSON.stringify(payload);
    const header = signature === undefined ? await sign(body) : signature;
    const headers = { "X-GitHub-Event": event, ...(header === null ? {} : { "X-Hub-Signature-256": header }) };
    return (await deployment.fetch("/webhooks/github", { method: "POST", body, headers })).status;
  };

  test("archives the tasks of a pull request that was closed", async () => {
    const world = createWorld();
    const status = await createTaskWithPullRequest(world);
    expect(await post(world, closed)).toBe(204);
    expect(await status()).toBe("ARCHIVED");
  });

  test.for([
    ["another number", { ...closed, number: 8 }, {}],
    ["another repository", { ...closed, repository: { full_name: "b/two" } }, {}],
    ["another action", { ...closed, action: "opened" }, {}],
    ["another event", closed, { event: "push" }],
    ["no object", "null", {}],
    ["no JSON", "{", {}],
  ] as const)("is not moved by %s", async ([, payload, options]) => {
    const world = createWorld();
    const status = await createTaskWithPullRequest(world);
    expect(await post(world, payload, options)).toBe(204);
    expect(await status()).toBe("INITIALIZING");
  });

  test("believes nobody without the right signature, and nobody at all without a secret", async () => {
    const world = createWorld();
    const status = await createTaskWithPullRequest(world);
    const body = JSON.stringify(closed);
    const right = await sign(body);
    for (const signature of [null, "", right.slice(7), `${right}0`, await sign(body, "guess"), await sign("{}")]) {
      expect(await post(world, closed, { signature })).toBe(401);
    }
    delete process.env.GITHUB_WEBHOOK_SECRET;
    expect(await post(world, closed, { signature: right })).toBe(401);
    expect(await status()).toBe("INITIALIZING");
  });
});
