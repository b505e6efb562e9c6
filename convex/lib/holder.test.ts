import { expect, test } from "vitest";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { Holder } from "./holder";
import { deltasMax } from "./limits";

test("a run is full before its rows are more than its end can read", async () => {
  let rows = 0;
  const runMutation = async (_: unknown, { deltas }: { deltas?: unknown[] }) => {
    rows += deltas?.length ?? 0;
    return "running";
  };
  const ctx = { runMutation, runQuery: async () => "running" } as unknown as ActionCtx;
  const holder = new Holder(ctx, { leaseId: "lease" as Id<"runLeases">, behind: 7 });
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
