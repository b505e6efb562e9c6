import type { Provider } from "../catalogue";
import { anthropic } from "./anthropic";
import { failureOf, ProviderFailure, retryAfterOf, saidIn } from "./failures";
import { openai } from "./openai";
import {
  noUsage,
  type Access,
  type Adapter,
  type Prompt,
  type ProviderEvent,
  type Usage,
} from "./prompt";
import { scarceIn } from "./quotas";
import { EventReader } from "./sse";

const adapters: { [Of in Provider]: Adapter } = {
  anthropic,
  openai,
  openrouter: openai,
  ollama: openai,
  local: openai,
};

/**
 * Asks a provider and hands on what comes, as it comes. Ends when the answer is complete; throws a
 * `ProviderFailure`, or the signal's reason when it is aborted, which closes the connection.
 */
export async function* ask(
  prompt: Prompt,
  access: Access,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  const adapter = adapters[prompt.model.provider];
  const response = await send(adapter.request(prompt, access), signal);
  const quotas = scarceIn(response.headers, Date.now());
  if (quotas.length > 0) yield { type: "quotas", quotas };
  const readEvents = adapter.reader();
  let isComplete = false;
  for await (const data of dataOf(response, signal)) {
    for (const event of readAll(readEvents, data)) {
      isComplete ||= event.type === "finish";
      yield event;
    }
  }
  if (!isComplete) throw new ProviderFailure("PROVIDER_DISCONNECTED");
}

/** What an event says; one that cannot be read at all is a failure of the provider. */
function readAll(read: (data: string) => ProviderEvent[], data: string): ProviderEvent[] {
  try {
    return read(data);
  } catch (error) {
    throw error instanceof ProviderFailure ? error : new ProviderFailure("PROVIDER_FAILED");
  }
}

async function send(
  { url, headers, body }: ReturnType<Adapter["request"]>,
  signal: AbortSignal,
): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", ...headers },
    body: JSON.stringify(body),
    // The key and what was written are for this address alone.
    redirect: "error",
    signal,
  }).catch(() => {
    throw signal.aborted ? signal.reason : new ProviderFailure("PROVIDER_UNREACHABLE");
  });
  if (response.ok) return response;
  const said = await response.text().catch(() => "");
  const retryAfterMs = retryAfterOf(response.headers, Date.now());
  throw failureOf(response.status, saidIn(said), retryAfterMs);
}

/** The data of the events of an answer; the connection is closed when nobody reads on. */
async function* dataOf(response: Response, signal: AbortSignal): AsyncGenerator<string> {
  const body = response.body?.getReader();
  if (body === undefined) return;
  const events = new EventReader();
  try {
    for (;;) {
      const { done, value } = await body.read().catch(() => {
        throw signal.aborted ? signal.reason : new ProviderFailure("PROVIDER_DISCONNECTED");
      });
      for (const data of done ? events.end() : events.push(value!)) {
        if (data.trim() === "[DONE]") return;
        yield data;
      }
      if (done) return;
    }
  } finally {
    await body.cancel().catch(() => undefined);
  }
}

/** Asks for a short text of which only the whole is of use, such as a title. */
export async function askForText(
  prompt: Prompt,
  access: Access,
  signal: AbortSignal,
): Promise<{ text: string; usage: Usage }> {
  let text = "";
  let usage = noUsage;
  for await (const event of ask(prompt, access, signal)) {
    if (event.type === "delta" && event.delta.kind === "text") text += event.delta.text;
    if (event.type === "usage") usage = { ...usage, ...event.usage };
  }
  return { text, usage };
}
