import { afterEach, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import { sessionIdleMax, sessionsPerUserMax } from "./lib/limits";
import {
  createTask,
  createWorld,
  expectFailure,
  firstPage,
  forgetIssuer,
  signInHere,
} from "./test.setup";

afterEach(() => {
  vi.useRealTimers();
  forgetIssuer();
});

test("a session that ended opens nothing, whatever its token says", async () => {
  const { deployment } = createWorld();
  const { person, sessionId } = await signInHere(deployment, "eve");
  await createTask(person);
  await deployment.mutation(internal.sessions.remove, { sessionId });
  await expectFailure(person.query(api.auth.currentUser, {}), "UNAUTHENTICATED");
  const page = person.query(api.tasks.list, { paginationOpts: firstPage() });
  await expectFailure(page, "UNAUTHENTICATED");
  await expectFailure(createTask(person), "UNAUTHENTICATED");
});

test("a token of our own server needs a session of the person it names", async () => {
  const { deployment } = createWorld();
  const eve = await signInHere(deployment, "eve");
  const mallory = await signInHere(deployment, "mallory");
  const claims = { issuer: "https://here.test", tokenIdentifier: "https://here.test|eve" };
  for (const sid of [undefined, "", "nonsense", eve.userId, mallory.sessionId]) {
    const forged = deployment.withIdentity({ ...claims, sid });
    await expectFailure(forged.query(api.auth.currentUser, {}), "UNAUTHENTICATED");
  }
});

test.for(["https://here.test/", "here.test", "https://here.test//"])(
  "our own issuer is known as %s, too",
  async (issuer) => {
    const { deployment } = createWorld();
    const { person, sessionId } = await signInHere(deployment, "eve");
    process.env.CONCLAVE_ISSUER = issuer;
    expect(await person.query(api.auth.currentUser, {})).toMatchObject({ name: "eve" });
    await deployment.mutation(internal.sessions.remove, { sessionId });
    await expectFailure(person.query(api.auth.currentUser, {}), "UNAUTHENTICATED");
  },
);

test("what another issuer calls a session is none of ours", async () => {
  const { deployment } = createWorld();
  await signInHere(deployment, "eve");
  const clerk = { issuer: "https://clerk.test", tokenIdentifier: "https://clerk.test|eve" };
  const person = deployment.withIdentity({ ...clerk, sid: "sess_1" });
  expect(await person.query(api.auth.currentUser, {})).toBeNull();
});

test("the row is the truth: our own token does not overwrite it", async () => {
  const { deployment } = createWorld();
  const { person, userId } = await signInHere(deployment, "eve");
  expect(await person.mutation(api.auth.upsertUser, {})).toBe(userId);
  expect(await person.query(api.auth.currentUser, {})).toMatchObject({ name: "eve" });
});

test("validate names the person and when the session ends: idle, or for good", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const { deployment } = createWorld();
  const { tokenHash, sessionId, row } = await signInHere(deployment, "eve");
  const validate = () => deployment.query(internal.sessions.validate, { tokenHash });
  const start = Date.now();
  expect(await validate()).toEqual({
    sessionId,
    lastSeenAt: start,
    endsAt: start + sessionIdleMax,
    person: row,
  });
  for (let day = 0; day < 20; day++) {
    vi.setSystemTime(Date.now() + 24 * 60 * 60 * 1000);
    await deployment.mutation(internal.sessions.touch, { sessionId, ipAddress: "::1" });
  }
  expect((await validate())?.endsAt).toBe(start + 30 * 24 * 60 * 60 * 1000);
  expect(await deployment.query(internal.sessions.validate, { tokenHash: "?" })).toBeNull();
});

test("people see their sessions without what opens them, and end one or all others", async () => {
  const { deployment } = createWorld();
  const first = await signInHere(deployment, "eve");
  const second = await signInHere(deployment, "eve");
  const third = await signInHere(deployment, "eve");
  const mine = await first.person.query(api.sessions.mine, {});
  expect(mine.filter(({ isCurrent }) => isCurrent).map(({ sessionId }) => sessionId)).toEqual([
    first.sessionId,
  ]);
  expect(JSON.stringify(mine)).not.toContain("hash of");
  await first.person.mutation(api.sessions.end, { sessionId: second.sessionId });
  await expectFailure(second.person.query(api.sessions.mine, {}), "UNAUTHENTICATED");
  await third.person.mutation(api.sessions.endOthers, {});
  expect(await third.person.query(api.sessions.mine, {})).toHaveLength(1);
  await expectFailure(first.person.query(api.sessions.mine, {}), "UNAUTHENTICATED");
});

test("removing all of a person's sessions names them and spares one", async () => {
  const { deployment } = createWorld();
  const first = await signInHere(deployment, "eve");
  const second = await signInHere(deployment, "eve");
  const others = { userId: first.userId, except: first.sessionId };
  expect(await deployment.mutation(internal.sessions.removeAll, others)).toEqual([second.sessionId]);
  expect(await first.person.query(api.sessions.mine, {})).toHaveLength(1);
});

test("the session that was idle longest gives way to one too many", async () => {
  const { deployment } = createWorld();
  const first = await signInHere(deployment, "eve");
  for (let count = 1; count <= sessionsPerUserMax; count++) await signInHere(deployment, "eve");
  await expectFailure(first.person.query(api.sessions.mine, {}), "UNAUTHENTICATED");
  const rows = await deployment.run(async (ctx) => await ctx.db.query("sessions").take(100));
  expect(rows).toHaveLength(sessionsPerUserMax);
});

test("the sweep takes what was not used for two weeks or is thirty days old", async () => {
  vi.useFakeTimers();
  const { deployment } = createWorld();
  await signInHere(deployment, "idle");
  vi.setSystemTime(Date.now() + sessionIdleMax - 1);
  const fresh = await signInHere(deployment, "fresh");
  vi.setSystemTime(Date.now() + 1);
  await deployment.mutation(internal.sessions.sweep, {});
  const rows = await deployment.run(async (ctx) => await ctx.db.query("sessions").take(10));
  expect(rows.map(({ _id }) => _id)).toEqual([fresh.sessionId]);
});
