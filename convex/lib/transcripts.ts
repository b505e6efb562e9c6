import type { Infer } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { ofMessage } from "./attachments";
import { recentMessagesLengthMax, recentMessagesMax } from "./limits";
import type { transcriptFormat, transcriptPiece } from "./shapes/chats";
import { messagesForwards } from "./threads";
import { shownThread } from "./variants";

/**
 * A chat as a file for people, in pieces: one after the other they are the whole file, however long the chat
 * is. The JSON has the form that `importData` takes, with some more fields.
 */

type Format = Infer<typeof transcriptFormat>;
type Message = Doc<"messages"> & { files: string[] };

/** The piece behind a position; 0 is the beginning of the file. */
export async function pieceOf(
  ctx: QueryCtx,
  chat: Doc<"chats">,
  format: Format,
  after: number,
): Promise<Infer<typeof transcriptPiece>> {
  const writer = writers[format];
  const { messages, isDone } = await messagesAfter(ctx, chat, after);
  const begin = after === 0 ? writer.begin(chat) : "";
  const body = messages.map((message, index) =>
    writer.message(chat, message, after === 0 && index === 0),
  );
  return {
    title: chat.title,
    text: [begin, ...body, isDone ? writer.end : ""].join(""),
    next: isDone ? null : messages.at(-1)!.position,
  };
}

async function messagesAfter(ctx: QueryCtx, chat: Doc<"chats">, after: number) {
  const thread = (await shownThread(ctx, chat))!;
  const messages: Message[] = [];
  let length = 0;
  for await (const message of messagesForwards(ctx, thread, after)) {
    if (messages.length >= recentMessagesMax || length > recentMessagesLengthMax) {
      return { messages, isDone: false };
    }
    const files = (await ofMessage(ctx, message._id)).map(({ name }) => name);
    messages.push({ ...message, files });
    length += message.content.length;
  }
  return { messages, isDone: true };
}

type Writer = {
  begin: (chat: Doc<"chats">) => string;
  message: (chat: Doc<"chats">, message: Message, isFirst: boolean) => string;
  end: string;
};

const timeOf = (millis: number) => new Date(millis).toISOString();

const speakers = { USER: "You", ASSISTANT: "Assistant", SYSTEM: "Instructions" };

const markdown: Writer = {
  begin: ({ title }) => `# ${title}\n`,
  message: (_, { role, content, createdAt, llmModel, files }) => {
    const speaker = llmModel === undefined || role !== "ASSISTANT" ? speakers[role] : `${speakers[role]} (${llmModel})`;
    const attached = files.map((name) => `\n- Attached: ${name}`).join("");
    return `\n## ${speaker}, ${timeOf(createdAt)}\n\n${content}\n${attached === "" ? "" : `${attached}\n`}`;
  },
  end: "",
};

const json: Writer = {
  begin: ({ _id, title, updatedAt, tags }) => {
    const chat = JSON.stringify({ id: _id, title, timestamp: timeOf(updatedAt), tags });
    return `{"chats":[${chat}],"messages":[`;
  },
  message: (chat, { _id, role, content, createdAt, position, llmModel, files }, isFirst) => {
    const timestamp = timeOf(createdAt);
    const fields = { id: _id, chatId: chat._id, role: role.toLowerCase(), content, timestamp, position };
    return `${isFirst ? "" : ","}\n${JSON.stringify({ ...fields, llmModel, files })}`;
  },
  end: "\n]}\n",
};

const writers: { [Of in Format]: Writer } = { markdown, json };
