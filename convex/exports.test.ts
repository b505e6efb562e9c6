import { describe, expect, test } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { createWorld, type Person } from "./test.setup";

type Format = "markdown" | "json";

/** The whole file, and in how many pieces it came. */
async function fileOf(person: Person, chatId: string, format: Format) {
  const pieces: string[] = [];
  for (let after: number | undefined; ; ) {
    const piece = (await person.query(api.exports.chat, { chatId, format, after }))!;
    pieces.push(piece.text);
    if (piece.next === null) return { text: pieces.join(""), pieces: pieces.length };
    after = piece.next;
  }
}

async function createChat(contents: string[]) {
  const { ada, bob } = createWorld();
  const chatId = await ada.mutation(api.chats.createChat, { title: "On tea" });
  for (const [index, content] of contents.entries()) {
    const role = index % 2 === 0 ? ("USER" as const) : ("ASSISTANT" as const);
    await ada.mutation(api.messages.addMessage, { chatId, role, content, llmModel: "tiny" });
  }
  return { ada, bob, chatId };
}

const asImported = (file: { chats: any[]; messages: any[] }) => ({
  chats: file.chats,
  messages: file.messages.map(({ files, ...message }) => message),
});

describe("a chat as a file", () => {
  test("is Markdown that says who has said what", async () => {
    const { ada, chatId } = await createChat(["Which tea?", "Green\n\n- tea"]);
    const { text } = await fileOf(ada, chatId, "markdown");
    expect(text.replace(/\d{4}-[\d-]+T[\d:.]+Z/g, "TIME")).toBe(
      "# On tea\n\n## You, TIME\n\nWhich tea?\n\n## Assistant (tiny), TIME\n\nGreen\n\n- tea\n",
    );
  });

  test("is JSON that somebody else can import", async () => {
    const { ada, bob, chatId } = await createChat(["q \"1\"", "a1"]);
    const file = asImported(JSON.parse((await fileOf(ada, chatId, "json")).text));
    await bob.mutation(api.importData.importChats, { chats: file.chats });
    const { imported } = await bob.mutation(api.importData.importMessages, { messages: file.messages });
    expect(imported).toBe(2);
    const [message] = await bob.query(api.messages.search, { text: "q" });
    expect(message!.content).toBe("q \"1\"");
  });

  test("is whole in pieces, through forks, and without what is behind them", async () => {
    const contents = Array.from({ length: 205 }, (_, index) => `m${index + 1}.`);
    const { ada, chatId } = await createChat(contents.slice(0, 150));
    const branchId = await ada.mutation(api.chats.createChat, { title: "Branch", parentChatId: chatId });
    const add = (chatId: Id<"chats">, content: string) =>
      ada.mutation(api.messages.addMessage, { chatId, role: "USER", content });
    await add(chatId, "elsewhere");
    for (const content of contents.slice(150)) await add(branchId, content);
    for (const format of ["markdown", "json"] as const) {
      const { text, pieces } = await fileOf(ada, branchId, format);
      expect(pieces).toBe(3);
      expect(text.match(/m\d+\./g)).toEqual(contents);
      expect(text).not.toContain("elsewhere");
    }
    const file = JSON.parse((await fileOf(ada, branchId, "json")).text);
    expect(file.messages.map(({ position }: any) => position)).toEqual(contents.map((_, index) => index + 1));
  });

  test("is a file without messages as well", async () => {
    const { ada, chatId } = await createChat([]);
    expect((await fileOf(ada, chatId, "markdown")).text).toBe("# On tea\n");
    expect(JSON.parse((await fileOf(ada, chatId, "json")).text)).toMatchObject({ messages: [] });
  });

  test("is nobody else's", async () => {
    const { bob, chatId } = await createChat(["q1"]);
    for (const id of [chatId, "x"]) {
      expect(await bob.query(api.exports.chat, { chatId: id, format: "json" })).toBeNull();
    }
  });
});
