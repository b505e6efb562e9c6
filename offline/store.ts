import { openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from "idb";

/**
 * What lies on this device: chats to read and what is to be sent, of one person at a time. Whoever comes next
 * finds nothing of the one before.
 */

/** A chat with the end of its thread, as the server's `take_along` answers it. */
export type Chat = {
  id: string;
  title: string;
  updatedAt: number;
  /** The thread that was shown: what is written here goes on from there. */
  threadId: string;
  hasEarlier: boolean;
  /** Another one when something was said. Empty: to be asked for again. */
  stamp: string;
  messages: Message[];
};

export type Message = {
  id: string;
  isOwn: boolean;
  /** Who says it, as pages call them. */
  author: string;
  content: string;
  /** The content as blocks of harmless HTML. */
  html: string;
  createdAt: number;
  isPartial: boolean;
  /** The names of its files, which do not lie here. */
  files: string[];
  /** Taken from a page: the content is what could be read there, not what was written. */
  isAsShown?: true;
};

export type Refusal = { code: string; message: string };

/** Something that was written here and is to be sent. */
export type Item = {
  /** What it is known by, to the server as well: sent again it is done once. */
  clientId: string;
  /** Its place; unique, and the order in which things are sent. */
  order: number;
  /** The beginning of a chat, a message in one, or other words for a message. */
  kind: "start" | "send" | "edit";
  content: string;
  /** Empty as long as the chat is not there. */
  chatId: string;
  /** Empty: whichever the chat shows. */
  threadId: string;
  /** Of the message that is said differently, and what it said. */
  messageId: string;
  before: string;
  model: string;
  /** The item that makes the chat or the version in which this one is said. */
  follows: string | null;
  writtenAt: number;
  /** It has been handed over and the answer is not known: it may have been done, so it does not change any more. */
  isHandedOver: boolean;
  /** Why the server does not do it. */
  refusal: Refusal | null;
};

/** Where something that was sent has ended up. */
export type Settled = { clientId: string; chatId: string };

interface Schema extends DBSchema {
  chats: { key: string; value: Chat };
  outbox: { key: string; value: Item; indexes: { order: number } };
  settled: { key: string; value: Settled };
  facts: { key: string; value: unknown };
}

const NAMES = ["chats", "outbox", "settled", "facts"] as const;

type Name = (typeof NAMES)[number];

/** The stores of one transaction. */
export type Stores = { [Key in Name]: IDBPObjectStore<Schema, Name[], Key, "readwrite"> };

/** So many of the chats that were opened here are asked for besides the latest. */
const OPENED_MAX = 10;

let opening: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= open().catch((failure: unknown) => {
    // It may open the next time.
    opening = undefined;
    throw failure;
  });
  return opening;
}

const open = (): Promise<IDBPDatabase<Schema>> =>
  openDB<Schema>("conclave-offline", 1, {
    upgrade(db, _from, _to, { done }) {
      // When the browser is emptied meanwhile, opening fails: that is heard of once.
      done.catch(() => undefined);
      db.createObjectStore("chats", { keyPath: "id" });
      db.createObjectStore("outbox", { keyPath: "clientId" }).createIndex("order", "order", { unique: true });
      db.createObjectStore("settled", { keyPath: "clientId" });
      db.createObjectStore("facts");
    },
    // The browser empties a site that is told to forget everything.
    terminated() {
      opening = undefined;
    },
  });

type Act<T> = (stores: Stores) => Promise<T>;

/** The end of a transaction is waited for even where nothing is changed: it fails when the browser is emptied. */
async function within<T>(mode: "readonly" | "readwrite", act: Act<T>): Promise<T> {
  const transaction = (await database()).transaction([...NAMES], mode);
  const stores = Object.fromEntries(NAMES.map((name) => [name, transaction.objectStore(name)]));
  const [result] = await Promise.all([act(stores as unknown as Stores), transaction.done]);
  return result;
}

/** Changes things in one transaction: all of it or nothing. */
export const write = <T>(act: Act<T>): Promise<T> => within("readwrite", act);

/** Looks at things as they are at one instant. */
const read = <T>(act: Act<T>): Promise<T> => within("readonly", act);

/** Whose things lie here; null when nobody's do, or when somebody else may have signed in since. */
export const person = (): Promise<string | null> =>
  read(async ({ facts }) => {
    const isInDoubt = await facts.get("isInDoubt");
    return isInDoubt === true ? null : (((await facts.get("person")) as string | undefined) ?? null);
  });

/** What was asked for before is nothing to be kept any more. */
const beginEpoch = ({ facts }: Stores): Promise<unknown> => facts.put(crypto.randomUUID(), "epoch");

async function putInDoubt(stores: Stores): Promise<void> {
  await stores.facts.put(true, "isInDoubt");
  await beginEpoch(stores);
}

/** Whether it is this person's for certain. Pages that were left open say whose they are. */
export const isOf = async (whose: string, { facts }: Stores): Promise<boolean> =>
  (await facts.get("person")) === whose && (await facts.get("isInDoubt")) !== true;

/** Somebody may have signed in: nothing is shown until the server has said who. */
export const doubt = (): Promise<void> => write(putInDoubt);

async function setAsideIn(stores: Stores): Promise<void> {
  await stores.chats.clear();
  await putInDoubt(stores);
}

/**
 * A session is over without its person having signed out. Chats can be fetched again; what waits is nowhere else, so
 * it stays, shown to nobody, until its writer is back or somebody else comes. Where it is known whose session that
 * was, what lies here may be somebody else's by now, and stays theirs.
 */
export const setAside = (whose?: string): Promise<void> =>
  write(async (stores) => {
    if (whose === undefined || (await stores.facts.get("person")) === whose) await setAsideIn(stores);
  });

async function clear(stores: Stores): Promise<void> {
  await Promise.all(NAMES.map((name) => stores[name].clear()));
  await beginEpoch(stores);
}

/** Forgets everything. */
export const wipe = (): Promise<void> => write(clear);

/** Changes whenever everything is forgotten, or put in doubt. */
export const epoch = (): Promise<unknown> => read(({ facts }) => facts.get("epoch"));

/** What the server answers: which chats stay as they lie here, and all others that are kept. */
export type Snapshot = { unchanged: string[]; chats: Chat[] };

/**
 * Keeps exactly these chats of this person, unless everything was forgotten since they were asked for. Where that is
 * nobody, what lies here is set aside.
 */
export async function adopt(whose: string | null, { unchanged, chats: changed }: Snapshot, askedIn: unknown): Promise<void> {
  await write(async (stores) => {
    const { facts, chats } = stores;
    if ((await facts.get("epoch")) !== askedIn) return;
    if (whose === null) return await setAsideIn(stores);
    if ((await facts.get("person")) !== whose) await clear(stores);
    await facts.put(whose, "person");
    await facts.delete("isInDoubt");
    for (const id of await chats.getAllKeys()) {
      if (!unchanged.includes(id)) await chats.delete(id);
    }
    for (const chat of changed) await chats.put(chat);
  });
}

/** So many messages are kept of what a page shows. */
const SHOWN_MAX = 100;

/** Takes up what this person's page shows of a chat. What lies here already as it was written stays. */
export async function noteShown(whose: string, id: string, title: string, shown: Message[]): Promise<void> {
  await write(async (stores) => {
    const { chats } = stores;
    if (!(await isOf(whose, stores))) return;
    const before = await chats.get(id);
    const known = new Map(before?.messages.map((message) => [message.id, message]));
    const messages = shown.slice(-SHOWN_MAX).map((message) => {
      const written = known.get(message.id);
      return written === undefined || written.isPartial ? message : written;
    });
    const isNew = messages.some(({ id, isPartial }) => isPartial || !known.has(id) || known.get(id)!.isPartial);
    const ids = new Set(messages.map(({ id }) => id));
    const isOther = [...known.keys()].some((id) => !ids.has(id));
    if (!isNew && !isOther) return;
    // Another version is shown than the one that was asked for: which one, the server knows.
    const threadId = isOther ? "" : (before?.threadId ?? "");
    const hasEarlier = (before?.hasEarlier ?? false) || shown.length > SHOWN_MAX;
    await chats.put({ id, title, updatedAt: Date.now(), threadId, hasEarlier, stamp: "", messages });
  });
}

/** The last changed first. */
export async function chats(): Promise<Chat[]> {
  const all = await read((stores) => stores.chats.getAll());
  return all.sort((a, b) => b.updatedAt - a.updatedAt);
}

export const chat = (id: string): Promise<Chat | undefined> => read((stores) => stores.chats.get(id));

/** What is to be sent, in order. */
export const outbox = (): Promise<Item[]> => read((stores) => stores.outbox.index("order").getAll());

export const settled = (clientId: string): Promise<Settled | undefined> =>
  read((stores) => stores.settled.get(clientId));

/** The chats that were opened on this device, the latest first. */
export const opened = (): Promise<string[]> =>
  read(async ({ facts }) => ((await facts.get("opened")) as string[] | undefined) ?? []);

export const noteOpened = (whose: string, id: string): Promise<void> =>
  write(async (stores) => {
    const { facts } = stores;
    if (!(await isOf(whose, stores))) return;
    const before = ((await facts.get("opened")) as string[] | undefined) ?? [];
    await facts.put([id, ...before.filter((other) => other !== id)].slice(0, OPENED_MAX), "opened");
  });
