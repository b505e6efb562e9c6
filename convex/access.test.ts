import { makeFunctionReference } from "convex/server";
import { ConvexError } from "convex/values";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import type { Id, TableNames } from "./_generated/dataModel";
import { createTask, createWorld, forgetIssuer, type Person } from "./test.setup";
import {
  createBelongings,
  everything,
  publicFunctions,
  secret,
  valueOf,
  type Belongings,
  type PublicFunction,
} from "./world.setup";

/**
 * Whoever signs in sees and changes what is theirs, and nothing else. The matrix is made from the functions
 * themselves: each is called by the owner of what its arguments name, by somebody else, and signed out.
 */

const functions = await publicFunctions();

/** Arguments that a function's validator does not tell. */
const special: Record<string, object> = {
  "attachments:create": { contentType: "text/plain", size: 1 },
  "conversations:createMessage": { sender: "advisor" },
  "tasks:create": { title: "Write" },
};

/** Functions that are there for people who have not signed in. */
const isForEverybody = ({ name }: PublicFunction) => name === "shares:view";

type Slot = { path: string; table: TableNames };

/** The places of a function's arguments where an id stands. */
function slotsOf({ args }: PublicFunction): Slot[] {
  const slots: Slot[] = [];
  valueOf(args, "args", (table, path) => {
    slots.push({ path, table });
    return "";
  });
  return slots;
}

const argsFor = (
  { name, args }: PublicFunction,
  idAt: (slot: Slot) => unknown,
): Record<string, unknown> => ({
  ...(valueOf(args, "args", (table, path) => idAt({ path, table })) as object),
  ...special[name],
});

const call = ({ name, kind }: PublicFunction, person: Person, args: Record<string, unknown>) =>
  (person as any)[kind](makeFunctionReference(name as any), args) as Promise<unknown>;

type Outcome = { value: unknown } | { error: unknown };

const outcomeOf = (promise: Promise<unknown>): Promise<Outcome> =>
  promise.then(
    (value) => ({ value }),
    (error) => {
      if (error instanceof ConvexError) return { error: error.data };
      throw error;
    },
  );

/** Ada, Bob, what each of them has, and ids of Bob's that nothing has any more. */
async function createPopulated() {
  const { ada, bob, nobody, deployment } = createWorld();
  const [adasId, bobsId] = [
    await ada.mutation(api.auth.upsertUser, {}),
    await bob.mutation(api.auth.upsertUser, {}),
  ];
  const rows = await deployment.run(async (ctx) => {
    const gone = await createBelongings(ctx, bobsId);
    for (const [table, id] of Object.entries(gone)) {
      if (table === "_storage") await ctx.storage.delete(gone._storage);
      else if (table !== "users") await ctx.db.delete(id as Id<TableNames>);
    }
    return {
      adas: await createBelongings(ctx, adasId),
      bobs: await createBelongings(ctx, bobsId),
      gone,
    };
  });
  const snapshot = () => deployment.run(everything);
  return { ada, bob, nobody, deployment, snapshot, ...rows };
}

const mentions = (value: unknown, { ...ids }: Belongings) => {
  const text = JSON.stringify(value ?? null);
  return Object.values(ids).filter((id) => text.includes(`"${id}"`));
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("no special arguments are kept for a function that is gone", () => {
  expect(functions.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(special)));
});

describe("the owner succeeds, and sees no secret", () => {
  test.for(functions.map((one) => [one.name, one] as const))("%s", async ([, one]) => {
    const { ada, adas, deployment } = await createPopulated();
    const answer = await call(one, ada, argsFor(one, ({ table }) => adas[table]));
    expect(JSON.stringify(answer)).not.toContain(secret);
    await deployment.finishAllScheduledFunctions(vi.runAllTimers);
  });
});

describe("signed out, or after the session's end, nothing works and nothing changes", () => {
  afterEach(forgetIssuer);

  const closed = functions.filter((one) => !isForEverybody(one));
  test.for(closed.map((one) => [one.name, one] as const))("%s", async ([, one]) => {
    const { nobody, deployment, adas, gone, snapshot } = await createPopulated();
    const before = await snapshot();
    const { externalId } = before.users!.find(({ _id }) => _id === adas.users);
    const issuer = (process.env.CONCLAVE_ISSUER = externalId.split("|")[0]);
    const late = deployment.withIdentity({ issuer, tokenIdentifier: externalId, sid: gone.sessions });
    for (const person of [nobody, late]) {
      const outcome = await outcomeOf(call(one, person, argsFor(one, ({ table }) => adas[table])));
      expect(outcome).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
    }
    expect(await snapshot()).toEqual(before);
  });
});

describe("what is foreign answers exactly like what does not exist", () => {
  const cases = functions.flatMap((one) => slotsOf(one).map((slot) => [one.name, slot.path, one] as const));
  test.for(cases)("%s with %s", async ([, path, one]) => {
    const { bob, adas, bobs, gone, snapshot } = await createPopulated();
    const before = await snapshot();
    const callWith = (others: Belongings) =>
      outcomeOf(
        call(one, bob, argsFor(one, (slot) => (slot.path === path ? others : bobs)[slot.table])),
      );
    const foreign = await callWith(adas);
    expect(foreign).toEqual(await callWith(gone));
    if (one.kind !== "query") expect(foreign).toMatchObject({ error: { code: "NOT_FOUND" } });
    expect(await snapshot()).toEqual(before);
  });
});

describe("without an id the answer holds the caller's documents only, and changes nobody else's", () => {
  const open = functions.filter((one) => slotsOf(one).length === 0);
  test.for(open.map((one) => [one.name, one] as const))("%s", async ([, one]) => {
    const { bob, adas, snapshot, deployment } = await createPopulated();
    const adasRows = (rows: Record<string, any[]>) =>
      Object.values(rows).flat().filter((row) => row.userId === adas.users || row._id === adas.users);
    const before = adasRows(await snapshot());
    const outcome = await outcomeOf(call(one, bob, argsFor(one, () => undefined)));
    await deployment.finishAllScheduledFunctions(vi.runAllTimers);
    expect(mentions(outcome, adas)).toEqual([]);
    expect(adasRows(await snapshot())).toEqual(before);
  });
});

test("a list holds the caller's documents, and only those", async () => {
  const { ada, bob } = createWorld();
  await createTask(ada, "Ada's");
  await createTask(bob, "Bob's");
  const { page } = await bob.query(api.tasks.list, { paginationOpts: { numItems: 9, cursor: null } });
  expect(page.map(({ title }) => title)).toEqual(["Bob's"]);
});
