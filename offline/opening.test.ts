import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import * as store from "./store";

test("a browser that is emptied while the store is made says so once, and makes it the next time", async () => {
  const refused: unknown[] = [];
  const note = (failure: unknown) => void refused.push(failure);
  process.on("unhandledRejection", note);
  const open = indexedDB.open.bind(indexedDB);
  const opening = vi.spyOn(indexedDB, "open").mockImplementation((name, version) => {
    const request = open(name, version);
    request.addEventListener("upgradeneeded", () => queueMicrotask(() => request.transaction!.abort()));
    return request;
  });
  await expect(store.person()).rejects.toThrow();
  opening.mockRestore();
  expect(await store.person()).toBeNull();
  process.off("unhandledRejection", note);
  expect(refused).toEqual([]);
});
