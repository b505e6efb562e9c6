import { expect, test } from "vitest";
import { api } from "./_generated/api";
import { createTask, createWorld } from "./test.setup";

const usersOf = (world: ReturnType<typeof createWorld>) =>
  world.deployment.run(async (ctx) => await ctx.db.query("users").take(10));

test("upsertUser is idempotent", async () => {
  const world = createWorld();
  const first = await world.ada.mutation(api.auth.upsertUser, {});
  expect(await world.ada.mutation(api.auth.upsertUser, {})).toBe(first);
  expect(await usersOf(world)).toHaveLength(1);
});

test("concurrent first calls make one row", async () => {
  const world = createWorld();
  const calls = Array.from({ length: 10 }, () => world.ada.mutation(api.auth.upsertUser, {}));
  expect(new Set(await Promise.all(calls)).size).toBe(1);
  expect(await usersOf(world)).toHaveLength(1);
});

test("the row follows the token", async () => {
  const { ada, deployment } = createWorld();
  await ada.mutation(api.auth.upsertUser, {});
  const renamed = deployment.withIdentity({
    tokenIdentifier: "https://conclave.test|ada",
    name: "Ada Lovelace",
    email: "ada@conclave.test",
    emailVerified: true,
  });
  await renamed.mutation(api.auth.upsertUser, {});
  const user = await ada.query(api.auth.currentUser, {});
  expect(user).toMatchObject({ name: "Ada Lovelace", emailVerified: true, plan: "free" });
});

test("what a token says is kept as people write it: in bounds, addresses in lower case", async () => {
  const { deployment } = createWorld();
  const person = deployment.withIdentity({
    tokenIdentifier: "https://conclave.test|eve",
    name: ` Eve\n${"x".repeat(300)}`,
    email: " Eve@Conclave.TEST ",
    pictureUrl: "https://pictures.test/eve.png",
  });
  await person.mutation(api.auth.upsertUser, {});
  const user = await person.query(api.auth.currentUser, {});
  expect(user).toMatchObject({ name: `Eve ${"x".repeat(196)}`, email: "eve@conclave.test" });
  expect(user).not.toHaveProperty("image");
});

test("currentUser is null before the first write, which makes the row", async () => {
  const { ada } = createWorld();
  expect(await ada.query(api.auth.currentUser, {})).toBeNull();
  await createTask(ada);
  expect(await ada.query(api.auth.currentUser, {})).toMatchObject({ email: "ada@conclave.test" });
});

test("the same subject of another issuer is another user", async () => {
  const world = createWorld();
  await world.ada.mutation(api.auth.upsertUser, {});
  const other = world.deployment.withIdentity({
    tokenIdentifier: "https://elsewhere.test|ada",
    name: "ada",
  });
  expect(await other.query(api.auth.currentUser, {})).toBeNull();
});
