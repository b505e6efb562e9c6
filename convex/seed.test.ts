import { describe, expect, test } from "vitest";
import { internal } from "./_generated/api";
import { randomFor } from "./lib/seed/random";
import { createWorld, type Deployment } from "./test.setup";
import { everything } from "./world.setup";

const plan = { seed: 7, issuer: "https://conclave.test", baseTime: 1_750_000_000_000, longThread: 600 };

async function seed(deployment: Deployment, wanted: Partial<typeof plan> = {}) {
  let cursor: string | null = null;
  const dones: number[] = [];
  do {
    const answer: { cursor: string | null; done: number; total: number } = await deployment.mutation(
      internal.seed.step,
      { ...plan, ...wanted, cursor },
    );
    dones.push(answer.done);
    cursor = answer.cursor;
    if (cursor === null) expect(answer.done).toBe(answer.total);
  } while (cursor !== null);
  expect(dones).toEqual(dones.map((_, index) => index + 1));
  return await deployment.run(everything);
}

/** The rows without what the deployment itself draws. */
const comparable = (rows: Record<string, any[]>) =>
  JSON.stringify(rows, (key, value) => (/^_|Id$|^mentions$/.test(key) ? undefined : value));

describe("the demonstration world", () => {
  test("has people, tasks in every state, chats with branches, advisors and a long thread", async () => {
    const { deployment } = createWorld();
    const { users, tasks, chats, advisors, messages, memories, todos } = await seed(deployment);
    expect([users!.length, tasks!.length, chats!.length, advisors!.length]).toEqual([3, 12, 40, 6]);
    expect(new Set(tasks!.map(({ status }) => status)).size).toBe(6);
    expect(chats!.filter(({ parentChatId }) => parentChatId !== undefined)).toHaveLength(12);
    expect([memories!.length > 9, todos!.length > 40]).toEqual([true, true]);
    const first = tasks!.find(({ title }) => title === "Move the ledger to integer cents");
    const long = messages!.filter(({ threadId }) => threadId === first.threadId);
    expect(long.map(({ position }) => position)).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
  });

  test("keeps the rules of the data", async () => {
    const { deployment } = createWorld();
    const { messages, threads, todos, tasks } = await seed(deployment, { longThread: 0 });
    for (const { _id, forkPosition = 0 } of threads!) {
      const positions = messages!.filter(({ threadId }) => threadId === _id).map((one) => one.position);
      expect(positions).toEqual(positions.map((_, index) => forkPosition + index + 1));
    }
    const places = todos!.map(({ userId, sequence }) => `${userId}/${sequence}`);
    expect(new Set(places).size).toBe(places.length);
    for (const { status, archivedFrom } of tasks!) {
      expect(status === "ARCHIVED").toBe(archivedFrom !== undefined);
    }
  });

  test("does not change when it is made again", async () => {
    const { deployment } = createWorld();
    const before = await seed(deployment);
    expect(await seed(deployment)).toEqual(before);
  });

  test("is the same everywhere for a seed, and another one for another seed", async () => {
    const make = async (seedNumber: number) =>
      comparable(await seed(createWorld().deployment, { seed: seedNumber, longThread: 0 }));
    expect(await make(7)).toBe(await make(7));
    expect(await make(8)).not.toBe(await make(7));
  });

  test("names its people for those who give them passwords", async () => {
    const { deployment } = createWorld();
    await seed(deployment, { longThread: 0 });
    const people = await deployment.query(internal.seed.people, { issuer: plan.issuer });
    expect(people.map(({ email }) => email)).toEqual([
      "mira@example.com",
      "jonas@example.com",
      "amara@example.com",
    ]);
    expect(people[0]!.externalId).toBe("https://conclave.test|seed-mira");
  });
});

test("draws depend on seed and name only, and stay in their bounds", () => {
  const draw = (seedNumber: number, name: string) => {
    const random = randomFor(seedNumber, name);
    return Array.from({ length: 50 }, () => random.between(3, 9));
  };
  expect(draw(1, "a")).toEqual(draw(1, "a"));
  expect(draw(1, "a")).not.toEqual(draw(1, "b"));
  expect(draw(1, "a")).not.toEqual(draw(2, "a"));
  expect([Math.min(...draw(1, "a")), Math.max(...draw(1, "a"))]).toEqual([3, 9]);
  expect(randomFor(1, "a").some([1, 2, 3], 3)).toEqual([1, 2, 3]);
});
