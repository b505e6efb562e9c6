import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import type { Delta } from "./deltas";
import { deltasMax, heartbeatMs, messagePartsMax } from "./limits";

/**
 * The action's side of a run: it writes what arrives, a few times a second, says that it is still there, and
 * learns that it is to stop, also while the provider is silent. Sequence numbers are given here, so writing
 * something again that was written already changes nothing.
 */

/** At least so long between two writes; longer in long answers, so that their rows stay few. */
const batchMs = 50;
const rowsPerStep = 1_000;
/** What is written at once, without waiting. */
const batchLengthMax = 8_000;
/** How often somebody who writes nothing asks whether to go on. */
const lookMs = 100;
/** A provider that says nothing for so long does not come back. */
export const silenceMs = 5 * 60_000;
const writeAttempts = 3;

/**
 * Why a run is given up: its person wants it, it belongs to somebody else now, nothing comes any more, or what
 * comes cannot be written.
 */
export type Reason = "stopped" | "lost" | "silent" | "unwritten";

export class Holder {
  #ctx: ActionCtx;
  #leaseId: Id<"runLeases">;
  #next: number;
  #behind: number;
  #buffer: Delta[] = [];
  #pairs = new Pairs();
  #length = 0;
  #lastWrite = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writing: Promise<void> | null = null;
  #failure: unknown = null;
  #controller = new AbortController();
  #lastSign = Date.now();
  #isOver = false;
  #wake: () => void = () => {};
  #watching: Promise<void>;

  constructor(ctx: ActionCtx, held: { leaseId: Id<"runLeases">; behind: number }) {
    this.#ctx = ctx;
    this.#leaseId = held.leaseId;
    this.#behind = held.behind;
    this.#next = held.behind + 1;
    this.#watching = this.#watch();
  }

  /** Aborted with the `Reason`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether anything was handed over, to be shown. */
  get hasShown(): boolean {
    return this.#next > this.#behind + 1 || this.#buffer.length > 0;
  }

  /** Whether there is room for no more rows than the results of tools may need. */
  get isFull(): boolean {
    return this.#next - this.#behind + this.#buffer.length > deltasMax - messagePartsMax;
  }

  /** The provider has given a sign of life. */
  sign(): void {
    this.#lastSign = Date.now();
  }

  /** The provider answers one request after the other: as long as it has not begun with this one, it is not silent. */
  awaitTurn(): void {
    this.#lastSign = Infinity;
  }

  /** Takes a delta; waits only where writing does not keep up. */
  async add(given: Delta): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const delta = this.#pairs.joined(given);
    if (delta.text === "" && given.text !== "") return;
    const last = this.#buffer.at(-1);
    if (last !== undefined && isContinued(last, delta)) {
      last.text += delta.text;
      if (delta.signature !== undefined) last.signature = delta.signature;
    } else {
      this.#buffer.push({ ...delta });
    }
    this.#length += delta.text.length;
    if (this.#length < batchLengthMax) this.#writeSoon();
    else await this.write();
  }

  #writeSoon(): void {
    if (this.#timer !== null || this.#writing !== null) return;
    const rows = this.#next - this.#behind;
    const pause = batchMs * (1 + Math.floor(rows / rowsPerStep));
    const wait = Math.max(0, this.#lastWrite + pause - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // `add` and `close` tell of a failure.
      void this.write().catch(() => {});
    }, wait);
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#controller.abort("unwritten" satisfies Reason);
  }

  /** Writes all that has been taken. A row that is missing would make a lie of those behind it: it is the end. */
  async write(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#buffer.length === 0 || this.#failure !== null) return;
    const deltas = this.#buffer;
    this.#buffer = [];
    this.#length = 0;
    const first = this.#next;
    this.#next += deltas.length;
    this.#writing = this.#send(first, deltas)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#writing = null;
        this.#lastWrite = Date.now();
        if (this.#buffer.length > 0 && this.#failure === null) this.#writeSoon();
      });
    await this.#writing;
    if (this.#failure !== null) throw this.#failure;
  }

  async #send(first: number, deltas: Delta[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const args = { leaseId: this.#leaseId, first, deltas };
        this.#learn(await this.#ctx.runMutation(internal.streaming.appendStreamDelta, args));
        return;
      } catch (error) {
        if (attempt === writeAttempts) throw error;
      }
    }
  }

  #learn(standing: "running" | "stopping" | "lost"): void {
    if (standing === "stopping") this.#controller.abort("stopped" satisfies Reason);
    if (standing === "lost") this.#controller.abort("lost" satisfies Reason);
  }

  /** Says that the run is alive, and looks whether it is to stop, until it is over. */
  async #watch(): Promise<void> {
    let lastBeat = Date.now();
    while (!this.#isOver && !this.signal.aborted) {
      await this.#pause();
      if (this.#isOver) return;
      const now = Date.now();
      if (now - this.#lastSign > silenceMs) this.#controller.abort("silent" satisfies Reason);
      const leaseId = this.#leaseId;
      try {
        if (now - lastBeat >= heartbeatMs) {
          this.#learn(await this.#ctx.runMutation(internal.runs.heartbeat, { leaseId }));
          lastBeat = now;
        } else if (now - this.#lastWrite >= lookMs) {
          this.#learn(await this.#ctx.runQuery(internal.runs.standing, { leaseId }));
        }
      } catch {
        // The next look tells; who does not get through for long loses the lease.
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lookMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Writes the rest and looks no more. Throws what has kept anything from being written. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.#wake();
    await this.#watching;
    if (this.#failure === null) await this.write();
    if (this.#failure !== null) throw this.#failure;
  }
}

/** Whether one row can hold both. */
const isContinued = (last: Delta, { kind, toolCallId }: Delta): boolean =>
  last.kind === kind &&
  last.signature === undefined &&
  (kind === "text" ||
    kind === "reasoning" ||
    (kind === "tool-call-delta" && last.toolCallId === toolCallId));

/**
 * Some providers cut between the two halves of a character. A row cannot hold one half, so the first waits for
 * the second, and is left out if that never comes.
 */
class Pairs {
  #half = "";
  #kind: Delta["kind"] | null = null;

  joined(delta: Delta): Delta {
    const text = (delta.kind === this.#kind ? this.#half : "") + delta.text;
    this.#kind = delta.kind;
    this.#half = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : "";
    const whole = this.#half === "" ? text : text.slice(0, -1);
    return { ...delta, text: whole.replace(/\p{Surrogate}/gu, "\ufffd") };
  }
}
