import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import {
  internalMutation,
  internalQuery,
  mutation,
  query,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server";
import { findUser, insertUser, personOf } from "./lib/access";
import { accountsOf, findAccount, insertAccount, passwordProvider } from "./lib/accounts";
import { lastAccount, notFound } from "./lib/errors";
import { accountEntry, grantFields, person } from "./lib/shapes";
import { checkName } from "./lib/text";
import { endSessions } from "./sessions";
import { consumeVerification, dropResets, findVerification } from "./verifications";

// The server hashes, encrypts and decides; these functions keep what comes of it. No public one answers with
// a hash or a token.

/** Whether anybody can sign in without the owner's link. */
export const any = internalQuery({
  args: {},
  returns: v.boolean(),
  handler: async (ctx) => (await ctx.db.query("accounts").first()) !== null,
});

/** The person with this password account, and the hash to compare with. */
export const byEmail = internalQuery({
  args: { email: v.string() },
  returns: v.union(v.object({ person, passwordHash: v.string() }), v.null()),
  handler: async (ctx, { email }) => {
    const account = await findAccount(ctx, passwordProvider, email);
    const user = account === null ? null : await ctx.db.get("users", account.userId);
    if (user === null || account?.passwordHash === undefined) {
      return null;
    }
    return { person: personOf(user), passwordHash: account.passwordHash };
  },
});

/** The hash of a person's password; null for people who sign in otherwise. */
export const passwordOf = internalQuery({
  args: { userId: v.id("users") },
  returns: v.union(v.string(), v.null()),
  handler: async (ctx, { userId }) => (await findPassword(ctx, userId))?.passwordHash ?? null,
});

/** The person whose instance this is, made when first asked for. */
export const owner = internalMutation({
  args: { externalId: v.string(), name: v.string(), email: v.string() },
  returns: person,
  handler: async (ctx, args) => {
    const known = await findByExternalId(ctx, args.externalId);
    return personOf(known ?? (await insertUser(ctx, { ...args, emailVerified: true })));
  },
});

/**
 * A person with a password, whose address is proven. Null when somebody has the address already: the two who
 * signed up with it meanwhile are one, and the first wins.
 */
export const signUp = internalMutation({
  args: {
    externalId: v.string(),
    name: v.string(),
    email: v.string(),
    passwordHash: v.string(),
  },
  returns: v.union(person, v.null()),
  handler: async (ctx, { passwordHash, ...profile }) => {
    if ((await findAccount(ctx, passwordProvider, profile.email)) !== null) {
      return null;
    }
    const name = checkName(profile.name);
    const user = await insertUser(ctx, { ...profile, name, emailVerified: true });
    await insertAccount(ctx, passwordAccount(user, passwordHash));
    return personOf(user);
  },
});

/** Gives a person a password, or another one, where `changePassword` would; nobody is signed out. */
export const setPassword = internalMutation({
  args: { userId: v.id("users"), passwordHash: v.string() },
  returns: v.null(),
  handler: async (ctx, { userId, passwordHash }) => {
    const user = await ctx.db.get("users", userId);
    if (user !== null) {
      await putPassword(ctx, user, passwordHash);
    }
    return null;
  },
});

/** The sessions that a new password has ended; null where it has not been set, and nothing has changed. */
const endedSessions = v.union(v.array(v.id("sessions")), v.null());

/**
 * Gives a person a password, or another one, makes links for choosing one useless, and signs the person out
 * everywhere but in one session. All or nothing: null when the address is not proven, or is somebody else's.
 */
export const changePassword = internalMutation({
  args: { userId: v.id("users"), passwordHash: v.string(), except: v.optional(v.id("sessions")) },
  returns: endedSessions,
  handler: async (ctx, { userId, passwordHash, except }) => {
    const user = await ctx.db.get("users", userId);
    return user && (await replacePassword(ctx, user, passwordHash, except));
  },
});

/** The person whom a link for choosing a password names; null when it is used or unknown. */
export const byReset = internalQuery({
  args: { identifier: v.string() },
  returns: v.union(person, v.null()),
  handler: async (ctx, { identifier }) => {
    const link = await findVerification(ctx, identifier);
    const user = await findNamed(ctx, link?.value);
    return user && personOf(user);
  },
});

/**
 * Uses a link of `verifications` up that names a person, and does what `changePassword` does, everywhere.
 * Null when the link is no longer good, or the password cannot be set.
 */
export const resetPassword = internalMutation({
  args: { identifier: v.string(), passwordHash: v.string() },
  returns: endedSessions,
  handler: async (ctx, { identifier, passwordHash }) => {
    const user = await findNamed(ctx, await consumeVerification(ctx, identifier));
    return user && (await replacePassword(ctx, user, passwordHash));
  },
});

/** The person's address is proven by a link that was sent there. */
export const confirmEmail = internalMutation({
  args: { userId: v.id("users"), email: v.string() },
  returns: v.null(),
  handler: async (ctx, { userId, email }) => {
    const user = await ctx.db.get("users", userId);
    if (user !== null && user.email === email && !user.emailVerified) {
      await ctx.db.patch("users", userId, { emailVerified: true, updatedAt: Date.now() });
    }
    return null;
  },
});

const outcome = v.union(
  v.object({ kind: v.literal("known"), person }),
  v.object({ kind: v.literal("created"), person }),
  v.object({ kind: v.literal("linked"), person }),
  /** It signs somebody else in: it cannot be linked, too. */
  v.object({ kind: v.literal("taken") }),
  /** Somebody with this proven address signs in otherwise: signing in first proves that it is the same. */
  v.object({ kind: v.literal("address_taken") }),
  v.object({ kind: v.literal("closed") }),
);

/**
 * Somebody comes back from another provider: signs in whom the account belongs to, links it to whoever is
 * signed in, or makes a person. An address alone never links anything.
 */
export const connect = internalMutation({
  args: {
    providerId: v.string(),
    accountId: v.string(),
    label: v.string(),
    ...grantFields,
    linkTo: v.optional(v.id("users")),
    /** Whom to make of somebody unknown; absent where strangers cannot sign up. */
    profile: v.optional(
      v.object({
        externalId: v.string(),
        name: v.string(),
        email: v.string(),
        emailVerified: v.boolean(),
        image: v.optional(v.string()),
      }),
    ),
  },
  returns: outcome,
  handler: async (ctx, { linkTo, profile, ...account }) => {
    const known = await findAccount(ctx, account.providerId, account.accountId);
    const userId = known?.userId ?? linkTo;
    if (known !== null && linkTo !== undefined && known.userId !== linkTo) {
      return { kind: "taken" as const };
    }
    if (known !== null) {
      await ctx.db.patch("accounts", known._id, { ...account, updatedAt: Date.now() });
    }
    const user = userId === undefined ? null : await ctx.db.get("users", userId);
    if (user !== null) {
      if (known === null) await insertAccount(ctx, { ...account, userId: user._id });
      return { kind: known === null ? ("linked" as const) : ("known" as const), person: personOf(user) };
    }
    if (profile === undefined) {
      return { kind: "closed" as const };
    }
    if (profile.emailVerified && (await hasProvenAddress(ctx, profile.email))) {
      return { kind: "address_taken" as const };
    }
    const created = await insertUser(ctx, { ...profile, name: checkName(profile.name) });
    await insertAccount(ctx, { ...account, userId: created._id });
    return { kind: "created" as const, person: personOf(created) };
  },
});

/**
 * Accounts of these providers whose access tokens end before an instant and can be renewed; the server renews
 * them. Each provider has its share: one that does not answer keeps no other's waiting.
 */
export const expiring = internalQuery({
  args: { before: v.number(), providerIds: v.array(v.string()) },
  returns: v.array(
    v.object({ id: v.id("accounts"), providerId: v.string(), refreshToken: v.string() }),
  ),
  handler: async (ctx, { before, providerIds }) => {
    const shares = providerIds.map((providerId) =>
      ctx.db
        .query("accounts")
        .withIndex("by_token_expiry", (q) =>
          q
            .eq("providerId", providerId)
            .gt("accessTokenExpiresAt", 0)
            .lt("accessTokenExpiresAt", before),
        )
        .take(100),
    );
    const accounts = (await Promise.all(shares)).flat();
    return accounts.flatMap(({ _id, providerId, refreshToken }) =>
      refreshToken === undefined ? [] : [{ id: _id, providerId, refreshToken }],
    );
  },
});

/** Keeps renewed tokens; without any, the account's are no longer good and go. */
export const putTokens = internalMutation({
  args: { id: v.id("accounts"), ...grantFields },
  returns: v.null(),
  handler: async (ctx, { id, ...renewed }) => {
    const account = await ctx.db.get("accounts", id);
    if (account === null) {
      return null;
    }
    const none = {
      accessToken: undefined,
      refreshToken: undefined,
      accessTokenExpiresAt: undefined,
      refreshTokenExpiresAt: undefined,
    };
    const isNone = renewed.accessToken === undefined;
    await ctx.db.patch("accounts", id, { ...(isNone ? none : renewed), updatedAt: Date.now() });
    return null;
  },
});

/** The caller's ways to sign in. */
export const mine = query({
  args: {},
  returns: v.array(accountEntry),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    const accounts = user === null ? [] : await accountsOf(ctx, user._id);
    return accounts.map(({ _id, providerId, label, createdAt }) => ({
      accountId: _id,
      providerId,
      label,
      createdAt,
    }));
  },
});

/** Takes one of the caller's ways to sign in away, unless it is the last. */
export const unlink = mutation({
  args: { accountId: v.id("accounts") },
  returns: v.null(),
  handler: async (ctx, { accountId }) => {
    const user = await findUser(ctx);
    const account = await ctx.db.get("accounts", accountId);
    if (account === null || account.userId !== user?._id) {
      throw notFound("account");
    }
    if ((await accountsOf(ctx, user._id)).length === 1) {
      throw lastAccount();
    }
    await ctx.db.delete("accounts", accountId);
    return null;
  },
});

const passwordAccount = (user: Doc<"users">, passwordHash: string) => ({
  userId: user._id,
  providerId: passwordProvider,
  accountId: user.email,
  label: user.email,
  passwordHash,
});

async function findPassword(
  ctx: QueryCtx,
  userId: Id<"users">,
): Promise<Doc<"accounts"> | null> {
  return await ctx.db
    .query("accounts")
    .withIndex("by_user", (q) => q.eq("userId", userId).eq("providerId", passwordProvider))
    .unique();
}

/** Answers whether the person has the password now. */
async function putPassword(
  ctx: MutationCtx,
  user: Doc<"users">,
  passwordHash: string,
): Promise<boolean> {
  const known = await findPassword(ctx, user._id);
  if (known !== null) {
    await ctx.db.patch("accounts", known._id, { passwordHash, updatedAt: Date.now() });
    return true;
  }
  // An address signs in with a password only once it is proven, and then it is the prover's: otherwise one
  // could take a stranger's address, and wait for the stranger to use it.
  const isFree = (await findAccount(ctx, passwordProvider, user.email)) === null;
  if (!user.emailVerified || !isFree) {
    return false;
  }
  await insertAccount(ctx, passwordAccount(user, passwordHash));
  return true;
}

/** Whoever knew the old password, or holds a link that was asked for with it, has nothing left. */
async function replacePassword(
  ctx: MutationCtx,
  user: Doc<"users">,
  passwordHash: string,
  except?: Id<"sessions">,
): Promise<Id<"sessions">[] | null> {
  if (!(await putPassword(ctx, user, passwordHash))) {
    return null;
  }
  await dropResets(ctx, user._id);
  return await endSessions(ctx, user._id, except);
}

/** The person whom the value of a link names. */
async function findNamed(ctx: QueryCtx, value: string | undefined): Promise<Doc<"users"> | null> {
  const userId = ctx.db.normalizeId("users", value ?? "");
  return userId && (await ctx.db.get("users", userId));
}

async function findByExternalId(ctx: MutationCtx, externalId: string): Promise<Doc<"users"> | null> {
  return await ctx.db
    .query("users")
    .withIndex("by_external_id", (q) => q.eq("externalId", externalId))
    .unique();
}

async function hasProvenAddress(ctx: MutationCtx, email: string): Promise<boolean> {
  const password = await findAccount(ctx, passwordProvider, email);
  if (password !== null) {
    return true;
  }
  const users = await ctx.db
    .query("users")
    .withIndex("by_email", (q) => q.eq("email", email))
    .take(20);
  return users.some((user) => user.emailVerified);
}
