import { convexTest } from "convex-test";
import { v } from "convex/values";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import { internalMutation, internalQuery } from "./_generated/server";
import { createChatWorld, settled } from "./generation.setup";
import * as prompts from "./prompts";
import schema from "./schema";
import * as streaming from "./streaming";
import { modules } from "./test.setup";

// Errors of our own, in deployments of which one function is broken.

let log: ReturnType<typeof vi.spyOn>;
let world: Awaited<ReturnType<typeof createChatWorld>>;
beforeEach(() => {
  log = vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(async () => {
  await world.finish();
  log.mockRestore();
});

/** How the answer to "Hello" ends in a deployment in which a module is another one. */
async function outcomeWith(path: string, module: object) {
  const broken = { ...modules, [path]: async () => module };
  world = await createChatWorld(convexTest({ schema, modules: broken }));
  const { ada } = world;
  const { chatId } = await ada.mutation(api.chats.start, { content: "Hello" });
  const { last } = await settled(ada, chatId);
  const provenance = await ada.query(api.streaming.provenance, { messageId: last._id });
  return { status: last.status, code: provenance!.error?.code };
}

const logged = () => log.mock.calls.flat().join("\n");

test("one that nobody foresaw ends the answer, and leaves its trace in the log without what it said", async () => {
  const draft = internalQuery({
    args: { runId: v.id("runs") },
    handler: async (): Promise<never> => {
      throw new TypeError("Cannot read Hello\n    at sk-planted-key");
    },
  });
  expect(await outcomeWith("./prompts.ts", { ...prompts, draft })).toEqual({ status: "failed", code: "INTERNAL" });
  expect(logged()).toMatch(/^The answer of run \w+ has failed: TypeError\n\s+at /);
  expect(logged()).not.toMatch(/Hello|planted/);
});

test("an answer that cannot be written has failed: nobody waits for it", async () => {
  const appendStreamDelta = internalMutation({
    args: v.any(),
    handler: async (): Promise<never> => {
      throw new RangeError("full");
    },
  });
  const ended = await outcomeWith("./streaming.ts", { ...streaming, appendStreamDelta });
  expect(ended).toEqual({ status: "failed", code: "INTERNAL" });
  expect(logged()).toMatch(/^The answer of run \w+ has failed: RangeError\n\s+at /);
});
