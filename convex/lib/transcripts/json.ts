import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { isText } from "../fileTypes";
import { variantsOf } from "../variants";
import { textPart, timeOf, type Entry, type Part, type Writer } from "./entries";

/**
 * All versions of a chat as JSON. A message names the version in which it is said, unless that is the first one,
 * and what comes before it; so the versions are where messages have the same one before them.
 */
export async function jsonWriter(ctx: QueryCtx, chat: Doc<"chats">): Promise<Writer> {
  const first = (await ctx.db.get("threads", chat.threadId))!;
  const owned = new Set([first, ...(await variantsOf(ctx, first._id))].map(({ _id }) => _id));
  // Messages that a branch shares with the chat it left have names of their own here, so that the files of both
  // can be imported, and each chat is whole.
  const nameOf = ({ _id, threadId }: Doc<"messages">) =>
    owned.has(threadId) ? _id : `${chat._id}/${_id}`;
  return {
    begin: () => `{"chats":[${JSON.stringify(chatFields(chat))}],"messages":[`,
    message: (entry, isFirst) => {
      const fields = JSON.stringify({
        id: nameOf(entry.message),
        chatId: chat._id,
        versionId: entry.versionId,
        parentId: entry.before && nameOf(entry.before),
        ...messageFields(entry),
      });
      const begin = `${isFirst ? "" : ","}\n${fields.slice(0, -1)}`;
      return [...withFiles(begin, entry.files), textPart("}")];
    },
    end: "\n]}\n",
  };
}

const chatFields = (chat: Doc<"chats">) => ({
  id: chat._id,
  title: chat.title,
  timestamp: timeOf(chat.updatedAt),
  createdAt: timeOf(chat.createdAt),
  parentChatId: chat.parentChatId,
  branchFromMessageId: chat.branchFromMessageId,
  shownVersionId: chat.activeThreadId,
  tags: chat.tags,
  isArchived: chat.isArchived,
  isPinned: chat.isPinned,
});

function messageFields({ message, messageParts, run }: Entry) {
  const { role, content, createdAt, editedAt, position } = message;
  return {
    role: role.toLowerCase(),
    content,
    timestamp: timeOf(createdAt),
    editedAt: editedAt && timeOf(editedAt),
    position,
    llmModel: message.llmModel,
    status: message.status,
    finishReason: message.finishReason,
    promptTokens: message.promptTokens,
    completionTokens: message.completionTokens,
    parts: messageParts.length === 0 ? undefined : messageParts.map(partFields),
    run: run === null ? undefined : runFields(run),
  };
}

const partFields = ({ kind, text, toolCallId, toolName, json }: Doc<"messageParts">) => ({
  kind,
  text,
  toolCallId,
  toolName,
  json,
});

const runFields = (run: Doc<"runs">) => ({
  state: run.state,
  model: run.model,
  provider: run.provider,
  startedAt: timeOf(run.startedAt),
  firstTokenAt: run.firstTokenAt && timeOf(run.firstTokenAt),
  finishedAt: run.finishedAt && timeOf(run.finishedAt),
  usage: run.usage,
  cost: run.cost,
  settings: run.settings,
  context: run.context,
  error: run.error,
});

/** The files, those of text with all that is in them, which is taken from where it is stored. */
function withFiles(begin: string, files: Doc<"attachments">[]): Part[] {
  if (files.length === 0) return [textPart(begin)];
  const parts: Part[] = [];
  let open = `${begin},"files":[`;
  for (const [index, file] of files.entries()) {
    const { name, contentType, size, altText, text, storageId, _id } = file;
    const fields = JSON.stringify({ name, contentType, size, altText, text });
    open += index === 0 ? fields : `,${fields}`;
    if (text === undefined && storageId !== undefined && isText(contentType)) {
      parts.push({ text: `${open.slice(0, -1)},"text":`, fileId: _id });
      open = "}";
    }
  }
  return [...parts, textPart(`${open}]`)];
}
