import { afterEach, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import { createWorld } from "./test.setup";

afterEach(() => void vi.useRealTimers());

const identifier = "reset:hash";

test("an identifier is made once and used once", async () => {
  const { deployment } = createWorld();
  const verification = { identifier, value: "v", expiresAt: Date.now() + 1_000 };
  const create = () => deployment.mutation(internal.verifications.create, verification);
  expect(await create()).toBe(true);
  expect(await create()).toBe(false);
  const consume = () => deployment.mutation(internal.verifications.consume, { identifier });
  expect(await consume()).toBe("v");
  expect(await consume()).toBeNull();
});

test("what has expired is good for nothing, and swept", async () => {
  vi.useFakeTimers();
  const { deployment } = createWorld();
  const expiresAt = Date.now() + 1_000;
  for (const name of ["a", "b"]) {
    await deployment.mutation(internal.verifications.create, {
      identifier: name,
      value: "v",
      expiresAt,
    });
  }
  vi.setSystemTime(expiresAt);
  expect(await deployment.mutation(internal.verifications.consume, { identifier: "a" })).toBeNull();
  await deployment.mutation(internal.verifications.sweep, {});
  expect(await deployment.run(async (ctx) => await ctx.db.query("verifications").first())).toBeNull();
});
