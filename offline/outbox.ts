import { isOf, outbox, settled, write, type Item, type Refusal, type Stores } from "./store";

/**
 * What was written without a network, in the order in which it will be sent. All tabs share it: each change is
 * one transaction. Until something is handed over it can be changed like any text.
 */

export type Draft = Pick<Item, "kind" | "content"> &
  Partial<Pick<Item, "chatId" | "threadId" | "messageId" | "before" | "model" | "follows">>;

/** The chat that an item belongs to, also before it is there. */
export const placeOf = ({ chatId, follows, clientId }: Item): string => chatId || follows || clientId;

const inOrder = ({ outbox }: Stores): Promise<Item[]> => outbox.index("order").getAll();

/** Puts something at the end; null when this is not the person whose things lie here. */
export async function add(whose: string, draft: Draft): Promise<Item | null> {
  return await write(async (stores) => {
    const { outbox } = stores;
    if (!(await isOf(whose, stores))) return null;
    const items = await inOrder(stores);
    const item: Item = {
      chatId: "",
      threadId: "",
      messageId: "",
      before: "",
      model: "",
      ...draft,
      follows: draft.follows ?? (draft.kind === "send" ? versionOf(items, draft.chatId) : null),
      clientId: crypto.randomUUID(),
      order: (items.at(-1)?.order ?? 0) + 1,
      writtenAt: Date.now(),
      isHandedOver: false,
      refusal: null,
    };
    await outbox.add(item);
    return item;
  });
}

/**
 * Says words that came too late to replace those of an item: as a message of their own, behind it. It begins a chat
 * when the item, which was to begin one, is nowhere any more.
 */
export async function addBehind(whose: string, item: Item, content: string): Promise<Item | null> {
  const { clientId, model } = item;
  const [now, done] = [(await outbox()).find((it) => it.clientId === clientId), await settled(clientId)];
  const { chatId, threadId } = now ?? item;
  const draft: Draft = { kind: "send", content, model };
  if (done !== undefined) return await add(whose, { ...draft, chatId: done.chatId });
  if (chatId !== "") return await add(whose, { ...draft, chatId, threadId });
  return await add(whose, now === undefined ? { ...draft, kind: "start" } : { ...draft, follows: clientId });
}

/** A message behind one that is said differently is said in that version. */
function versionOf(items: Item[], chatId: string | undefined): string | null {
  const edit = items.findLast((item) => item.kind === "edit" && item.chatId === chatId);
  return edit?.clientId ?? null;
}

/** Changes an item that can still be changed; says whether it could. */
async function change(clientId: string, act: (item: Item, stores: Stores) => Promise<unknown>): Promise<boolean> {
  return await write(async (stores) => {
    const item = await stores.outbox.get(clientId);
    if (item === undefined || item.isHandedOver) return false;
    await act(item, stores);
    return true;
  });
}

/** Other words. What was refused is tried again with them. */
export const reword = (clientId: string, content: string): Promise<boolean> =>
  change(clientId, (item, { outbox }) => outbox.put({ ...item, content, refusal: null }));

export const retry = (clientId: string): Promise<boolean> =>
  change(clientId, (item, { outbox }) => outbox.put({ ...item, refusal: null }));

/**
 * Takes something out, whatever has become of it. What follows it stays: a chat begins with its next message then.
 * Answers with what was changed, as it was before.
 */
export async function remove(clientId: string): Promise<Item[]> {
  return await write(async (stores) => {
    const { outbox } = stores;
    const item = await outbox.get(clientId);
    if (item === undefined) return [];
    await outbox.delete(clientId);
    const followers = (await inOrder(stores)).filter(({ follows }) => follows === clientId);
    const [first] = item.kind === "start" ? followers : [];
    for (const follower of followers) {
      const begins = { ...follower, kind: "start" as const, follows: null };
      const goesOn = { ...follower, follows: first?.clientId ?? item.follows };
      await outbox.put(follower === first ? begins : goesOn);
    }
    return [item, ...followers];
  });
}

/**
 * Puts back what this person took out, where it was if nothing else stands there by now. What followed it follows it
 * again, unless that was sent, handed over or taken out meanwhile: nothing is sent twice.
 */
export async function putBack(whose: string, [item, ...followers]: Item[]): Promise<void> {
  await write(async (stores) => {
    if (item === undefined || !(await isOf(whose, stores))) return;
    const items = await inOrder(stores);
    const isTaken = items.some(({ order, clientId }) => order === item.order && clientId !== item.clientId);
    await stores.outbox.put(isTaken ? { ...item, order: items.at(-1)!.order + 1 } : item);
    const current = followers.map((before) => ({ before, now: items.find((now) => isStill(before, now)) }));
    // What began the chat in its place has the others follow it.
    if (item.kind === "start" && current[0]?.now === undefined) return;
    for (const { before, now } of current) {
      if (now !== undefined) await stores.outbox.put({ ...now, kind: before.kind, follows: before.follows });
    }
  });
}

/** Whether it waits as it did before, whatever it says by now. */
const isStill = (before: Item, now: Item): boolean =>
  now.clientId === before.clientId && now.chatId === before.chatId && !now.isHandedOver;

/** Whether two neighbours may change places: nothing comes before what it follows, or what is on its way. */
export const mayPass = (earlier: Item | undefined, later: Item | undefined): boolean =>
  earlier !== undefined &&
  later !== undefined &&
  !earlier.isHandedOver &&
  !later.isHandedOver &&
  later.follows !== earlier.clientId;

/** Moves something by one place: -1 is earlier. */
export const move = (clientId: string, step: -1 | 1): Promise<boolean> =>
  change(clientId, async (item, stores) => {
    const { outbox } = stores;
    const items = await inOrder(stores);
    const other = items[items.findIndex((it) => it.clientId === clientId) + step];
    const pair: [Item | undefined, Item | undefined] = step < 0 ? [other, item] : [item, other];
    if (other === undefined || !mayPass(...pair)) return;
    // Places are unique, so one of the two steps aside first.
    await outbox.put({ ...item, order: -1 });
    await outbox.put({ ...other, order: item.order });
    await outbox.put({ ...item, order: other.order });
  });

/**
 * Takes up what is sent next of this person's; null when nothing can be. Behind something that was refused or is
 * among `waiting` the rest of its chat waits, other chats do not.
 */
export async function take(whose: string, waiting: ReadonlySet<string> = new Set()): Promise<Item | null> {
  return await write(async (stores) => {
    if (!(await isOf(whose, stores))) return null;
    const held = new Set<string>();
    for (const item of await inOrder(stores)) {
      if (item.refusal === null && !waiting.has(item.clientId) && !held.has(placeOf(item))) {
        const taken = { ...item, isHandedOver: true };
        await stores.outbox.put(taken);
        return taken;
      }
      held.add(placeOf(item));
    }
    return null;
  });
}

/** It was done, in this chat and thread: what follows it goes on there. */
export async function settle(clientId: string, chatId: string, threadId: string): Promise<void> {
  await write(async (stores) => {
    const { outbox, settled } = stores;
    await outbox.delete(clientId);
    await settled.put({ clientId, chatId });
    for (const item of await inOrder(stores)) {
      if (item.follows === clientId) await outbox.put({ ...item, chatId, threadId, follows: null });
    }
  });
}

/** It was not done, and why: it can be changed again. */
export async function refuse(clientId: string, refusal: Refusal): Promise<void> {
  await write(async ({ outbox }) => {
    const item = await outbox.get(clientId);
    if (item !== undefined) await outbox.put({ ...item, refusal, isHandedOver: false });
  });
}
