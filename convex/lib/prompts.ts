import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import type { Model } from "./catalogue";
import { contentLengthMax, summaryLengthMax } from "./limits";
import { isPicture, isText } from "./fileTypes";
import { findModel, smallSiblingOf } from "./models";
import { accessTo } from "./providers/access";
import { askForText } from "./providers/ask";
import { ProviderFailure } from "./providers/failures";
import type { Prompt, UserContent } from "./providers/prompt";
import type { PromptCut, PromptDraft, PromptFile } from "./shapes/prompts";
import type { Tool } from "./tools";

/** From what a transaction has found out to what is sent: files are read, and summaries are made. */

/** What the model of a run is told. A summary is made first where messages would be left out. */
export async function draftFor(
  ctx: ActionCtx,
  runId: Id<"runs">,
  signal: AbortSignal,
): Promise<PromptDraft> {
  const draft = await find(ctx, runId);
  if (draft.cut === null) return draft;
  try {
    await summarise(ctx, runId, draft, draft.cut, signal);
  } catch {
    signal.throwIfAborted();
    // An answer without a summary is better than none.
    return draft;
  }
  return await find(ctx, runId);
}

async function find(ctx: ActionCtx, runId: Id<"runs">): Promise<PromptDraft> {
  const draft = await ctx.runQuery(internal.prompts.draft, { runId });
  if (draft === null) throw new ProviderFailure("MODEL_NOT_FOUND");
  return draft;
}

const summaryTokens = 800;
const summaryRequest =
  "Summarise this part of a conversation for somebody who goes on with it: what was asked, found out, decided and left open, with names and numbers. At most 400 words, without an introduction.";

async function summarise(
  ctx: ActionCtx,
  runId: Id<"runs">,
  draft: PromptDraft,
  cut: PromptCut,
  signal: AbortSignal,
): Promise<void> {
  const model = smallSiblingOf(findModel(draft.model)!);
  const tokens = Math.floor(model.contextTokens / 2);
  const { threadId, ...range } = cut;
  const stretch = await ctx.runQuery(internal.prompts.stretch, { runId, ...range, tokens });
  if (stretch === null) return;
  const access = await accessTo(ctx, draft.userId, model.provider);
  const prompt = smallPrompt(model, summaryRequest, stretch.text, summaryTokens);
  const { text, usage } = await askForText(prompt, access, signal);
  await ctx.runMutation(internal.threadSummaries.add, {
    threadId,
    text: text.trim().slice(0, summaryLengthMax),
    fromPosition: stretch.fromPosition,
    toPosition: cut.toPosition,
    model: model.id,
    tokens: usage.promptTokens + usage.completionTokens,
  });
}

/** A request for a short text about another one. */
export const smallPrompt = (
  { thinkingTokens, ...model }: Model,
  system: string,
  text: string,
  maxTokens: number,
): Prompt => ({
  model: { ...model, temperature: model.temperature === undefined ? undefined : 0.3 },
  system,
  messages: [{ role: "user", content: [{ type: "text", text }] }],
  tools: [],
  maxTokens,
});

/** The request of an answer, with the files as the model takes them. */
export async function promptOf(
  ctx: ActionCtx,
  { system, turns, maxTokens }: PromptDraft,
  model: Model,
  tools: Tool[],
): Promise<Prompt> {
  const messages: Prompt["messages"] = [];
  for (const { role, text, files } of turns) {
    if (role === "assistant") {
      messages.push({ role, content: [{ type: "text", text }] });
      continue;
    }
    const content: UserContent[] = [];
    for (const file of files) content.push(await contentOf(ctx, file, model));
    messages.push({ role, content: [...content, { type: "text", text }] });
  }
  return { model, system, messages, tools, maxTokens };
}

async function contentOf(ctx: ActionCtx, file: PromptFile, model: Model): Promise<UserContent> {
  const { contentType, storageId, text } = file;
  if (text !== undefined) return inlined(file, text);
  const isShown = model.takesImages && isPicture(contentType);
  const blob =
    storageId !== undefined && (isShown || isText(contentType))
      ? await ctx.storage.get(storageId)
      : null;
  if (blob === null) return unread(file);
  return isShown
    ? { type: "image", contentType, base64: base64Of(await blob.arrayBuffer()) }
    : inlined(file, await blob.text());
}

function inlined({ name }: PromptFile, text: string): UserContent {
  const isWhole = text.length <= contentLengthMax;
  const told = isWhole ? text : `${text.slice(0, contentLengthMax)}\n(The rest of the file is left out.)`;
  return { type: "text", text: `<file name=${JSON.stringify(name)}>\n${told}\n</file>` };
}

const unread = ({ name, contentType }: PromptFile): UserContent => ({
  type: "text",
  text: `(The file ${JSON.stringify(name)} of the type ${contentType} is attached, but you cannot read it.)`,
});

/** In pieces, because a call takes only so many arguments; each a multiple of three bytes. */
function base64Of(bytes: ArrayBuffer): string {
  const pieceLength = 3 * 8_192;
  const pieces: string[] = [];
  for (let start = 0; start < bytes.byteLength; start += pieceLength) {
    const piece = new Uint8Array(bytes.slice(start, start + pieceLength));
    pieces.push(btoa(String.fromCharCode(...piece)));
  }
  return pieces.join("");
}
