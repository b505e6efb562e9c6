import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { nameOfModel } from "../models";
import { shownThread, variantChoices } from "../variants";
import { textPart, timeOf, type Entry, type Writer } from "./entries";

/** What a chat shows, as Markdown: who said what and when, how an answer ended, and which files there were. */
export async function markdownWriter(ctx: QueryCtx, chat: Doc<"chats">): Promise<Writer> {
  const choices = await variantChoices(ctx, (await shownThread(ctx, chat))!);
  const versionOf = ({ message }: Entry) => choices.find(({ position }) => position === message.position);
  return {
    begin: () => `# ${chat.title}\n`,
    message: (entry) => {
      const choice = versionOf(entry);
      const version = choice && `*Version ${choice.index + 1} of ${choice.threadIds.length}. A file of this chat as JSON holds all of them.*`;
      const blocks = [headingOf(entry), version, entry.message.content, endOf(entry), filesOf(entry)];
      return [textPart(`\n${blocks.filter((block) => block).join("\n\n")}\n`)];
    },
    end: "",
  };
}

const speakers = { USER: "You", ASSISTANT: "Assistant", SYSTEM: "Instructions" };

function headingOf({ message: { role, llmModel, createdAt } }: Entry): string {
  const isNamed = llmModel !== undefined && role === "ASSISTANT";
  const speaker = isNamed ? `${speakers[role]} (${nameOfModel(llmModel)})` : speakers[role];
  return `## ${speaker}, ${timeOf(createdAt)}`;
}

/** How an answer ended that is not complete. */
function endOf({ message: { status, finishReason }, messageParts }: Entry): string | null {
  const reason = messageParts.find(({ kind }) => kind === "error")?.text;
  switch (status) {
    case "streaming":
      return "*This answer was still being written.*";
    case "failed":
      return `*This answer failed${reason ? `: ${reason}` : "."}*`;
    case "interrupted":
      return finishReason === "stopped"
        ? "*This answer was stopped here.*"
        : "*This answer was cut off here.*";
    default:
      return null;
  }
}

const filesOf = ({ files }: Entry) =>
  files.map(({ name, contentType, size }) => `- Attached: ${name} (${contentType}, ${sizeOf(size)})`).join("\n");

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
