import type { Infer } from "convex/values";
import type { providerQuota } from "../shapes/allowances";

/** What providers say with every answer about how much may still be asked. */

export type Quota = Infer<typeof providerQuota>;

const kinds = ["requests", "tokens"] as const;

/** Below this share of a limit it is worth a word. */
const scarceShare = 0.2;

/** What is nearly used up, by the headers of an answer. */
export const scarceIn = (headers: Headers, now: number): Quota[] =>
  kinds.flatMap((kind) => {
    const quota = quotaOf(headers, kind, now);
    return quota !== null && quota.remaining <= quota.limit! * scarceShare ? [quota] : [];
  });

function quotaOf(headers: Headers, kind: (typeof kinds)[number], now: number): Quota | null {
  for (const nameOf of spellings(kind)) {
    const [limit, remaining] = [numberIn(headers, nameOf("limit")), numberIn(headers, nameOf("remaining"))];
    const resetAt = instantOf(headers.get(nameOf("reset")) ?? "", now);
    if (limit !== null && remaining !== null && resetAt !== null) return { kind, limit, remaining, resetAt };
  }
  return null;
}

/** How providers name these headers: OpenAI, Anthropic, and those who count requests only. */
const spellings = (kind: string): ((what: string) => string)[] => [
  (what) => `x-ratelimit-${what}-${kind}`,
  (what) => `anthropic-ratelimit-${kind}-${what}`,
  ...(kind === "requests" ? [(what: string) => `x-ratelimit-${what}`] : []),
];

function numberIn(headers: Headers, name: string): number | null {
  const text = headers.get(name);
  const number = text === null || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
}

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** From here on a bare number is no distance in seconds, but an instant: in seconds, then in milliseconds. */
const [instantInSeconds, instantInMs] = [1e9, 1e12];

/** When something ends, said as a distance (`6m0s`, `20ms`, `12`) or as an instant. */
function instantOf(text: string, now: number): number | null {
  const number = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(number)) {
    if (number >= instantInMs) return number;
    return number >= instantInSeconds ? number * 1_000 : now + number * 1_000;
  }
  const pieces = [...text.matchAll(/([0-9.]+)(ms|s|m|h|d)/g)];
  if (pieces.length > 0 && pieces.map(([piece]) => piece).join("") === text) {
    return now + pieces.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0);
  }
  const instant = Date.parse(text);
  return Number.isFinite(instant) ? instant : null;
}
