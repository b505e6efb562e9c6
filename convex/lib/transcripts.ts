import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { ofMessage } from "./attachments";
import { partsIn } from "./deltas";
import { recentMessagesLengthMax, recentMessagesMax } from "./limits";
import { lastRunOf } from "./runs";
import type { transcriptFormat } from "./shapes/chats";
import { messageBefore, messagesForwards, ownMessages } from "./threads";
import { textPart, type Entry, type Part, type Piece, type Writer } from "./transcripts/entries";
import { jsonWriter } from "./transcripts/json";
import { markdownWriter } from "./transcripts/markdown";
import { shownThread, variantsOf } from "./variants";

/**
 * A chat as a file, in pieces: one after the other they are the whole file, however long the chat is. Markdown
 * is for people and holds what the chat shows. JSON holds all its versions, in the form that `importData` takes.
 */

type Format = Infer<typeof transcriptFormat>;

/** Messages that follow each other in a file, those behind a position. */
type Stretch = {
  thread: Doc<"threads">;
  versionId?: Id<"threads">;
  behind: (position: number) => AsyncIterable<Doc<"messages">>;
};

/** Where a piece begins: in which stretch, and behind which position. Whatever else comes is the beginning. */
function readCursor(cursor: string): { index: number; position: number } {
  const [, index = "0", position = "0"] = /^(\d+):(\d+)$/.exec(cursor) ?? [];
  return { index: Number(index), position: Number(position) };
}

/** The piece behind a cursor; an empty one is the beginning of the file. */
export async function pieceOf(
  ctx: QueryCtx,
  chat: Doc<"chats">,
  format: Format,
  cursor: string,
): Promise<Piece> {
  const stretches = await stretchesOf[format](ctx, chat);
  const writer = await writers[format](ctx, chat);
  const isFirst = cursor === "";
  const { entries, next } = await entriesBehind(ctx, stretches, cursor);
  const begin: Part[] = isFirst ? [textPart(writer.begin())] : [];
  const body = entries.flatMap((entry, index) => writer.message(entry, isFirst && index === 0));
  const end: Part[] = next === null ? [textPart(writer.end)] : [];
  return { title: chat.title, parts: joined([...begin, ...body, ...end]), next };
}

/** Neighbours without a file between them are one text. */
function joined(parts: Part[]): Part[] {
  const all: Part[] = [];
  for (const { text, fileId } of parts) {
    const last = all.at(-1);
    if (last === undefined || last.fileId !== null) all.push({ text, fileId });
    else all[all.length - 1] = { text: last.text + text, fileId };
  }
  return all;
}

async function entriesBehind(ctx: QueryCtx, stretches: Stretch[], cursor: string) {
  const from = readCursor(cursor);
  const entries: Entry[] = [];
  let length = 0;
  for (const [index, { thread, versionId, behind }] of stretches.entries()) {
    if (index < from.index) continue;
    let before: Doc<"messages"> | null | undefined;
    for await (const message of behind(index === from.index ? from.position : 0)) {
      if (entries.length >= recentMessagesMax || length > recentMessagesLengthMax) {
        return { entries, next: `${index}:${before?.position ?? message.position - 1}` };
      }
      before ??= await messageBefore(ctx, thread, message.position);
      const entry = await entryOf(ctx, message, before, versionId);
      entries.push(entry);
      length += lengthOf(entry);
      before = message;
    }
  }
  return { entries, next: null };
}

async function entryOf(
  ctx: QueryCtx,
  message: Doc<"messages">,
  before: Doc<"messages"> | null,
  versionId: Id<"threads"> | undefined,
): Promise<Entry> {
  const isAnswer = message.role === "ASSISTANT";
  return {
    message,
    before,
    versionId,
    files: message.hasFiles ? await ofMessage(ctx, message._id) : [],
    messageParts: isAnswer ? await partsIn(ctx, message) : [],
    run: isAnswer ? await lastRunOf(ctx, message._id) : null,
  };
}

/** Characters that were read for it. */
function lengthOf({ message, files, messageParts }: Entry): number {
  const ofFiles = files.reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
  const ofParts = messageParts.reduce(
    (sum, { text, json }) => sum + (text?.length ?? 0) + (json?.length ?? 0),
    0,
  );
  return message.content.length + ofFiles + ofParts;
}

const stretchesOf: { [Of in Format]: (ctx: QueryCtx, chat: Doc<"chats">) => Promise<Stretch[]> } = {
  markdown: async (ctx, chat) => [wholeOf(ctx, (await shownThread(ctx, chat))!)],
  json: async (ctx, chat) => {
    const first = (await ctx.db.get("threads", chat.threadId))!;
    const others = await variantsOf(ctx, first._id);
    return [wholeOf(ctx, first), ...others.map((thread) => ownOf(ctx, thread))];
  },
};

/** Everything of a thread, with what it begins with. */
const wholeOf = (ctx: QueryCtx, thread: Doc<"threads">): Stretch => ({
  thread,
  behind: (position) => messagesForwards(ctx, thread, position),
});

/** What is said in a version only. */
const ownOf = (ctx: QueryCtx, thread: Doc<"threads">): Stretch => ({
  thread,
  versionId: thread._id,
  behind: (position) => ownMessages(ctx, thread, position),
});

const writers: { [Of in Format]: (ctx: QueryCtx, chat: Doc<"chats">) => Promise<Writer> } = {
  markdown: markdownWriter,
  json: jsonWriter,
};
