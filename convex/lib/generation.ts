import { makeFunctionReference, type FunctionReference } from "convex/server";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { PartCounter, partsOf, type Delta } from "./deltas";
import { traceOf } from "./errors";
import { Holder, type Reason } from "./holder";
import { answerLengthMax, attemptsMax, stepsMax } from "./limits";
import type { Provider } from "./catalogue";
import { findModel, labelOf } from "./models";
import { draftFor, promptOf } from "./prompts";
import { accessTo, isKeyed } from "./providers/access";
import { ask } from "./providers/ask";
import { ProviderFailure } from "./providers/failures";
import {
  noUsage,
  type Access,
  type AssistantContent,
  type Prompt,
  type PromptMessage,
  type Usage,
} from "./providers/prompt";
import type { Quota } from "./providers/quotas";
import type { End } from "./runs";
import { toolsFor, type Tool } from "./tools";

/**
 * Generates the answer of a run: takes it up, tells the model what it has to know, writes down what comes,
 * does what tools are called for, and says how it ended. Whoever started it need not be there any more.
 */
export async function generate(ctx: ActionCtx, runId: Id<"runs">, tools?: Tool[]): Promise<null> {
  const held = await ctx.runMutation(internal.runs.claim, { runId });
  if (held === null) {
    return null;
  }
  const { leaseId, attempt } = held;
  const holder = new Holder(ctx, held);
  const work = new Work(ctx, runId, leaseId, holder, tools);
  const result = await outcomeOf(work, holder);
  if (result.failure?.code === "BAD_KEY") await work.markKey();
  if (result.failure !== undefined) await work.noteQuotas(usedUpBy(result.failure, Date.now()));
  const isRetried = result.failure?.isTransient === true && attempt < attemptsMax && !holder.hasShown;
  const delayMs = isRetried ? delayOf(result.failure!, attempt) : null;
  if (delayMs !== null) {
    await ctx.runMutation(internal.runs.release, { leaseId, delayMs });
  } else if (result.end !== null) {
    await ctx.runMutation(internal.runs.finish, { leaseId, ...result.end });
  }
  return null;
}

/** What a refusal says of a limit: that nothing is left, until the provider answers again. */
const usedUpBy = ({ code, retryAfterMs }: ProviderFailure, now: number): Quota[] =>
  code === "RATE_LIMITED" && retryAfterMs !== undefined
    ? [{ kind: "requests", remaining: 0, resetAt: now + retryAfterMs }]
    : [];

type Outcome = { end: End | null; failure?: ProviderFailure };

/** How the work ended. Only what came before the end counts: it is written before anything is said of it. */
async function outcomeOf(work: Work, holder: Holder): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = { end: await work.run() };
  } catch (error) {
    outcome = work.failed(error);
  }
  try {
    await holder.close();
  } catch (error) {
    if (outcome.end?.state !== "failed") outcome = work.failed(error);
  }
  return outcome;
}

/** Longer than this nobody waits in silence: the failure says when to come back. */
const waitMax = 20_000;

/** When to try again; null where the provider asks for more patience than people have. */
function delayOf({ retryAfterMs }: ProviderFailure, attempt: number): number | null {
  const delay = retryAfterMs ?? 500 * 2 ** attempt;
  return delay <= waitMax ? delay : null;
}

/** One attempt. */
class Work {
  #usage = noUsage;
  #length = 0;
  #parts = new PartCounter(0);
  #key: string | null = null;
  /** On whose behalf which provider is asked, once that is known. */
  #asked: { userId: Id<"users">; provider: Provider } | null = null;

  constructor(
    private ctx: ActionCtx,
    private runId: Id<"runs">,
    private leaseId: Id<"runLeases">,
    private holder: Holder,
    private tools: Tool[] | undefined,
  ) {}

  async run(): Promise<End> {
    const { ctx, runId, leaseId, holder } = this;
    const draft = await draftFor(ctx, runId, holder.signal);
    const model = findModel(draft.model)!;
    this.#asked = { userId: draft.userId, provider: model.provider };
    this.#length = draft.answerLength;
    this.#parts = new PartCounter(draft.answerParts);
    const access = await accessTo(ctx, draft.userId, model.provider);
    this.#key = access.key;
    const tools = model.takesTools ? (this.tools ?? toolsFor[draft.threadKind]) : [];
    const prompt = await promptOf(ctx, draft, model, tools);
    const settings = settingsOf(prompt);
    await ctx.runMutation(internal.runs.describe, { leaseId, settings, context: draft.context });
    for (let step = 1; step <= stepsMax; step++) {
      const { deltas, reason } = await this.#step(prompt, access);
      const calls = partsOf(deltas).filter(({ kind }) => kind === "tool-call");
      if (calls.length === 0 || reason === "length") return this.#complete(reason);
      prompt.messages.push({ role: "assistant", content: contentOf(deltas) });
      for (const call of calls) prompt.messages.push(await this.#callTool(call, tools));
    }
    return this.#complete("steps");
  }

  #complete = (finishReason: string): End => ({
    state: "complete",
    finishReason,
    usage: this.#usage,
  });

  /** Asks once, and takes everything down. */
  async #step(prompt: Prompt, access: Access): Promise<{ deltas: Delta[]; reason: string }> {
    const { holder } = this;
    const deltas: Delta[] = [];
    const before = this.#usage;
    let usage = noUsage;
    let reason = "stop";
    for await (const event of ask(prompt, access, holder.signal)) {
      holder.sign();
      if (event.type === "quotas") await this.noteQuotas(event.quotas);
      if (event.type === "finish") reason = event.reason;
      if (event.type === "usage") {
        usage = { ...usage, ...event.usage };
        this.#usage = sumOf(before, usage);
      }
      if (event.type === "delta") {
        deltas.push(event.delta);
        this.#length += event.delta.text.length;
        await holder.add(event.delta);
        this.#parts.add(event.delta);
        const isFull = this.#length > answerLengthMax || this.#parts.isFull || holder.isFull;
        if (isFull) return { deltas, reason: "length" };
      }
    }
    return { deltas, reason };
  }

  /** Does what a model has asked for. A tool that fails tells the model, and the answer goes on. */
  async #callTool(
    { toolCallId = "", toolName = "", json = "" }: ReturnType<typeof partsOf>[number],
    tools: Tool[],
  ): Promise<PromptMessage> {
    this.holder.signal.throwIfAborted();
    const result = await this.#resultOf(toolCallId, toolName, json, tools);
    await this.holder.add({ kind: "tool-result", text: result.json, toolCallId, toolName });
    this.holder.sign();
    return { role: "tool", toolCallId, ...result };
  }

  async #resultOf(toolCallId: string, toolName: string, json: string, tools: Tool[]) {
    const tool = tools.find(({ name }) => name === toolName);
    if (tool === undefined) return failed(`There is no tool ${toolName}.`);
    const input = json === "" ? "{}" : json;
    if (!isJson(input)) return failed("The arguments are not valid JSON.");
    const handler = makeFunctionReference<"action">(tool.handler) as unknown as Handler;
    try {
      const args = { runId: this.runId, toolCallId, json: input };
      return { json: await this.ctx.runAction(handler, args), isError: false };
    } catch (error) {
      console.error(`The tool ${toolName} of run ${this.runId} has failed: ${traceOf(error)}`);
      return failed("The tool has failed.");
    }
  }

  /** What the provider allows is nearly used up: it is shown before the next message meets the limit. */
  async noteQuotas(quotas: Quota[]): Promise<void> {
    if (this.#asked === null || quotas.length === 0) return;
    await this.ctx.runMutation(internal.allowances.note, { ...this.#asked, quotas });
  }

  /** The provider has refused the key: its owner sees it in the settings, and its models wait for another one. */
  async markKey(): Promise<void> {
    const { userId, provider } = this.#asked ?? {};
    if (userId === undefined || !isKeyed(provider)) return;
    const status = "invalid" as const;
    await this.ctx.runMutation(internal.providerKeys.setStatus, { userId, provider, status });
  }

  /** What an error means for the run. */
  failed(error: unknown): Outcome {
    const { signal } = this.holder;
    const usage = this.#usage === noUsage ? undefined : this.#usage;
    const reason = signal.aborted ? (signal.reason as Reason) : null;
    if (reason === "lost") return { end: null };
    if (reason === "stopped") return { end: { state: "stopped", usage } };
    const failure =
      reason === "silent"
        ? new ProviderFailure("PROVIDER_SILENT")
        : error instanceof ProviderFailure
          ? error
          : null;
    if (failure === null) {
      console.error(`The answer of run ${this.runId} has failed: ${traceOf(error)}`);
      return { end: { state: "failed", usage, error: internalError } };
    }
    console.error(`The answer of run ${this.runId} has failed: ${failure.code}`);
    const cut = failure.code === "PROVIDER_DISCONNECTED" && this.holder.hasShown;
    const state = cut ? "interrupted" : "failed";
    const label = labelOf(this.#asked?.provider ?? "The provider");
    const told = failure.toError(label, this.#key, Date.now());
    return { end: { state, usage, error: told }, failure };
  }
}

type Handler = FunctionReference<
  "action",
  "internal",
  { runId: Id<"runs">; toolCallId: string; json: string },
  string
>;

const internalError = {
  code: "INTERNAL",
  message: "Something went wrong while this was being answered. What had arrived is kept; try again.",
};

const failed = (error: string) => ({ json: JSON.stringify({ error }), isError: true });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const settingsOf = ({ model, maxTokens, tools }: Prompt) => ({
  maxTokens,
  ...(model.temperature === undefined ? {} : { temperature: model.temperature }),
  ...(model.thinkingTokens === undefined ? {} : { thinkingTokens: model.thinkingTokens }),
  tools: tools.map(({ name }) => name),
});

function sumOf(a: Usage, b: Usage): Usage {
  const cost = a.reportedCost === undefined && b.reportedCost === undefined;
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    ...(cost ? {} : { reportedCost: (a.reportedCost ?? 0) + (b.reportedCost ?? 0) }),
  };
}

/** A step as it goes back to the model. */
function contentOf(deltas: Delta[]): AssistantContent[] {
  return partsOf(deltas).flatMap((part): AssistantContent[] => {
    const { kind, text = "", signature, toolCallId = "", toolName = "", json = "" } = part;
    switch (kind) {
      case "text":
        return text === "" ? [] : [{ type: "text", text }];
      case "reasoning":
        return signature === undefined ? [] : [{ type: "reasoning", text, signature }];
      case "redacted-reasoning":
        return [{ type: "redacted-reasoning", data: text }];
      case "tool-call":
        return [{ type: "tool-call", toolCallId, toolName, json }];
      default:
        return [];
    }
  });
}
