import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import type { TableNames } from "./_generated/dataModel";
import { exportedTables, keptTables } from "./lib/exports";
import schema from "./schema";
import { createWorld, firstPage, type Person } from "./test.setup";
import { createBelongings, everything, secret, type Belongings } from "./world.setup";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function createPopulated() {
  const world = createWorld();
  const { ada, bob, deployment } = world;
  const [adasId, bobsId] = [
    await ada.mutation(api.auth.upsertUser, {}),
    await bob.mutation(api.auth.upsertUser, {}),
  ];
  const [adas, bobs] = await deployment.run(async (ctx) => [
    await createBelongings(ctx, adasId),
    await createBelongings(ctx, bobsId),
  ]);
  const settle = () => deployment.finishAllScheduledFunctions(vi.runAllTimers);
  const rows = () => deployment.run(everything);
  return { ...world, adas: adas!, bobs: bobs!, settle, rows };
}

const ownedBy = (rows: Record<string, any[]>, userId: string) =>
  Object.values(rows).flat().filter((row) => row.userId === userId || row._id === userId);

const count = (rows: Record<string, any[]>) =>
  Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.length]));

/** What goes with a row that is removed; everything else stays. */
const removals: [
  table: TableNames,
  remove: (person: Person, ids: Belongings) => Promise<unknown>,
  gone: Partial<Record<TableNames, number>>,
][] = [
  [
    "tasks",
    (person, { tasks }) => person.mutation(api.tasks.remove, { taskId: tasks }),
    { tasks: 1, threads: 1, todos: 1, taskSessions: 1 },
  ],
  [
    "chats",
    (person, { chats }) => person.mutation(api.chats.removeChat, { chatId: chats }),
    {
      chats: 1,
      threads: 1,
      messages: 1,
      messageParts: 1,
      streamDeltas: 1,
      runs: 1,
      runLeases: 1,
      pullRequestSnapshots: 1,
      attachments: 1,
      threadSummaries: 1,
      queuedActions: 1,
      readPositions: 1,
      drafts: 1,
      typing: 1,
      shares: 1,
      chatTags: 1,
      imports: 1,
    },
  ],
  [
    "conversations",
    (person, { conversations }) =>
      person.mutation(api.conversations.removeConversation, { conversationId: conversations }),
    { conversations: 1, threads: 1, advisorMemories: 1 },
  ],
  [
    "advisors",
    (person, { advisors }) =>
      person.mutation(api.advisors.removeAdvisor, { advisorId: advisors }),
    { advisors: 1, advisorMemories: 1, typing: 1 },
  ],
  [
    "codebaseUnderstandings",
    (person, { codebaseUnderstandings }) =>
      person.mutation(api.codebaseUnderstandings.remove, {
        understandingId: codebaseUnderstandings,
      }),
    { codebaseUnderstandings: 1, codebaseNodes: 1 },
  ],
];

describe("a removal takes all that belongs to the document, and nothing else", () => {
  test.for(removals)("%s", async ([table, remove, gone]) => {
    const { ada, adas, bobs, settle, rows } = await createPopulated();
    const before = await rows();
    await remove(ada, adas);
    await settle();
    const after = await rows();
    const expected = count(before);
    for (const [name, rows] of Object.entries(gone)) expected[name]! -= rows;
    expect(count(after)).toEqual(expected);
    const mentions = table === "advisors" ? withoutMentions(after) : after;
    expect(JSON.stringify(mentions)).not.toContain(adas[table]);
    expect(ownedBy(after, bobs.users)).toEqual(ownedBy(before, bobs.users));
  });
});

/** That a message named an advisor is part of what was said. */
const withoutMentions = ({ messages, ...rows }: Record<string, any[]>) => ({
  ...rows,
  messages: messages!.map(({ mentions, ...message }) => message),
});

describe("the deletion of an account", () => {
  test("takes every row of every table, and nobody else's", async () => {
    const { adas, bobs, deployment, settle, rows } = await createPopulated();
    const before = await rows();
    await deployment.mutation(internal.users.purge, { userId: adas.users });
    await settle();
    const after = await rows();
    const text = JSON.stringify(after);
    const left = Object.entries(adas).filter(([, id]) => text.includes(id));
    // Links in mails belong to an address; they expire by themselves.
    expect(left.map(([table]) => table)).toEqual(["verifications"]);
    expect(ownedBy(after, adas.users)).toEqual([]);
    expect(ownedBy(after, bobs.users)).toEqual(ownedBy(before, bobs.users));
  });

  test("waits for the end of the grace period, and can be taken back until then", async () => {
    const { ada, adas, deployment, settle } = await createPopulated();
    const request = () =>
      deployment.mutation(internal.users.requestDeletion, { userId: adas.users });
    const sweep = async () => {
      await deployment.mutation(internal.users.sweep, {});
      await settle();
    };
    const end = await request();
    expect(await request()).toBe(end);
    expect(await ada.query(api.auth.currentUser, {})).toMatchObject({ deletionScheduledAt: end });
    await ada.mutation(api.users.cancelDeletion, {});
    vi.setSystemTime(end);
    await sweep();
    expect(await ada.query(api.tasks.get, { taskId: adas.tasks })).not.toBeNull();

    const later = await request();
    vi.setSystemTime(later - 1);
    await sweep();
    expect(await ada.query(api.auth.currentUser, {})).not.toBeNull();
    vi.setSystemTime(later);
    await sweep();
    expect(await ada.query(api.auth.currentUser, {})).toBeNull();
  });
});

describe("every table", () => {
  const tables = Object.entries(schema.tables).filter(([table]) => table !== "users");

  test.for(tables)("%s is exported, or said not to be", ([table]) => {
    const isSaid = [...exportedTables, ...keptTables].includes(table);
    expect(isSaid, `Add ${table} to lib/exports.ts.`).toBe(true);
  });

  test.for(tables)("%s has an owner by index, or no person in it", ([table, definition]) => {
    const { json } = definition.validator as any;
    const indexes: { indexDescriptor: string; fields: string[] }[] = (definition as any).indexes;
    const byUser = indexes.find(({ indexDescriptor }) => indexDescriptor === "by_user");
    const isOwned = "userId" in json.value && byUser?.fields[0] === "userId";
    const isFree = table === "verifications" && !("userId" in json.value);
    expect(isOwned || isFree, `Give ${table} a userId and an index by_user on it.`).toBe(true);
  });
});

test("an export is complete, holds no secret, and nothing of others", async () => {
  const { ada, adas, bobs } = await createPopulated();
  const rows: any[] = [];
  for (const table of await ada.query(api.exports.tables, {})) {
    const { page } = await ada.query(api.exports.page, { table, paginationOpts: firstPage() });
    expect(page, table).not.toEqual([]);
    rows.push(...page);
  }
  const text = JSON.stringify(rows);
  for (const table of exportedTables) {
    expect(text).toContain(adas[table]);
    expect(text).not.toContain(bobs[table]);
  }
  expect(text).not.toContain(secret);
});

test("a file whose bytes are gone already does not stop a removal", async () => {
  const { ada, adas, deployment, settle, rows } = await createPopulated();
  await deployment.run(async (ctx) => {
    const storageId = await ctx.storage.store(new Blob(["x"]));
    await ctx.db.patch("attachments", adas.attachments, { storageId });
    await ctx.storage.delete(storageId);
  });
  await ada.mutation(api.chats.removeChat, { chatId: adas.chats });
  await settle();
  expect((await rows()).attachments!.map(({ _id }) => _id)).not.toContain(adas.attachments);
});
