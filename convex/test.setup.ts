/// <reference types="vite/client" />
import { convexTest } from "convex-test";
import type { GenericDatabaseWriter, StorageActionWriter } from "convex/server";
import { ConvexError } from "convex/values";
import { expect, vi } from "vitest";
import { api, internal } from "./_generated/api";
import type { DataModel, Id } from "./_generated/dataModel";
import schema from "./schema";

export const modules = import.meta.glob([
  "./**/*.ts",
  "./_generated/*.js",
  "!./**/*.d.ts",
  "!./**/*.{test,setup,config}.ts",
]);

const identity = (name: string) => ({
  issuer: "https://conclave.test",
  subject: name,
  tokenIdentifier: `https://conclave.test|${name}`,
  name,
  email: `${name}@conclave.test`,
});

/** A deployment with two people who know nothing of each other, and somebody who has not signed in. */
export function createWorld(deployment = convexTest({ schema, modules })) {
  return {
    deployment,
    ada: deployment.withIdentity(identity("ada")),
    bob: deployment.withIdentity(identity("bob")),
    nobody: deployment,
  };
}

export type Deployment = ReturnType<typeof createWorld>["deployment"];
export type Person = ReturnType<typeof createWorld>["ada"];

export const createTask = (person: Person, title = "Write the tests"): Promise<Id<"tasks">> =>
  person.mutation(api.tasks.create, { title });

export const firstPage = (numItems = 100) => ({ numItems, cursor: null });

export const contentsOf = (todos: { content: string }[]) => todos.map(({ content }) => content);

/** Stores bytes with a type, as an upload does; the stand-in for a deployment forgets the type. */
export async function upload(
  ctx: { db: GenericDatabaseWriter<DataModel>; storage: StorageActionWriter },
  bytes: string,
  contentType: string,
): Promise<Id<"_storage">> {
  const storageId = await ctx.storage.store(new Blob([bytes]));
  await ctx.db.patch(storageId as never, { contentType } as never);
  return storageId;
}

/** The call fails as our functions fail, with this code and a sentence. */
export async function expectFailure(call: Promise<unknown>, code: string): Promise<void> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error, `expected ${code}, but the call succeeded`).toBeInstanceOf(ConvexError);
  const { data } = error as ConvexError<{ code: string; message: string }>;
  expect(data.code).toBe(code);
  expect(data.message).toMatch(/^[A-Z].*\.$/);
}

/** Lets the clock that functions see go on by a second. Call `vi.useRealTimers` after the test. */
export function letTimePass(): void {
  if (!vi.isFakeTimers()) vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(Date.now() + 1_000);
}

/** A person of our own server, signed in with one session. Call `forgetIssuer` after the test. */
export async function signInHere(deployment: Deployment, name: string) {
  process.env.CONCLAVE_ISSUER = "https://here.test";
  const externalId = `https://here.test|${name}`;
  const email = `${name}@here.test`;
  const row = await deployment.mutation(internal.accounts.owner, { externalId, name, email });
  const tokenHash = `hash of ${name} ${Math.random()}`;
  const expiresAt = Date.now() + 30 * 24 * 60 * 60 * 1000;
  const { userId } = row;
  const sessionId = await deployment.mutation(internal.sessions.create, {
    userId,
    tokenHash,
    expiresAt,
  });
  const claims = { tokenIdentifier: externalId, issuer: "https://here.test", subject: name };
  const person = deployment.withIdentity({ ...claims, name: "from the token", sid: sessionId });
  return { person, row, userId, sessionId, tokenHash };
}

export const forgetIssuer = () => {
  delete process.env.CONCLAVE_ISSUER;
};
