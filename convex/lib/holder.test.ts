import { afterEach, expect, test, vi } from "vitest";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { Holder, silenceMs } from "./holder";
import { deltasMax } from "./limits";

afterEach(() => void vi.useRealTimers());

const held = { leaseId: "lease" as Id<"runLeases">, behind: 7 };

test("a run is full before its rows are more than its end can read", async () => {
  let rows = 0;
  const runMutation = async (_: unknown, { deltas }: { deltas?: unknown[] }) => {
    rows += deltas?.length ?? 0;
    return "running";
  };
  const ctx = { runMutation, runQuery: async () => "running" } as unknown as ActionCtx;
  const holder = new Holder(ctx, held);
  let given = 0;
  // Arguments of two calls in turn: nothing of them can share a row, and all are two parts.
  for (; !holder.isFull && given < deltasMax; given++) {
    await holder.add({ kind: "tool-call-delta", text: "1234", toolCallId: `${given % 2}` });
  }
  await holder.close();
  expect(rows).toBe(given);
  expect(rows).toBeGreaterThan(deltasMax - 1_000);
  expect(rows).toBeLessThan(deltasMax);
});

test("a provider that answers one after the other is silent only once it has begun", async () => {
  vi.useFakeTimers();
  const ctx = { runMutation: async () => "running", runQuery: async () => "running" } as unknown as ActionCtx;
  const holder = new Holder(ctx, held);
  holder.awaitTurn();
  await vi.advanceTimersByTimeAsync(2 * silenceMs);
  expect(holder.signal.aborted).toBe(false);
  holder.sign();
  await vi.advanceTimersByTimeAsync(silenceMs - 1_000);
  expect(holder.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(holder.signal.reason).toBe("silent");
});
