import type { Delta } from "../deltas";
import { failureOf, saidIn } from "./failures";
import {
  addressOf,
  type Access,
  type Adapter,
  type AssistantContent,
  type Prompt,
  type PromptMessage,
  type ProviderEvent,
  type Usage,
} from "./prompt";

/**
 * Chat completions, as OpenAI, OpenRouter, Ollama, llama.cpp and many others understand them. What they
 * answer is read with distrust: fields are missing, null, or of another server's making.
 */
export const openai: Adapter = {
  request: (prompt, { baseUrl, key }) => ({
    url: addressOf(baseUrl, "/chat/completions"),
    headers: { ...(key !== null && { authorization: `Bearer ${key}` }) },
    body: bodyOf(prompt),
  }),
  reader: () => {
    const calls = new ToolCalls();
    return (data) => (data.trim() === "[DONE]" ? [] : eventsOf(JSON.parse(data) as Chunk, calls));
  },
};

function bodyOf({ model, system, messages, tools, maxTokens }: Prompt): object {
  const isOpenAi = model.provider === "openai";
  return {
    model: model.providerModel ?? model.id,
    messages: [
      ...(system === "" ? [] : [{ role: "system", content: system }]),
      ...messages.map(messageOf),
    ],
    stream: true,
    stream_options: { include_usage: true },
    ...(isOpenAi ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
    ...(model.temperature === undefined ? {} : { temperature: model.temperature }),
    ...(model.provider === "openrouter" ? { usage: { include: true } } : {}),
    ...(tools.length === 0 ? {} : { tools: tools.map(toolOf) }),
  };
}

const toolOf = ({ name, description, parameters }: Prompt["tools"][number]) => ({
  type: "function",
  function: { name, description, parameters: JSON.parse(parameters) as unknown },
});

function messageOf(message: PromptMessage): object {
  switch (message.role) {
    case "tool":
      return { role: "tool", tool_call_id: message.toolCallId, content: message.json };
    case "assistant":
      return assistantOf(message.content);
    case "user": {
      const isText = message.content.every(({ type }) => type === "text");
      const parts = message.content.map((part) =>
        part.type === "text"
          ? { type: "text", text: part.text }
          : { type: "image_url", image_url: { url: `data:${part.contentType};base64,${part.base64}` } },
      );
      // Servers that take no pictures often take no lists either.
      const text = message.content.map((part) => (part.type === "text" ? part.text : "")).join("\n\n");
      return { role: "user", content: isText ? text : parts };
    }
  }
}

function assistantOf(content: AssistantContent[]): object {
  const text = content.map((part) => (part.type === "text" ? part.text : "")).join("");
  const calls = content.filter((part) => part.type === "tool-call");
  const tool_calls = calls.map(({ toolCallId, toolName, json }) => ({
    id: toolCallId,
    type: "function",
    function: { name: toolName, arguments: json },
  }));
  return {
    role: "assistant",
    content: text === "" ? null : text,
    ...(tool_calls.length === 0 ? {} : { tool_calls }),
  };
}

type CallChunk = {
  index?: number;
  id?: string;
  function?: { name?: string; arguments?: string | object };
};

type Chunk = {
  choices?: {
    delta?: {
      content?: string | null;
      refusal?: string | null;
      reasoning?: string | null;
      reasoning_content?: string | null;
      tool_calls?: CallChunk[] | null;
    };
    finish_reason?: string | null;
  }[];
  usage?: {
    prompt_tokens?: number;
    completion_tokens?: number;
    prompt_tokens_details?: { cached_tokens?: number } | null;
    cost?: number;
  } | null;
  error?: { code?: unknown; type?: unknown } | string | null;
};

function eventsOf(chunk: Chunk, calls: ToolCalls): ProviderEvent[] {
  if (chunk.error) throw failureOf(statusOf(chunk.error), saidIn(JSON.stringify(chunk)));
  const [choice] = chunk.choices ?? [];
  const { content, refusal, reasoning, reasoning_content, tool_calls } = choice?.delta ?? {};
  const deltas = [
    ...textDelta("reasoning", reasoning ?? reasoning_content),
    ...textDelta("text", content ?? refusal),
    ...calls.deltasOf(tool_calls ?? []),
  ];
  const events: ProviderEvent[] = deltas.map((delta) => ({ type: "delta", delta }));
  if (choice?.finish_reason) events.push({ type: "finish", reason: reasonOf(choice.finish_reason) });
  if (chunk.usage) events.push({ type: "usage", usage: usageOf(chunk.usage) });
  return events;
}

const textDelta = (kind: "text" | "reasoning", text: string | null | undefined): Delta[] =>
  typeof text === "string" && text !== "" ? [{ kind, text }] : [];

/** The status of an error inside a stream, whose own status was 200. */
function statusOf(error: NonNullable<Chunk["error"]>): number {
  const { code, type } = typeof error === "string" ? {} : error;
  if (typeof code === "number") return code;
  const name = `${String(code ?? "")} ${String(type ?? "")}`;
  if (/rate_limit|insufficient_quota/.test(name)) return 429;
  if (/context_length|invalid_request/.test(name)) return 400;
  return /overloaded/.test(name) ? 503 : 500;
}

const reasons: Record<string, string> = {
  tool_calls: "tool-calls",
  function_call: "tool-calls",
  content_filter: "content-filter",
};

const reasonOf = (reason: string) => reasons[reason] ?? reason;

function usageOf(usage: NonNullable<Chunk["usage"]>): Partial<Usage> {
  return {
    promptTokens: usage.prompt_tokens ?? 0,
    completionTokens: usage.completion_tokens ?? 0,
    cacheReadTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    ...(typeof usage.cost === "number" ? { reportedCost: usage.cost } : {}),
  };
}

/** Calls arrive in pieces that name only their place; the first piece has the id and the name. */
class ToolCalls {
  #ids = new Map<number, string>();

  deltasOf(chunks: CallChunk[]): Delta[] {
    return chunks.flatMap((chunk, place) => this.#deltasOf(chunk, chunk.index ?? place));
  }

  #deltasOf({ id, function: call }: CallChunk, index: number): Delta[] {
    const known = this.#ids.get(index);
    // Servers without indexes send each call as a whole, the next one at the same place.
    const isNew = known === undefined || (id !== undefined && id !== "" && id !== known);
    const toolCallId = isNew ? id || `call-${crypto.randomUUID()}` : known;
    this.#ids.set(index, toolCallId);
    const json = typeof call?.arguments === "object" ? JSON.stringify(call.arguments) : call?.arguments;
    return [
      ...(isNew ? [{ kind: "tool-call" as const, text: "", toolCallId, toolName: call?.name ?? "" }] : []),
      ...(json ? [{ kind: "tool-call-delta" as const, text: json, toolCallId }] : []),
    ];
  }
}
