import { keepDraftsOf } from "./drafts";
import { marked } from "./editing";
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

/** The server is there, and does not do it. Something else it may do. */
class Failure extends Error {}

async function ask<Answer>(path: string, fields: Record<string, string>): Promise<Answer> {
  const headers = { accept: "application/json" };
  const [body, signal] = [new URLSearchParams(fields), AbortSignal.timeout(PATIENCE_MS)];
  const response = await fetch(path, { method: "POST", headers, body, signal });
  if (!response.ok) throw new Failure(`${path} answered ${response.status}`);
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
 * Brings what is kept here up to date; the chat that is shown in any case. Where nobody is signed in any more, what
 * waits does so for its writer.
 */
export async function takeAlong(shown?: string): Promise<void> {
  const epoch = await store.epoch();
  const known = (await store.chats()).filter(({ id }) => id !== shown);
  const opened = await store.opened();
  const stamps = known.map(({ id, stamp }) => [id, stamp]);
  const fields = {
    known: JSON.stringify(Object.fromEntries(stamps)),
    opened: JSON.stringify([...new Set(shown === undefined ? opened : [shown, ...opened])]),
  };
  type Taken = store.Snapshot & { person: string | null };
  const { person, ...snapshot } = await ask<Taken>("/do/take_along", fields);
  await store.adopt(person, snapshot, epoch);
  if (person !== null) keepDraftsOf(person);
  announce();
}

/** What became of sending: nothing can be sent any more, some of it has to be tried later, or all that is left. */
export type Sent = "done" | "partly" | "later";

/** Sends what there is of this person's, in order. One tab does so at a time; the others find nothing left. */
export const sendAll = async (whose: string): Promise<Sent> =>
  await navigator.locks.request("conclave-outbox", () => sendWhatThereIs(whose));

async function sendWhatThereIs(whose: string): Promise<Sent> {
  // Nothing is handed over in vain: what may have arrived cannot be changed any more.
  if ((await store.person()) !== whose || (await store.outbox()).length === 0) return "done";
  if (!(await isThere())) return "later";
  const failed: string[] = [];
  const next = async () => await outbox.take(whose, new Set([...failed, ...(await marked())]));
  for (let item = await next(); item !== null; item = await next()) {
    announce();
    try {
      if (!(await send(item, whose))) return "done";
    } catch (failure) {
      if (!(failure instanceof Failure)) return "later";
      // It holds up its own chat only.
      failed.push(item.clientId);
    } finally {
      announce();
    }
  }
  return failed.length === 0 ? "done" : "partly";
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
      // Who is signed in by now, if anybody is, is asked for with what they keep.
      await store.doubt();
      return false;
  }
}
