import type { Infer } from "convex/values";
import type { Model } from "../catalogue";
import type { Delta } from "../deltas";
import type { tokenUsage } from "../shapes/runs";
import type { Quota } from "./quotas";

/** What every provider is asked and answers, in words of our own. */

export type Prompt = {
  model: Model;
  system: string;
  messages: PromptMessage[];
  tools: ToolDefinition[];
  maxTokens: number;
};

export type PromptMessage =
  | { role: "user"; content: UserContent[] }
  | { role: "assistant"; content: AssistantContent[] }
  | { role: "tool"; toolCallId: string; json: string; isError: boolean };

export type UserContent =
  | { type: "text"; text: string }
  | { type: "image"; contentType: string; base64: string };

export type AssistantContent =
  | { type: "text"; text: string }
  /** Goes back only with the signature of the provider that wrote it. */
  | { type: "reasoning"; text: string; signature: string }
  | { type: "redacted-reasoning"; data: string }
  | { type: "tool-call"; toolCallId: string; toolName: string; json: string };

/** A tool as data. `parameters` is a JSON schema as text. */
export type ToolDefinition = { name: string; description: string; parameters: string };

export type Usage = Infer<typeof tokenUsage>;

export const noUsage: Usage = {
  promptTokens: 0,
  completionTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

/** What comes of an answer. `usage` replaces what it said before; there is one `finish` at most. */
export type ProviderEvent =
  | { type: "delta"; delta: Delta }
  | { type: "usage"; usage: Partial<Usage> }
  /** What is nearly used up of what the provider allows. Comes before everything else, if at all. */
  | { type: "quotas"; quotas: Quota[] }
  | { type: "finish"; reason: string };

/** Where a provider is, and the key for it. */
export type Access = { baseUrl: string; key: string | null };

export type ProviderRequest = { url: string; headers: Record<string, string>; body: object };

/** How to speak with one kind of provider. */
export type Adapter = {
  request: (prompt: Prompt, access: Access) => ProviderRequest;
  /** Reads the events of one answer, in order; throws what the provider says has failed. */
  reader: () => (data: string) => ProviderEvent[];
};

/** The address of a call. A base without a version, such as `https://api.example`, gets `/v1`. */
export function addressOf(baseUrl: string, path: string): string {
  const base = baseUrl.replace(/\/+$/, "");
  return /\/v\d+\w*$/.test(base) ? `${base}${path}` : `${base}/v1${path}`;
}
