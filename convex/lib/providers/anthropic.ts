import { failureOf, saidIn } from "./failures";
import {
  addressOf,
  type Adapter,
  type AssistantContent,
  type Prompt,
  type PromptMessage,
  type ProviderEvent,
  type UserContent,
  type Usage,
} from "./prompt";

/** Anthropic's messages. What stays the same from one request to the next is marked to be kept there. */
export const anthropic: Adapter = {
  request: (prompt, { baseUrl, key }) => ({
    url: addressOf(baseUrl, "/messages"),
    headers: { "anthropic-version": "2023-06-01", ...(key !== null && { "x-api-key": key }) },
    body: bodyOf(prompt),
  }),
  reader: () => {
    const blocks = new Map<number, Block>();
    return (data) => eventsOf(JSON.parse(data) as Event, blocks);
  },
};

const kept = { cache_control: { type: "ephemeral" } };

function bodyOf({ model, system, messages, tools, maxTokens }: Prompt): object {
  const thinking = model.thinkingTokens;
  return {
    model: model.providerModel ?? model.id,
    max_tokens: maxTokens,
    stream: true,
    ...(system === "" ? {} : { system: [{ type: "text", text: system, ...kept }] }),
    messages: withMark(messages.map(messageOf)),
    ...(thinking === undefined ? {} : { thinking: { type: "enabled", budget_tokens: thinking } }),
    ...(model.temperature === undefined ? {} : { temperature: model.temperature }),
    ...(tools.length === 0 ? {} : { tools: tools.map(toolOf) }),
  };
}

const toolOf = ({ name, description, parameters }: Prompt["tools"][number]) => ({
  name,
  description,
  input_schema: JSON.parse(parameters) as unknown,
});

type Message = { role: "user" | "assistant"; content: object[] };

/** The conversation up to here is kept for the next message. */
function withMark(messages: Message[]): Message[] {
  const last = messages.at(-1)?.content;
  if (last !== undefined && last.length > 0) last[last.length - 1] = { ...last.at(-1), ...kept };
  return messages;
}

function messageOf(message: PromptMessage): Message {
  switch (message.role) {
    case "user":
      return { role: "user", content: message.content.map(userContentOf) };
    case "assistant":
      return { role: "assistant", content: message.content.map(assistantContentOf) };
    case "tool": {
      const { toolCallId, json, isError } = message;
      const result = { type: "tool_result", tool_use_id: toolCallId, content: json };
      return { role: "user", content: [isError ? { ...result, is_error: true } : result] };
    }
  }
}

const userContentOf = (part: UserContent): object =>
  part.type === "text"
    ? { type: "text", text: part.text }
    : {
        type: "image",
        source: { type: "base64", media_type: part.contentType, data: part.base64 },
      };

function assistantContentOf(part: AssistantContent): object {
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text };
    case "reasoning":
      return { type: "thinking", thinking: part.text, signature: part.signature };
    case "redacted-reasoning":
      return { type: "redacted_thinking", data: part.data };
    case "tool-call":
      return { type: "tool_use", id: part.toolCallId, name: part.toolName, input: inputOf(part.json) };
  }
}

/** Arguments as the provider wants them back: an object, also where it sent nothing. */
function inputOf(json: string): unknown {
  try {
    return Object(JSON.parse(json === "" ? "{}" : json));
  } catch {
    return {};
  }
}

type Block = { type?: string; id?: string; name?: string; text?: string; thinking?: string; data?: string };

type Event = {
  type?: string;
  index?: number;
  message?: { usage?: UsageReport };
  content_block?: Block;
  delta?: {
    type?: string;
    text?: string;
    thinking?: string;
    signature?: string;
    partial_json?: string;
    stop_reason?: string | null;
  };
  usage?: UsageReport;
  error?: { type?: string };
};

type UsageReport = {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
};

function eventsOf(event: Event, blocks: Map<number, Block>): ProviderEvent[] {
  switch (event.type) {
    case "message_start":
      return event.message?.usage ? [{ type: "usage", usage: usageOf(event.message.usage) }] : [];
    case "content_block_start":
      blocks.set(event.index ?? 0, event.content_block ?? {});
      return startOf(event.content_block ?? {});
    case "content_block_delta":
      return deltaOf(event.delta ?? {}, blocks.get(event.index ?? 0) ?? {});
    case "message_delta":
      return endOf(event);
    case "error":
      throw failureOf(statuses[event.error?.type ?? ""] ?? 500, saidIn(JSON.stringify(event)));
    default:
      return [];
  }
}

function startOf({ type, id = "", name = "", text = "", thinking = "", data = "" }: Block): ProviderEvent[] {
  switch (type) {
    case "tool_use":
      return [{ type: "delta", delta: { kind: "tool-call", text: "", toolCallId: id, toolName: name } }];
    case "redacted_thinking":
      return [{ type: "delta", delta: { kind: "redacted-reasoning", text: data } }];
    case "thinking":
      return thinking === "" ? [] : [{ type: "delta", delta: { kind: "reasoning", text: thinking } }];
    default:
      return text === "" ? [] : [{ type: "delta", delta: { kind: "text", text } }];
  }
}

function deltaOf(delta: NonNullable<Event["delta"]>, { id = "" }: Block): ProviderEvent[] {
  const { text, thinking, signature, partial_json: json } = delta;
  switch (delta.type) {
    case "text_delta":
      return text ? [{ type: "delta", delta: { kind: "text", text } }] : [];
    case "thinking_delta":
      return thinking ? [{ type: "delta", delta: { kind: "reasoning", text: thinking } }] : [];
    case "signature_delta":
      return signature ? [{ type: "delta", delta: { kind: "reasoning", text: "", signature } }] : [];
    case "input_json_delta":
      return json ? [{ type: "delta", delta: { kind: "tool-call-delta", text: json, toolCallId: id } }] : [];
    default:
      return [];
  }
}

function endOf({ delta, usage }: Event): ProviderEvent[] {
  const events: ProviderEvent[] = [];
  if (usage) events.push({ type: "usage", usage: usageOf(usage) });
  const reason = delta?.stop_reason;
  if (reason) events.push({ type: "finish", reason: reasons[reason] ?? reason });
  return events;
}

const reasons: Record<string, string> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  tool_use: "tool-calls",
  refusal: "content-filter",
};

const statuses: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  overloaded_error: 529,
};

/** Only what is said: the last report names only what has changed. */
function usageOf(usage: UsageReport): Partial<Usage> {
  const { input_tokens: input, output_tokens: output } = usage;
  const read = usage.cache_read_input_tokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? 0;
  return {
    ...(typeof input === "number"
      ? { promptTokens: input + read + written, cacheReadTokens: read, cacheWriteTokens: written }
      : {}),
    ...(typeof output === "number" ? { completionTokens: output } : {}),
  };
}
