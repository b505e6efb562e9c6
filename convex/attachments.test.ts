import { afterEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createWorld, expectFailure, upload, type Person } from "./test.setup";

afterEach(() => void vi.useRealTimers());

/** A world in which bytes can be uploaded and attached; what is attached waits for a new chat. */
function createUploads() {
  const world = createWorld();
  const { ada, deployment } = world;
  const store = (bytes: string, contentType: string) =>
    deployment.run((ctx) => upload(ctx, bytes, contentType));
  const attach = (storageId: Id<"_storage">, fields = {}, person: Person = ada) => {
    const file = { name: "dot.png", contentType: "image/png", size: 4, ...fields };
    return person.mutation(api.attachments.create, { ...file, storageId });
  };
  const pending = () => ada.query(api.attachments.pending, {});
  const isThere = (storageId: Id<"_storage">) =>
    deployment.run(async (ctx) => (await ctx.db.system.get("_storage", storageId)) !== null);
  return { ...world, store, attach, pending, isThere };
}

describe("an upload", () => {
  test("becomes a file of whoever attaches it, at an address of the server", async () => {
    const { ada, store, attach, pending } = createUploads();
    expect(await ada.mutation(api.attachments.generateUploadUrl, {})).toContain("/api/storage/upload?token=");
    const attachmentId = await attach(await store("PNG!", "image/png"));
    expect(await pending()).toMatchObject([
      { attachmentId, name: "dot.png", size: 4, text: null, url: `/files/${attachmentId}` },
    ]);
  });

  test("that is not what was meant to be uploaded becomes none", async () => {
    const { store, attach, pending } = createUploads();
    const storageId = await store("PNG!", "image/png");
    await expectFailure(attach(storageId, { size: 5 }), "INVALID_INPUT");
    await expectFailure(attach(storageId, { contentType: "text/plain" }), "INVALID_INPUT");
    expect(await pending()).toEqual([]);
  });

  test("of somebody else is like none", async () => {
    const { bob, store, attach } = createUploads();
    const storageId = await store("PNG!", "image/png");
    await attach(storageId);
    await expectFailure(attach(storageId, {}, bob), "NOT_FOUND");
  });

  test("that nothing has got is deleted after a day, and no other", async () => {
    const { deployment, store, attach, isThere } = createUploads();
    const sweep = () => deployment.mutation(internal.attachments.sweepUploads, {});
    const [kept, left] = [await store("PNG!", "image/png"), await store("half", "image/png")];
    await attach(kept);
    await sweep();
    expect([await isThere(kept), await isThere(left)]).toEqual([true, true]);
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(Date.now() + 24 * 60 * 60 * 1_000 + 1);
    await sweep();
    expect([await isThere(kept), await isThere(left)]).toEqual([true, false]);
  });
});

test("a message says whether files belong to it", async () => {
  const { ada } = createWorld();
  const chatId = await ada.mutation(api.chats.createChat, { title: "Files" });
  const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
  const file = { threadId, name: "x.txt", contentType: "text/plain", size: 1, text: "x" };
  const attachmentId = await ada.mutation(api.attachments.create, file);
  const message = { chatId, role: "USER" as const, content: "See there" };
  await ada.mutation(api.messages.addMessage, message);
  await ada.mutation(api.messages.addMessage, { ...message, attachments: [attachmentId] });
  const marks = async () => {
    const { messages } = (await ada.query(api.chats.view, { chatId }))!;
    return messages.map(({ hasFiles }) => hasFiles);
  };
  expect(await marks()).toEqual([undefined, true]);
  await ada.mutation(api.attachments.remove, { attachmentId });
  expect(await marks()).toEqual([undefined, undefined]);
});

describe("what can be attached is said beforehand", () => {
  test.for([
    ["image/png", "pictureSizeMax"],
    ["text/plain", "textFileSizeMax"],
    ["application/json", "textFileSizeMax"],
    ["application/ld+json", "textFileSizeMax"],
  ] as const)("%s up to %s", async ([contentType, limit]) => {
    const { ada, deployment, store, attach } = createUploads();
    const size = (await ada.query(api.attachments.limits, {}))[limit];
    const storageId = await store("x", contentType);
    const resize = (size: number) =>
      deployment.run((ctx) => ctx.db.patch(storageId as never, { size } as never));
    await resize(size + 1);
    await expectFailure(attach(storageId, { contentType, size: size + 1 }), "INVALID_INPUT");
    await resize(size);
    await attach(storageId, { contentType, size });
  });

  test.for(["application/zip", "image/svg+xml", "application/octet-stream"])("no %s", async (contentType) => {
    const { store, attach } = createUploads();
    const storageId = await store("PNG!", contentType);
    await expectFailure(attach(storageId, { contentType }), "INVALID_INPUT");
  });

  test("a file has a text or bytes, and counts what its text has", async () => {
    const { ada, attach, store, pending } = createUploads();
    const file = { name: "x.txt", contentType: "text/plain", size: 1 };
    await expectFailure(ada.mutation(api.attachments.create, file), "INVALID_INPUT");
    await expectFailure(attach(await store("PNG!", "image/png"), { text: "x" }), "INVALID_INPUT");
    await ada.mutation(api.attachments.create, { ...file, text: "grün" });
    expect(await pending()).toMatchObject([{ size: 5, text: "grün", url: null }]);
  });
});
