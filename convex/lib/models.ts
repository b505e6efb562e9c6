import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { catalogue, smallModels, type Model, type Provider } from "./catalogue";
import { settingsOf } from "./settings";
import type { modelEntry, runError, tokenUsage } from "./shapes/runs";
import { modelProvider } from "./shapes/account";
import { segmentsOf } from "./threads";

/**
 * Which models there are, who may use which of them now, and which one answers. Providers with an address
 * of their own (`local`, `ollama`) are set up by the operator, in variables of the deployment.
 */

export type RunError = Infer<typeof runError>;

const labels: { [Of in Provider]: string } = {
  anthropic: "Anthropic",
  openai: "OpenAI",
  openrouter: "OpenRouter",
  ollama: "Ollama",
  local: "the built-in model",
};

export const labelOf = (provider: string): string => labels[provider as Provider] ?? provider;

const ollamaPrefix = "ollama/";
const localPrefix = "local/";

const localNote = "Small and often wrong. It runs on this server, knows no tools, and costs nothing.";

/** Cautious: too little context is better than a refusal. */
const unknown = { contextTokens: 32_000, outputTokens: 8_000, takesImages: false, takesTools: true };

const localModel = (name: string): Model => ({
  id: `${localPrefix}${name}`,
  providerModel: name,
  provider: "local",
  name,
  contextTokens: 4_096,
  outputTokens: 300,
  takesImages: false,
  takesTools: false,
  note: localNote,
});

const ollamaModel = (name: string): Model => ({
  ...unknown,
  id: `${ollamaPrefix}${name}`,
  providerModel: name,
  provider: "ollama",
  name,
  contextTokens: 8_000,
  outputTokens: 4_000,
  note: "Runs on this server.",
});

/** The models of the operator, in the order in which they are offered. */
function ownModels(): Model[] {
  const names = (process.env.CONCLAVE_OLLAMA_MODELS ?? "").split(",").map((name) => name.trim());
  const ollama = isSet(process.env.CONCLAVE_OLLAMA_URL) ? names.filter((name) => name !== "") : [];
  const local = process.env.CONCLAVE_LOCAL_MODEL ?? "built-in";
  return [...ollama.map(ollamaModel), localModel(local === "" ? "built-in" : local)];
}

const isSet = (variable: string | undefined) => variable !== undefined && variable !== "";

/** A model by its id: one that is offered, or one that only its provider knows. Null for no model's id. */
export function findModel(id: string): Model | null {
  const known = [...catalogue, ...ownModels()].find((model) => model.id === id);
  if (known !== undefined) return known;
  if (id.startsWith(localPrefix) || id.startsWith(ollamaPrefix)) return null;
  const provider = providerOf(id);
  return provider && { ...unknown, id, provider, name: id };
}

/** What people know a model by; of one that is not offered any more, what its provider calls it. */
export const nameOfModel = (id: string): string =>
  findModel(id)?.name ?? id.replace(new RegExp(`^(${localPrefix}|${ollamaPrefix})`), "");

/** Whose a model is that the catalogue does not know, by the way in which providers name theirs. */
function providerOf(id: string): Provider | null {
  if (/^[\w.-]+\/[\w.:-]+$/.test(id)) return "openrouter";
  if (/^claude-[\w.-]+$/.test(id)) return "anthropic";
  if (/^(gpt-|chatgpt-|o\d)[\w.-]*$/.test(id)) return "openai";
  return null;
}

/** The model that does the small work beside an answer of `model`. */
export function smallSiblingOf(model: Model): Model {
  const id = smallModels[model.provider];
  return (id === undefined ? null : findModel(id)) ?? model;
}

/** What is known about somebody's providers: why one cannot be used, by provider. */
type Obstacles = { [Of in Provider]: string | null };

async function obstaclesOf(ctx: QueryCtx, userId: Id<"users">): Promise<Obstacles> {
  const keys = await ctx.db
    .query("providerKeys")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .take(modelProvider.members.length);
  const keyed = (provider: Provider) => {
    const key = keys.find((one) => one.provider === provider);
    if (key === undefined) return `Set a key of ${labelOf(provider)} in the settings to use it.`;
    return key.status === "invalid"
      ? `${labelOf(provider)} has refused your key. Set another one in the settings.`
      : null;
  };
  return {
    anthropic: keyed("anthropic"),
    openai: keyed("openai"),
    openrouter: keyed("openrouter"),
    ollama: isSet(process.env.CONCLAVE_OLLAMA_URL) ? null : "No Ollama runs beside this server.",
    local: isSet(process.env.CONCLAVE_LOCAL_URL)
      ? null
      : "The built-in model is not running. Set a key of a provider in the settings. Whoever runs this server fetches the model with `cargo xtask model`.",
  };
}

/**
 * Every model that somebody can choose or could, those that they have selected themselves included. Those that
 * answer come first.
 */
export async function entriesFor(
  ctx: QueryCtx,
  userId: Id<"users">,
): Promise<Infer<typeof modelEntry>[]> {
  const obstacles = await obstaclesOf(ctx, userId);
  const entries = (await offeredTo(ctx, userId)).map((model) => ({
    id: model.id,
    provider: model.provider,
    name: model.name,
    isLocal: model.provider === "local" || model.provider === "ollama",
    note: model.note ?? null,
    contextTokens: model.contextTokens,
    takesImages: model.takesImages,
    isAvailable: obstacles[model.provider] === null,
    reason: obstacles[model.provider],
  }));
  return entries.sort((a, b) => Number(b.isAvailable) - Number(a.isAvailable));
}

async function offeredTo(ctx: QueryCtx, userId: Id<"users">): Promise<Model[]> {
  const { selectedModels } = await settingsOf(ctx, userId);
  const offered = [...catalogue, ...ownModels()];
  const isNew = (id: string) => !offered.some((model) => model.id === id);
  const further = selectedModels.filter(isNew).map(findModel);
  return [...offered, ...further.filter((model) => model !== null)];
}

/**
 * The model that answers: the one that is wanted, else the last one of the thread, else the first one that
 * is selected in the settings, else the first one of all; the last three only if they can be used now.
 */
export async function chooseModel(
  ctx: QueryCtx,
  userId: Id<"users">,
  thread: Doc<"threads"> | null,
  wanted: string | undefined,
): Promise<{ model: Model } | { error: RunError }> {
  const obstacles = await obstaclesOf(ctx, userId);
  const isUsable = (model: Model | null): model is Model =>
    model !== null && obstacles[model.provider] === null;
  if (wanted !== undefined) {
    const model = findModel(wanted);
    return isUsable(model) ? { model } : { error: unavailable(wanted, model, obstacles) };
  }
  const last = thread === null ? null : await lastModel(ctx, thread);
  if (isUsable(last)) return { model: last };
  const { selectedModels } = await settingsOf(ctx, userId);
  const model = [...selectedModels.map(findModel), ...catalogue, ...ownModels()].find(isUsable);
  return model === undefined ? { error: noModel } : { model };
}

const noModel: RunError = {
  code: "NO_MODEL",
  message: "No model can answer yet. Set a key of a provider in the settings, then try again.",
};

function unavailable(wanted: string, model: Model | null, obstacles: Obstacles): RunError {
  const reason = model === null ? "Choose another one." : obstacles[model.provider];
  return {
    code: "MODEL_UNAVAILABLE",
    message: `The model ${model?.name ?? wanted} is not available. ${reason}`,
  };
}

/** The model of the latest messages of a thread that names one. */
async function lastModel(ctx: QueryCtx, thread: Doc<"threads">): Promise<Model | null> {
  for (const { threadId, end } of await segmentsOf(ctx, thread)) {
    const messages = await ctx.db
      .query("messages")
      .withIndex("by_thread_position", (q) =>
        end === undefined ? q.eq("threadId", threadId) : q.eq("threadId", threadId).lte("position", end),
      )
      .order("desc")
      .take(4);
    const named = messages.find(({ llmModel }) => llmModel !== undefined);
    if (named !== undefined) return findModel(named.llmModel!);
  }
  return null;
}

type Usage = Infer<typeof tokenUsage>;

/** What an answer has cost in US dollars; undefined where no price is known. */
export function costOf({ price }: Model, usage: Usage): number | undefined {
  if (usage.reportedCost !== undefined) return usage.reportedCost;
  if (price === undefined) return undefined;
  const { cacheRead = price.input, cacheWrite = price.input } = price;
  const fresh = usage.promptTokens - usage.cacheReadTokens - usage.cacheWriteTokens;
  const dollars =
    fresh * price.input +
    usage.cacheReadTokens * cacheRead +
    usage.cacheWriteTokens * cacheWrite +
    usage.completionTokens * price.output;
  return dollars / 1_000_000;
}
