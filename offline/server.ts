import { announce } from "./news";
import * as outbox from "./outbox";
import * as store from "./store";

/** What goes between this device and the server: chats to keep, and what was written without a network. */

type Delivery =
  | { outcome: "done"; chat: string; thread: string }
  | ({ outcome: "refused" } & store.Refusal)
  | { outcome: "stranger" };

/** How long an answer may take, so that one that never comes holds nothing up. */
const [PATIENCE_MS, QUICK_MS] = [60_000, 5_000];

async function ask<Answer>(path: string, fields: Record<string, string>): Promise<Answer> {
  const headers = { accept: "application/json" };
  const [body, signal] = [new URLSearchParams(fields), AbortSignal.timeout(PATIENCE_MS)];
  const response = await fetch(path, { method: "POST", headers, body, signal });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Answer;
}

/** Whether the server answers. What it is asked for is small, and nobody's. */
export async function isThere(): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    const signal = AbortSignal.timeout(QUICK_MS);
    return (await fetch("/robots.txt", { method: "HEAD", cache: "no-store", signal })).ok;
  } catch {
    return false;
  }
}

/**
 * Brings what is kept here up to date; the chat that is shown in any case. Where nobody is signed in nothing is kept.
 */
export async function takeAlong(shown?: string): Promise<void> {
  const epoch = await store.epoch();
  const known = (await store.chats()).filter(({ id }) => id !== shown);
  const stamps = known.map(({ id, stamp }) => [id, stamp]);
  const fields = {
    known: JSON.stringify(Object.fromEntries(stamps)),
    opened: JSON.stringify(await store.opened()),
  };
  type Taken = store.Snapshot & { person: string | null };
  const { person, ...snapshot } = await ask<Taken>("/do/take_along", fields);
  if (person === null) await store.wipe();
  else await store.adopt(person, snapshot, epoch);
  announce();
}

/** What became of sending: nothing can be sent any more, or it has to be tried later. */
export type Sent = "done" | "later";

/** Sends what there is, in order. One tab does so at a time; the others find nothing left. */
export const sendAll = async (): Promise<Sent> => await navigator.locks.request("conclave-outbox", sendWhatThereIs);

async function sendWhatThereIs(): Promise<Sent> {
  const person = await store.person();
  // Nothing is handed over in vain: what may have arrived cannot be changed any more.
  if (person === null || (await store.outbox()).length === 0) return "done";
  if (!(await isThere())) return "later";
  for (let item = await outbox.take(); item !== null; item = await outbox.take()) {
    announce();
    try {
      if (!(await send(item, person))) return "done";
    } catch {
      return "later";
    } finally {
      announce();
    }
  }
  return "done";
}

/** Sends one item; false when somebody else is signed in. */
async function send(item: store.Item, person: string): Promise<boolean> {
  const { clientId } = item;
  const answer = await ask<Delivery>("/do/deliver", { person, item: JSON.stringify(item) });
  switch (answer.outcome) {
    case "done":
      await outbox.settle(clientId, answer.chat, answer.thread);
      return true;
    case "refused":
      await outbox.refuse(clientId, { code: answer.code, message: answer.message });
      return true;
    case "stranger":
      await store.wipe();
      return false;
  }
}
