import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { limitReached } from "./errors";
import { accountsPerUserMax } from "./limits";

/** The provider of accounts that are an e-mail address and a password. */
export const passwordProvider = "password";

/** Addresses are compared as they are stored: the server gives them in lower case and without spaces. */
export async function findAccount(
  ctx: QueryCtx,
  providerId: string,
  accountId: string,
): Promise<Doc<"accounts"> | null> {
  return await ctx.db
    .query("accounts")
    .withIndex("by_provider_account", (q) =>
      q.eq("providerId", providerId).eq("accountId", accountId),
    )
    .unique();
}

/** All of a person's ways to sign in: `insertAccount` keeps them few. */
export async function accountsOf(ctx: QueryCtx, userId: Id<"users">): Promise<Doc<"accounts">[]> {
  return await ctx.db
    .query("accounts")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .take(accountsPerUserMax);
}

type NewAccount = Omit<
  Doc<"accounts">,
  "_id" | "_creationTime" | "githubAppConnected" | "createdAt" | "updatedAt"
>;

/** A further way to sign in. The caller has looked, in the same transaction, that nobody has it. */
export async function insertAccount(ctx: MutationCtx, account: NewAccount): Promise<void> {
  const known = await accountsOf(ctx, account.userId);
  if (known.length >= accountsPerUserMax) {
    throw limitReached(
      `You have ${accountsPerUserMax} ways to sign in already. Remove one on your account page first.`,
    );
  }
  const now = Date.now();
  await ctx.db.insert("accounts", {
    ...account,
    githubAppConnected: false,
    createdAt: now,
    updatedAt: now,
  });
}
