import { describe, expect, test } from "vitest";
import { scarceIn } from "./quotas";

const now = Date.parse("2026-01-31T12:00:00Z");

const scarce = (headers: Record<string, string>) => scarceIn(new Headers(headers), now);

const requests = (limit: number, remaining: number, resetMs: number) => [
  { kind: "requests", limit, remaining, resetAt: now + resetMs },
];

describe("what is nearly used up is known from an answer's headers", () => {
  test.for([
    ["1s", 1_000],
    ["20ms", 20],
    ["6m0s", 360_000],
    ["1h2m3.5s", 3_723_500],
    ["12", 12_000],
  ] as const)("in OpenAI's names, with a reset of %s", ([reset, ms]) => {
    const headers = {
      "x-ratelimit-limit-requests": "60",
      "x-ratelimit-remaining-requests": "3",
      "x-ratelimit-reset-requests": reset,
    };
    expect(scarce(headers)).toEqual(requests(60, 3, ms));
  });

  test("in Anthropic's names, for requests and tokens", () => {
    const of = (kind: string, limit: string, remaining: string) => ({
      [`anthropic-ratelimit-${kind}-limit`]: limit,
      [`anthropic-ratelimit-${kind}-remaining`]: remaining,
      [`anthropic-ratelimit-${kind}-reset`]: "2026-01-31T12:00:30Z",
    });
    const tokens = { kind: "tokens", limit: 40_000, remaining: 0, resetAt: now + 30_000 };
    expect(scarce({ ...of("requests", "50", "10"), ...of("tokens", "40000", "0") })).toEqual([
      ...requests(50, 10, 30_000),
      tokens,
    ]);
  });

  test("in the names of those who count requests only, with an instant as their reset", () => {
    const headers = { "x-ratelimit-limit": "20", "x-ratelimit-remaining": "1" };
    expect(scarce({ ...headers, "x-ratelimit-reset": `${now + 9_000}` })).toEqual(requests(20, 1, 9_000));
    const seconds = `${now / 1_000 + 9}`;
    expect(scarce({ ...headers, "x-ratelimit-reset": seconds })).toEqual(requests(20, 1, 9_000));
  });
});

test("what is plenty, incomplete or no number is not told", () => {
  const full = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "3",
    "x-ratelimit-reset-requests": "1s",
  };
  expect(scarce({ ...full, "x-ratelimit-remaining-requests": "13" })).toEqual([]);
  expect(scarce({ ...full, "x-ratelimit-remaining-requests": "" })).toEqual([]);
  expect(scarce({ ...full, "x-ratelimit-limit-requests": "many" })).toEqual([]);
  expect(scarce({ ...full, "x-ratelimit-reset-requests": "soon" })).toEqual([]);
  expect(scarce({ ...full, "x-ratelimit-reset-requests": "1s?" })).toEqual([]);
  expect(scarce({})).toEqual([]);
});
