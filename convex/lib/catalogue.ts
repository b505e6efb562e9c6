/**
 * The models that are offered, with their limits and prices. This is data: whoever adds a model adds an entry.
 * Models that are not here can be used as well, by their provider's name for them, with cautious limits and
 * without a price (`lib/models.ts`).
 */

export type Provider = "anthropic" | "openai" | "openrouter" | "ollama" | "local";

/** US dollars for a million tokens. */
export type Price = { input: number; output: number; cacheRead?: number; cacheWrite?: number };

export type Model = {
  /** What messages and settings call it; also what its provider does, unless `providerModel` says otherwise. */
  id: string;
  providerModel?: string;
  provider: Provider;
  name: string;
  /** What it reads and writes together at most, and what we let it write. */
  contextTokens: number;
  outputTokens: number;
  takesImages: boolean;
  takesTools: boolean;
  /** Absent: the provider's own. */
  temperature?: number;
  /** How much it may think before it answers; absent: it is not asked to. */
  thinkingTokens?: number;
  price?: Price;
  note?: string;
};

const anthropic = { provider: "anthropic", takesImages: true, takesTools: true } as const;
const openai = { provider: "openai", takesImages: true, takesTools: true } as const;
const openrouter = { provider: "openrouter", takesImages: false, takesTools: true } as const;

/** Ordered: the first one of a provider is its default. OpenRouter says itself what an answer has cost. */
export const catalogue: readonly Model[] = [
  {
    ...anthropic,
    id: "claude-sonnet-4-20250514",
    name: "Claude Sonnet 4",
    contextTokens: 200_000,
    outputTokens: 32_000,
    thinkingTokens: 12_000,
    price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
  },
  {
    ...anthropic,
    id: "claude-opus-4-1-20250805",
    name: "Claude Opus 4.1",
    contextTokens: 200_000,
    outputTokens: 32_000,
    thinkingTokens: 12_000,
    price: { input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75 },
  },
  {
    ...anthropic,
    id: "claude-3-5-haiku-20241022",
    name: "Claude Haiku 3.5",
    contextTokens: 200_000,
    outputTokens: 8_000,
    temperature: 0.7,
    price: { input: 0.8, output: 4, cacheRead: 0.08, cacheWrite: 1 },
  },
  {
    ...openai,
    id: "gpt-5",
    name: "GPT-5",
    contextTokens: 400_000,
    outputTokens: 32_000,
    price: { input: 1.25, output: 10, cacheRead: 0.125 },
  },
  {
    ...openai,
    id: "gpt-5-mini",
    name: "GPT-5 Mini",
    contextTokens: 400_000,
    outputTokens: 32_000,
    price: { input: 0.25, output: 2, cacheRead: 0.025 },
  },
  {
    ...openai,
    id: "gpt-4.1",
    name: "GPT-4.1",
    contextTokens: 1_000_000,
    outputTokens: 32_000,
    temperature: 0.7,
    price: { input: 2, output: 8, cacheRead: 0.5 },
  },
  {
    ...openai,
    id: "gpt-4.1-mini",
    name: "GPT-4.1 Mini",
    contextTokens: 1_000_000,
    outputTokens: 32_000,
    temperature: 0.7,
    price: { input: 0.4, output: 1.6, cacheRead: 0.1 },
  },
  {
    ...openai,
    id: "gpt-4o",
    name: "GPT-4o",
    contextTokens: 128_000,
    outputTokens: 16_000,
    temperature: 0.7,
    price: { input: 2.5, output: 10, cacheRead: 1.25 },
  },
  {
    ...openai,
    id: "gpt-4o-mini",
    name: "GPT-4o Mini",
    contextTokens: 128_000,
    outputTokens: 16_000,
    temperature: 0.7,
    price: { input: 0.15, output: 0.6, cacheRead: 0.075 },
  },
  {
    ...openrouter,
    id: "x-ai/grok-3",
    name: "Grok 3",
    contextTokens: 131_000,
    outputTokens: 16_000,
    temperature: 0.7,
  },
  {
    ...openrouter,
    id: "moonshotai/kimi-k2",
    name: "Kimi K2",
    contextTokens: 131_000,
    outputTokens: 16_000,
    temperature: 0.7,
  },
  {
    ...openrouter,
    id: "mistralai/codestral-2508",
    name: "Codestral 2508",
    contextTokens: 256_000,
    outputTokens: 16_000,
    temperature: 0.7,
  },
  {
    ...openrouter,
    id: "deepseek/deepseek-r1-0528",
    name: "DeepSeek R1 0528",
    contextTokens: 128_000,
    outputTokens: 16_000,
  },
  {
    ...openrouter,
    id: "deepseek/deepseek-chat-v3-0324",
    name: "DeepSeek Chat V3 0324",
    contextTokens: 128_000,
    outputTokens: 16_000,
    temperature: 0.7,
  },
  {
    ...openrouter,
    id: "qwen/qwen3-coder",
    name: "Qwen3 Coder",
    contextTokens: 262_000,
    outputTokens: 16_000,
    temperature: 0.7,
  },
  {
    ...openrouter,
    id: "qwen/qwen3-235b-a22b",
    name: "Qwen3 235B",
    contextTokens: 40_000,
    outputTokens: 8_000,
    temperature: 0.7,
  },
];

/** Small siblings that write titles and summaries. Who is not here does that with the model of the answer. */
export const smallModels: { readonly [Of in Provider]?: string } = {
  anthropic: "claude-3-5-haiku-20241022",
  openai: "gpt-4o-mini",
  openrouter: "deepseek/deepseek-chat-v3-0324",
};
