import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { limitReached } from "./errors";
import { answersWithinMs, providerQuotasMax } from "./limits";
import { labelOf } from "./models";
import type { allowance, providerQuota } from "./shapes/allowances";

/** How many answers somebody may have, and what providers say that they may still ask. */

type Allowance = Infer<typeof allowance>;

/**
 * The operator may say how many answers a person can have within an hour. A server that others reach says 200;
 * on one's own machine there is no limit.
 */
function answersMax(): number | null {
  const setting = process.env.CONCLAVE_ANSWERS_PER_HOUR ?? "";
  return /^[0-9]+$/.test(setting) ? Number(setting) : null;
}

const countOf = async (ctx: QueryCtx, userId: Id<"users">) =>
  await ctx.db
    .query("answerCounts")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .unique();

/** The count of the hour that goes on now; null once it is over. */
const currentOf = (count: Doc<"answerCounts"> | null, now: number) =>
  count !== null && now < count.since + answersWithinMs ? count : null;

/** When there is another answer after those counted; null when that is now. */
function nextAfter(current: Doc<"answerCounts"> | null, max: number, now: number): number | null {
  if (max > 0 && (current?.used ?? 0) < max) return null;
  return (current?.since ?? now) + answersWithinMs;
}

/** When somebody may have another answer, in milliseconds since 1970; null when that is now. */
export async function nextAnswerAt(ctx: QueryCtx, userId: Id<"users">): Promise<number | null> {
  const max = answersMax();
  if (max === null) return null;
  const now = Date.now();
  return nextAfter(currentOf(await countOf(ctx, userId), now), max, now);
}

/** Counts an answer that begins. Throws LIMIT_REACHED for somebody who has had all of this hour. */
export async function spendAnswer(ctx: MutationCtx, userId: Id<"users">): Promise<void> {
  const max = answersMax();
  if (max === null) return;
  const now = Date.now();
  const known = await countOf(ctx, userId);
  const current = currentOf(known, now);
  const next = nextAfter(current, max, now);
  if (next !== null) {
    const minutes = Math.ceil((next - now) / 60_000);
    throw limitReached(
      `This server gives ${max} answers an hour to each person, and you have had them. ` +
        `Send this again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`,
    );
  }
  if (known === null) await ctx.db.insert("answerCounts", { userId, since: now, used: 1 });
  else if (current === null) await ctx.db.patch("answerCounts", known._id, { since: now, used: 1 });
  else await ctx.db.patch("answerCounts", known._id, { used: known.used + 1 });
}

/**
 * What limits somebody. Nothing is left out that is whole again by now: a query that looked at the clock would not
 * run again when it has moved on, so whoever shows this looks at `resetAt`.
 */
export async function allowancesOf(ctx: QueryCtx, userId: Id<"users">): Promise<Allowance[]> {
  const max = answersMax();
  const count = max === null ? null : await countOf(ctx, userId);
  const own: Allowance[] =
    max === null || count === null
      ? []
      : [
          {
            provider: null,
            kind: "answers",
            limit: max,
            remaining: Math.max(0, max - count.used),
            resetAt: count.since + answersWithinMs,
          },
        ];
  const told = await ctx.db
    .query("providerQuotas")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .take(providerQuotasMax);
  const others = told.map(({ provider, kind, limit, remaining, resetAt }) => ({
    provider: { id: provider, name: labelOf(provider) },
    kind,
    limit: limit ?? null,
    remaining,
    resetAt,
  }));
  return [...own, ...others];
}

/** Keeps what a provider has said, in place of what it said before. */
export async function noteQuota(
  ctx: MutationCtx,
  userId: Id<"users">,
  provider: string,
  quota: Infer<typeof providerQuota>,
): Promise<void> {
  const known = await ctx.db
    .query("providerQuotas")
    .withIndex("by_user", (q) =>
      q.eq("userId", userId).eq("provider", provider).eq("kind", quota.kind),
    )
    .unique();
  const row = { userId, provider, ...quota };
  if (known === null) await ctx.db.insert("providerQuotas", row);
  else await ctx.db.replace("providerQuotas", known._id, row);
}
