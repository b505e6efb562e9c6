import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { deltasMax, messagePartsMax } from "./limits";
import type { newDelta } from "./shapes/runs";

/**
 * The text of an answer while it arrives, and what it becomes. Deltas are only ever appended, by one writer,
 * so what was read once stays true; joined in order they are exactly the final text.
 */

export type Delta = Infer<typeof newDelta>;

/** A part of a message before it is stored. */
export type Part = Pick<
  Doc<"messageParts">,
  "kind" | "text" | "signature" | "toolCallId" | "toolName" | "json"
>;

/** The last number given to a delta of a message, whichever run wrote it. */
export async function lastSequence(ctx: QueryCtx, messageId: Id<"messages">): Promise<number> {
  const last = await ctx.db
    .query("streamDeltas")
    .withIndex("by_message", (q) => q.eq("messageId", messageId))
    .order("desc")
    .first();
  return last?.sequence ?? 0;
}

/** Stores deltas, the first of them under the given number; those that are stored already are left out. */
export async function storeDeltas(
  ctx: MutationCtx,
  { _id, userId, threadId, messageId, behind }: Doc<"runs">,
  first: number,
  deltas: Delta[],
): Promise<void> {
  const last = Math.max(behind, await lastSequence(ctx, messageId));
  for (const [index, delta] of deltas.entries()) {
    const sequence = first + index;
    if (sequence <= last) continue;
    await ctx.db.insert("streamDeltas", {
      ...delta,
      userId,
      threadId,
      messageId,
      runId: _id,
      sequence,
    });
  }
}

/** The deltas of a run behind a number, in order. `until` is needed where a later run may have some, too. */
export const deltasOf = (
  ctx: QueryCtx,
  { messageId, behind }: Doc<"runs">,
  after: number,
  count: number,
  until = Infinity,
) =>
  ctx.db
    .query("streamDeltas")
    .withIndex("by_message", (q) =>
      q.eq("messageId", messageId).gt("sequence", Math.max(behind, after)).lte("sequence", until),
    )
    .take(count);

export const hasDeltas = async (ctx: QueryCtx, run: Doc<"runs">): Promise<boolean> =>
  (await deltasOf(ctx, run, 0, 1)).length > 0;

/** The deltas of a run as parts, its text alone, and the last number it has given. */
export async function consolidated(
  ctx: QueryCtx,
  run: Doc<"runs">,
): Promise<{ text: string; parts: Part[]; until: number }> {
  const deltas = await deltasOf(ctx, run, 0, deltasMax);
  const text = deltas.filter(({ kind }) => kind === "text").map((delta) => delta.text);
  const until = deltas.at(-1)?.sequence ?? run.behind;
  return { text: text.join(""), parts: partsOf(deltas), until };
}

/** Joins deltas to parts: what follows on itself goes on, arguments go to their call. */
export function partsOf(deltas: Delta[]): Part[] {
  const parts: Part[] = [];
  for (const delta of deltas) {
    if (delta.kind === "tool-call-delta") {
      const call = parts.findLast(
        ({ kind, toolCallId }) => kind === "tool-call" && toolCallId === delta.toolCallId,
      );
      if (call !== undefined) call.json = (call.json ?? "") + delta.text;
    } else {
      addPart(parts, delta.kind, delta);
    }
  }
  return parts;
}

/** Whether a delta belongs to the part before it. */
const goesOn = (last: Pick<Part, "kind" | "signature"> | undefined, kind: Part["kind"]) =>
  (kind === "text" || kind === "reasoning") && last?.kind === kind && last.signature === undefined;

/**
 * Counts the parts that deltas become, as they come. A call counts for its result as well, so that there is
 * room for it.
 */
export class PartCounter {
  #count: number;
  #last: Pick<Part, "kind" | "signature"> | undefined;

  /** `count` is how many the message has already. */
  constructor(count: number) {
    this.#count = count;
  }

  add({ kind, signature }: Delta): void {
    if (kind === "tool-call-delta" || kind === "tool-result") return;
    if (!goesOn(this.#last, kind)) this.#count += kind === "tool-call" ? 2 : 1;
    this.#last = { kind, signature };
  }

  /** Whether the message might not hold another call, its result, and an error behind them. */
  get isFull(): boolean {
    return this.#count > messagePartsMax - 3;
  }
}

function addPart(parts: Part[], kind: Part["kind"], delta: Delta): void {
  const { text, signature, toolCallId, toolName } = delta;
  const last = parts.at(-1);
  if (last !== undefined && goesOn(last, kind)) {
    last.text = (last.text ?? "") + text;
    last.signature = signature;
    return;
  }
  const content = kind === "tool-call" || kind === "tool-result" ? { json: text } : { text };
  parts.push({ kind, ...content, signature, toolCallId, toolName });
}

/** Gives a message these parts behind those that it has; an error of an earlier run is over. */
export async function storeParts(
  ctx: MutationCtx,
  message: Doc<"messages">,
  added: Part[],
): Promise<void> {
  const known = await partsIn(ctx, message);
  const before: Part[] =
    known.length === 0 && message.content !== "" ? [{ kind: "text", text: message.content }] : known;
  const parts = joined([...before.filter(({ kind }) => kind !== "error"), ...added]);
  await writeParts(ctx, message, known, parts);
}

/** Gives the parts of a message that was edited its new text, in place of all that was said there before. */
export async function replaceText(
  ctx: MutationCtx,
  message: Doc<"messages">,
  text: string,
): Promise<void> {
  const known = await partsIn(ctx, message);
  if (known.length === 0) return;
  const place = known.findLastIndex(({ kind }) => kind === "text");
  const at = place === -1 ? known.length : place;
  const isOther = ({ kind }: Part) => kind !== "text";
  const before: Part[] = known.slice(0, at).filter(isOther);
  const behind = known.slice(at).filter(isOther);
  await writeParts(ctx, message, known, [...before, { kind: "text", text }, ...behind]);
}

export const partsIn = (ctx: QueryCtx, { _id }: Doc<"messages">) =>
  ctx.db
    .query("messageParts")
    .withIndex("by_message", (q) => q.eq("messageId", _id))
    .take(messagePartsMax);

const isCall = ({ kind }: Pick<Part, "kind">) => kind === "tool-call";

/** Gives a message these parts in place of those that are known. One that is nothing but its text needs none. */
export async function writeParts(
  ctx: MutationCtx,
  { userId, _id: messageId }: Pick<Doc<"messages">, "_id" | "userId">,
  known: Doc<"messageParts">[],
  parts: Part[],
): Promise<void> {
  for (const { _id } of known) await ctx.db.delete("messageParts", _id);
  if (known.some(isCall) || parts.some(isCall)) {
    await ctx.db.patch("messages", messageId, { hasCalls: parts.some(isCall) || undefined });
  }
  if (parts.every(({ kind }) => kind === "text")) return;
  for (const [index, part] of parts.slice(0, messagePartsMax).entries()) {
    const { kind, text, signature, toolCallId, toolName, json } = part;
    const fields = { kind, text, signature, toolCallId, toolName, json };
    await ctx.db.insert("messageParts", { ...fields, userId, messageId, sequence: index + 1 });
  }
}

/** Text that goes on where another run had ended is one text. */
function joined(parts: Part[]): Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.kind === "text" && last?.kind === "text") {
      all[all.length - 1] = { ...last, text: (last.text ?? "") + (part.text ?? "") };
    } else {
      all.push(part);
    }
  }
  return all;
}
