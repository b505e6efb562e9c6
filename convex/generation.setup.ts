import { expect, vi } from "vitest";
import { gate, ScriptedProvider } from "../end2end/support/provider.mjs";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createWorld, type Deployment, type Person } from "./test.setup";

/** A world with a provider that says what the test has written. */

export { gate };

export const encryptionKey = "0123456789abcdef".repeat(4);

/** Sets variables of the deployment until the returned function is called. */
export function setVariables(variables: Record<string, string>): () => void {
  for (const [name, value] of Object.entries(variables)) process.env[name] = value;
  return () => {
    for (const name of Object.keys(variables)) delete process.env[name];
  };
}

/** A world with the provider. `finish` puts everything away, so that nothing goes on into the next test. */
export async function createChatWorld(deployment?: Deployment) {
  const provider = await ScriptedProvider.start();
  const forget = setVariables({
    ...provider.variables,
    CONCLAVE_ENCRYPTION_KEY: encryptionKey,
  } as Record<string, string>);
  const world = createWorld(deployment);
  const finish = async () => {
    await world.deployment.run(async (ctx) => {
      const jobs = await ctx.db.system.query("_scheduled_functions").take(1_000);
      for (const { _id, state } of jobs) if (state.kind === "pending") await ctx.scheduler.cancel(_id);
      // Whoever still generates has lost the run.
      for (const { _id } of await ctx.db.query("runLeases").take(100)) await ctx.db.delete("runLeases", _id);
    });
    await world.deployment.finishInProgressScheduledFunctions();
    await provider.close();
    forget();
  };
  return { ...world, provider, finish };
}

/** Waits for an effect: looks again until it does not throw. */
export const eventually = <Value>(look: () => Promise<Value>): Promise<Value> =>
  vi.waitFor(look, { interval: 5, timeout: 30_000 });

/** The message once nothing of it is generated any more. */
export const settled = (person: Person, chatId: Id<"chats">) =>
  eventually(async () => {
    const view = (await person.query(api.chats.view, { chatId }))!;
    const last = view.messages.at(-1)!;
    expect(last.role).toBe("ASSISTANT");
    expect(last.status).not.toBe("streaming");
    return { ...view, last };
  });

/** Everything a reader has seen of an answer who began at the beginning. */
export async function readAll(person: Person, messageId: Id<"messages">) {
  const chunks: { kind: string; text: string; sequence: number }[] = [];
  for (let after = 0; ; ) {
    const piece = await person.query(api.streaming.deltas, { messageId, after });
    chunks.push(...piece.chunks);
    if (piece.chunks.length === 0) return { chunks, isDone: piece.isDone };
    after = piece.last;
  }
}

/** Waits until a reader has seen this text of an answer. */
export const shown = (person: Person, messageId: Id<"messages">, text: string) =>
  eventually(async () => {
    const { chunks } = await readAll(person, messageId);
    expect(textOf(chunks)).toBe(text);
  });

export const textOf = (chunks: { kind: string; text: string }[]) =>
  chunks.filter(({ kind }) => kind === "text").map((chunk) => chunk.text).join("");

/** A key as the server seals it. */
export async function seal(purpose: string, text: string): Promise<string> {
  const raw = Uint8Array.from(encryptionKey.match(/../g)!, (digits) => Number.parseInt(digits, 16));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const encoder = new TextEncoder();
  const algorithm = { name: "AES-GCM", iv, additionalData: encoder.encode(purpose) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, encoder.encode(text)));
  const binary = String.fromCharCode(...iv, ...sealed);
  return `v1.${btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
}

export async function putKey(
  deployment: Deployment,
  person: Person,
  provider: "anthropic" | "openai" | "openrouter",
  key: string,
) {
  const userId = await person.mutation(api.auth.upsertUser, {});
  const ciphertext = await seal("provider-key", key);
  await deployment.mutation(internal.providerKeys.put, {
    userId,
    provider,
    ciphertext,
    hint: key.slice(-4),
    status: "valid",
  });
  return userId;
}
