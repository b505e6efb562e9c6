import { afterEach, describe, expect, test } from "vitest";
import { api, internal } from "./_generated/api";
import { createWorld, expectFailure, forgetIssuer, signInHere, type Deployment } from "./test.setup";

afterEach(forgetIssuer);

const eve = { name: " Eve ", email: "eve@here.test", passwordHash: "$argon2id$1" };
const signUp = (deployment: Deployment, subject: string) =>
  deployment.mutation(internal.accounts.signUp, {
    ...eve,
    externalId: `https://here.test|${subject}`,
  });

describe("passwords", () => {
  test("an address signs up once", async () => {
    const { deployment } = createWorld();
    expect(await deployment.query(internal.accounts.any, {})).toBe(false);
    const person = await signUp(deployment, "1");
    expect(person).toMatchObject({ name: "Eve", email: "eve@here.test", emailVerified: true });
    expect(await signUp(deployment, "2")).toBeNull();
    expect(await deployment.query(internal.accounts.any, {})).toBe(true);
    const found = await deployment.query(internal.accounts.byEmail, { email: "eve@here.test" });
    expect(found).toEqual({ person, passwordHash: "$argon2id$1" });
    const nobody = await deployment.query(internal.accounts.byEmail, { email: "a@here.test" });
    expect(nobody).toBeNull();
  });

  test("a reset works once, replaces the hash and ends every session", async () => {
    const { deployment } = createWorld();
    const person = (await signUp(deployment, "eve"))!;
    const session = await signInHere(deployment, "eve");
    expect(session.userId).toBe(person.userId);
    const link = { identifier: "reset:1", value: person.userId, expiresAt: Date.now() + 10_000 };
    await deployment.mutation(internal.verifications.create, link);
    const reset = () =>
      deployment.mutation(internal.accounts.resetPassword, {
        identifier: "reset:1",
        passwordHash: "$argon2id$2",
      });
    const find = () => deployment.query(internal.accounts.byReset, { identifier: "reset:1" });
    expect(await find()).toEqual(person);
    expect(await reset()).toEqual([session.sessionId]);
    expect([await reset(), await find()]).toEqual([null, null]);
    const hash = await deployment.query(internal.accounts.passwordOf, { userId: person.userId });
    expect(hash).toBe("$argon2id$2");
    await expectFailure(session.person.query(api.accounts.mine, {}), "UNAUTHENTICATED");
  });

  test("a new one ends the other sessions and every link that a reset was asked for with", async () => {
    const { deployment } = createWorld();
    const { userId } = (await signUp(deployment, "eve"))!;
    const { userId: annsId } = await signInHere(deployment, "ann");
    const [here, there] = [await signInHere(deployment, "eve"), await signInHere(deployment, "eve")];
    const issue = (identifier: string, value: string) =>
      deployment.mutation(internal.verifications.create, { identifier, value, expiresAt: Date.now() + 10_000 });
    const links = [["reset:1", userId], ["reset:2", userId], ["address:3", userId], ["reset:4", annsId]] as const;
    for (const [identifier, value] of links) await issue(identifier, value);
    const change = { userId, passwordHash: "$argon2id$6", except: here.sessionId };
    expect(await deployment.mutation(internal.accounts.changePassword, change)).toEqual([there.sessionId]);
    const left = await deployment.run((ctx) => ctx.db.query("verifications").take(9));
    expect(left.map(({ identifier }) => identifier)).toEqual(["address:3", "reset:4"]);
    expect(await deployment.query(internal.accounts.passwordOf, { userId })).toBe("$argon2id$6");
  });

  test("one that cannot be set changes nothing, and says so", async () => {
    const { deployment } = createWorld();
    await signUp(deployment, "other");
    const { userId, person } = await signInHere(deployment, "eve");
    const identifier = "reset:1";
    const link = { identifier, value: userId, expiresAt: Date.now() + 10_000 };
    await deployment.mutation(internal.verifications.create, link);
    const passwordHash = "$argon2id$7";
    const set = { userId, passwordHash };
    const reset = { identifier, passwordHash };
    expect(await deployment.mutation(internal.accounts.changePassword, set)).toBeNull();
    expect(await deployment.mutation(internal.accounts.resetPassword, reset)).toBeNull();
    expect(await deployment.query(internal.accounts.passwordOf, { userId })).toBeNull();
    expect(await person.query(api.accounts.mine, {})).toEqual([]);
  });

  test("who came by another way gets one, unless the address is somebody else's", async () => {
    const { deployment } = createWorld();
    const { userId } = await signInHere(deployment, "ann");
    const passwordOf = () => deployment.query(internal.accounts.passwordOf, { userId });
    expect(await passwordOf()).toBeNull();
    const passwordHash = "$argon2id$3";
    await deployment.mutation(internal.accounts.setPassword, { userId, passwordHash });
    expect(await passwordOf()).toBe(passwordHash);

    await signUp(deployment, "other");
    const second = await signInHere(deployment, "eve");
    await deployment.mutation(internal.accounts.setPassword, { userId: second.userId, passwordHash });
    const rest = await deployment.query(internal.accounts.passwordOf, { userId: second.userId });
    expect(rest).toBeNull();
  });
});

test("an address that is not proven gets no password", async () => {
  const { deployment } = createWorld();
  const { userId } = await signInHere(deployment, "ann");
  await deployment.run(async (ctx) => await ctx.db.patch("users", userId, { emailVerified: false }));
  const passwordHash = "$argon2id$5";
  await deployment.mutation(internal.accounts.setPassword, { userId, passwordHash });
  expect(await deployment.query(internal.accounts.passwordOf, { userId })).toBeNull();
  const email = "ann@here.test";
  await deployment.mutation(internal.accounts.confirmEmail, { userId, email });
  await deployment.mutation(internal.accounts.setPassword, { userId, passwordHash });
  expect(await deployment.query(internal.accounts.passwordOf, { userId })).toBe(passwordHash);
});

describe("other providers", () => {
  const account = { providerId: "github", accountId: "7", label: "@eve", accessToken: "v1.x" };
  const profile = {
    externalId: "https://here.test|new",
    name: "Eve",
    email: "eve@here.test",
    emailVerified: true,
  };
  const connect = (deployment: Deployment, more: object = {}) =>
    deployment.mutation(internal.accounts.connect, { ...account, ...more });

  test("somebody unknown becomes a person where that is allowed, and is known from then on", async () => {
    const { deployment } = createWorld();
    expect(await connect(deployment)).toEqual({ kind: "closed" });
    const created = await connect(deployment, { profile });
    expect(created).toMatchObject({ kind: "created", person: { name: "Eve" } });
    expect(await connect(deployment)).toMatchObject({ kind: "known", person: { name: "Eve" } });
  });

  test("an address alone links nothing", async () => {
    const { deployment } = createWorld();
    await signUp(deployment, "1");
    expect(await connect(deployment, { profile })).toEqual({ kind: "address_taken" });
    const unproven = { ...profile, emailVerified: false };
    const created = await connect(deployment, { profile: unproven });
    expect(created).toMatchObject({ kind: "created", person: { emailVerified: false } });
  });

  test("whoever is signed in links it, once and for one person", async () => {
    const { deployment } = createWorld();
    const ann = await signInHere(deployment, "ann");
    const bea = await signInHere(deployment, "bea");
    expect(await connect(deployment, { linkTo: ann.userId })).toMatchObject({ kind: "linked" });
    expect(await connect(deployment, { linkTo: ann.userId })).toMatchObject({ kind: "known" });
    expect(await connect(deployment, { linkTo: bea.userId })).toEqual({ kind: "taken" });
    const mine = await ann.person.query(api.accounts.mine, {});
    expect(mine).toMatchObject([{ providerId: "github", label: "@eve" }]);
    expect(JSON.stringify(mine)).not.toContain("v1.x");
  });

  test("the last way to sign in stays", async () => {
    const { deployment } = createWorld();
    const ann = await signInHere(deployment, "ann");
    await connect(deployment, { linkTo: ann.userId });
    const [github] = await ann.person.query(api.accounts.mine, {});
    const unlink = () => ann.person.mutation(api.accounts.unlink, { accountId: github!.accountId });
    await expectFailure(unlink(), "LAST_ACCOUNT");
    const passwordHash = "$argon2id$4";
    await deployment.mutation(internal.accounts.setPassword, { userId: ann.userId, passwordHash });
    await unlink();
    expect(await ann.person.query(api.accounts.mine, {})).toMatchObject([{ providerId: "password" }]);
  });

  test("tokens that end soon are renewed, or forgotten", async () => {
    const { deployment } = createWorld();
    const { userId } = await signInHere(deployment, "ann");
    const tokens = { refreshToken: "v1.r", accessTokenExpiresAt: 1_000 };
    await connect(deployment, { linkTo: userId, ...tokens });
    const expiring = (before: number, providerIds = ["github"]) =>
      deployment.query(internal.accounts.expiring, { before, providerIds });
    expect(await expiring(1_000)).toEqual([]);
    expect(await expiring(1_001, ["oidc:acme"])).toEqual([]);
    const [account] = await expiring(1_001);
    expect(account).toMatchObject({ providerId: "github", refreshToken: "v1.r" });
    const renewed = { accessToken: "v1.y", refreshToken: "v1.s", accessTokenExpiresAt: 5_000 };
    await deployment.mutation(internal.accounts.putTokens, { id: account!.id, ...renewed });
    expect(await expiring(1_001)).toEqual([]);
    await deployment.mutation(internal.accounts.putTokens, { id: account!.id });
    expect(await expiring(9_000)).toEqual([]);
  });

  test("many accounts of a provider that does not answer keep no other's tokens waiting", async () => {
    const { deployment } = createWorld();
    const { userId } = await signInHere(deployment, "ann");
    await deployment.run(async (ctx) => {
      const times = { createdAt: 0, updatedAt: 0, githubAppConnected: false };
      const row = { userId, refreshToken: "v1.r", label: "", ...times };
      for (let number = 0; number < 100; number++) {
        const gone = { providerId: "oidc:gone", accountId: `${number}`, accessTokenExpiresAt: 1 };
        await ctx.db.insert("accounts", { ...row, ...gone });
      }
      const github = { providerId: "github", accountId: "7", accessTokenExpiresAt: 1_000 };
      await ctx.db.insert("accounts", { ...row, ...github });
    });
    const providerIds = ["oidc:gone", "github"];
    const found = await deployment.query(internal.accounts.expiring, { before: 2_000, providerIds });
    expect(found.some(({ providerId }) => providerId === "github")).toBe(true);
  });
});
