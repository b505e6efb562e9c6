import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { ofMessage } from "./attachments";
import type { Model } from "./catalogue";
import { partsIn } from "./deltas";
import { isPicture, isText } from "./fileTypes";
import {
  contentLengthMax,
  memoriesForPromptMax,
  promptLengthMax,
  promptMessagesMax,
  promptPicturesMax,
} from "./limits";
import { memoriesOf } from "./memories";
import { findModel } from "./models";
import { settingsOf } from "./settings";
import type { PromptCut, PromptDraft, PromptTurn } from "./shapes/prompts";
import { summaryOf } from "./summaries";
import { messagesBackwards, segmentsOf, type Segment } from "./threads";
import { estimateTokens } from "./tokens";

/**
 * What a model is told: the whole path of the thread, newest first until its budget of tokens is used up,
 * then a summary of what is before that.
 */

type Message = Doc<"messages">;

const basePrompt =
  "You are a helpful assistant. Answer in the language of the question, and use Markdown where it helps.";
/** Word for word what the small model of this machine was trained with: told more, it makes less sense. */
const localPrompt = "You are a helpful AI assistant.";
const goOnPrompt =
  "Your answer above was cut off. Go on exactly where it ends, with the next character, without repeating anything and without a word about the interruption.";

/** What a picture counts, whatever its size. */
const imageTokens = 1_500;
/** What stands around a message. */
const turnTokens = 8;
/** Estimates may be wrong by so much. */
const safety = 0.9;
/** How much of the budget memories may take. */
const memoryShare = 0.1;

/** What the model of a run is to be told; null when the message that it answers is gone. */
export async function draftPrompt(
  ctx: QueryCtx,
  run: Doc<"runs">,
): Promise<PromptDraft | null> {
  const thread = await ctx.db.get("threads", run.threadId);
  const answer = await ctx.db.get("messages", run.messageId);
  const model = findModel(run.model);
  if (thread === null || answer === null || model === null) {
    return null;
  }
  const whole = (model.contextTokens - model.outputTokens) * safety;
  const { text, memoryCount, hasRules } = await systemPrompt(ctx, thread.userId, model, whole);
  const segments = await segmentsOf(ctx, thread);
  const summary = await summaryOf(ctx, segments);
  const budget = whole - estimateTokens(text) - estimateTokens(answer.content);
  const history = await historyOf(ctx, thread, answer.position, model, budget);
  const { kept, cut } = fit(history, summary, budget, model);
  const used = kept.length < history.turns.length || history.hasEarlier ? summary : null;
  const turns = kept.map(({ turn }) => turn);
  if (answer.content !== "") turns.push(...goOn(answer.content, model));
  const system = [text, history.instructions, used && summaryPrompt(used)].filter(Boolean).join("\n\n");
  return {
    model: model.id,
    threadKind: thread.kind,
    userId: thread.userId,
    system,
    turns,
    maxTokens: model.outputTokens,
    answerLength: answer.content.length,
    answerParts: (await partsIn(ctx, answer)).length,
    cut: cut && { threadId: holderIn(segments, cut.toPosition), ...cut },
    context: {
      fromPosition: kept[0]?.position ?? answer.position,
      toPosition: kept.at(-1)?.position ?? answer.position,
      messageCount: kept.length,
      ...(used && { summaryFromPosition: used.fromPosition, summaryToPosition: used.toPosition }),
      attachments: turns.flatMap(({ files }) => files.map(({ name }) => name)),
      memoryCount,
      hasRules,
      estimatedTokens: kept.reduce((sum, { tokens }) => sum + tokens, estimateTokens(system)),
    },
  };
}

function goOn(text: string, { provider }: Model): PromptTurn[] {
  // It writes on where the last turn is its own, and understands no request to do so.
  if (provider === "local") return [{ role: "assistant", text, files: [] }];
  return [
    { role: "assistant", text: text.trimEnd(), files: [] },
    { role: "user", text: goOnPrompt, files: [] },
  ];
}

/** What holds for every answer: our own words, the person's rules, and what is known about them. */
async function systemPrompt(ctx: QueryCtx, userId: Id<"users">, model: Model, budget: number) {
  const { rules, memoriesEnabled } = await settingsOf(ctx, userId);
  const memories: string[] = [];
  let tokens = 0;
  if (memoriesEnabled) {
    const rows = await memoriesOf(ctx, userId, { repoFullName: null }).take(memoriesForPromptMax);
    for (const { content } of rows) {
      tokens += estimateTokens(content);
      if (tokens > budget * memoryShare) break;
      memories.push(`- ${content}`);
    }
  }
  const hasRules = rules.trim() !== "";
  const sections = [
    model.provider === "local" ? localPrompt : basePrompt,
    ...(hasRules ? [`Rules of the person you answer:\n${rules}`] : []),
    ...(memories.length > 0 ? [`What you know about them:\n${memories.join("\n")}`] : []),
  ];
  return { text: sections.join("\n\n"), memoryCount: memories.length, hasRules };
}

const summaryPrompt = ({ text }: Doc<"threadSummaries">) =>
  `What has been said before the first message here, in short:\n${text}`;

/** The thread of a path that holds a position. */
const holderIn = (segments: Segment[], position: number): Id<"threads"> =>
  segments.findLast(({ end = Infinity }) => position <= end)!.threadId;

type Item = { turn: PromptTurn; position: number; tokens: number };
type History = { turns: Item[]; hasEarlier: boolean; instructions: string };

/** The messages before a position, oldest first, as far back as a budget may need them. */
async function historyOf(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  before: number,
  model: Model,
  budget: number,
): Promise<History> {
  const turns: Item[] = [];
  const instructions: string[] = [];
  const pictures = { room: promptPicturesMax };
  let [tokens, length] = [0, 0];
  for await (const message of messagesBackwards(ctx, thread)) {
    if (message.position >= before) continue;
    if (turns.length >= promptMessagesMax || length > promptLengthMax || tokens > budget) {
      return { turns: turns.reverse(), hasEarlier: true, instructions: instructions.join("\n\n") };
    }
    length += message.content.length;
    if (message.role === "SYSTEM") {
      instructions.unshift(message.content);
    } else if (message.content !== "") {
      const item = await itemOf(ctx, message, model, pictures);
      tokens += item.tokens;
      turns.push(item);
    }
  }
  return { turns: turns.reverse(), hasEarlier: false, instructions: instructions.join("\n\n") };
}

/** How many bytes of pictures there is room for. The newest get it. */
type Pictures = { room: number };

async function itemOf(
  ctx: QueryCtx,
  message: Message,
  model: Model,
  pictures: Pictures,
): Promise<Item> {
  const attachments = (await ofMessage(ctx, message._id)).map((file) => shown(file, model, pictures));
  const files = attachments.map(({ name, contentType, text, storageId }) => ({
    name,
    contentType,
    ...(text === undefined ? {} : { text }),
    ...(text === undefined && storageId !== undefined ? { storageId } : {}),
  }));
  const ofFiles = attachments.reduce((sum, file) => sum + tokensOf(file, model), 0);
  const tokens = estimateTokens(message.content) + ofFiles;
  const role = message.role === "ASSISTANT" ? ("assistant" as const) : ("user" as const);
  const turn = { role, text: message.content, files };
  return { turn, position: message.position, tokens: tokens + turnTokens };
}

/** A file as the model is told of it: a picture that there is no room for by its name only. */
function shown(file: Doc<"attachments">, model: Model, pictures: Pictures): Doc<"attachments"> {
  if (!isSeen(file, model)) return file;
  if (file.size > pictures.room) return { ...file, storageId: undefined };
  pictures.room -= file.size;
  return file;
}

const isSeen = ({ contentType, storageId }: Doc<"attachments">, model: Model): boolean =>
  model.takesImages && isPicture(contentType) && storageId !== undefined;

/** What a file counts. Of a text that is stored only the size is known. */
function tokensOf(file: Doc<"attachments">, model: Model): number {
  const { contentType, text, size, storageId } = file;
  if (text !== undefined) return estimateTokens(text);
  if (storageId === undefined) return 0;
  if (isText(contentType)) return Math.ceil(Math.min(size, contentLengthMax) / 4);
  return isSeen(file, model) ? imageTokens : 0;
}

/**
 * The end of a history that fits, its last message in any case. A summary takes the place of what it stands
 * for; where it does not reach far enough, half of the budget is kept free, so that the next summary holds
 * for a while.
 */
function fit(
  { turns, hasEarlier }: History,
  summary: Doc<"threadSummaries"> | null,
  budget: number,
  model: Model,
): { kept: Item[]; cut: Omit<PromptCut, "threadId"> | null } {
  if (!hasEarlier && costOf(turns) <= budget) {
    return { kept: turns, cut: null };
  }
  const rest = summary === null ? [] : turns.filter(({ position }) => position > summary.toPosition);
  const reaches = summary !== null && (!hasEarlier || rest.length < turns.length);
  const room = summary === null ? budget : budget - estimateTokens(summary.text);
  if (reaches && rest.length > 0 && costOf(rest) <= room) {
    return { kept: rest, cut: null };
  }
  // A model on this machine would take longer for a summary than for the answer.
  const isSummarised = model.provider !== "local";
  const kept = newestWithin(turns, isSummarised ? room / 2 : room);
  const toPosition = (kept[0]?.position ?? 1) - 1;
  const fromPosition = (summary?.toPosition ?? 0) + 1;
  const cut = isSummarised && fromPosition <= toPosition ? { fromPosition, toPosition } : null;
  return { kept, cut };
}

const costOf = (items: Item[]) => items.reduce((sum, { tokens }) => sum + tokens, 0);

function newestWithin(items: Item[], budget: number): Item[] {
  let first = items.length;
  let tokens = 0;
  while (first > 0 && (first === items.length || tokens + items[first - 1]!.tokens <= budget)) {
    first -= 1;
    tokens += items[first]!.tokens;
  }
  // A conversation begins with a question.
  while (first < items.length - 1 && items[first]!.turn.role === "assistant") first += 1;
  return items.slice(first);
}
