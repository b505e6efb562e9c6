import { request } from "@playwright/test";
import { ConvexHttpClient } from "convex/browser";
import type { FunctionArgs } from "convex/server";
import { api } from "../../convex/_generated/api.js";
import type { Id } from "../../convex/_generated/dataModel.js";
import type { Server, Session } from "./server.js";

export type TaskId = Id<"tasks">;
export type ChatId = Id<"chats">;

/** The owner at work behind the scenes, through the official client: what tests find when they begin. */
export class Owner {
  private constructor(private readonly client: ConvexHttpClient) {}

  static async of(server: Server, session: Session): Promise<Owner> {
    const browser = await request.newContext({ baseURL: server.url, storageState: session });
    const response = await browser.post("/auth/token");
    const { token } = (await response.json()) as { token: string };
    await browser.dispose();
    const client = new ConvexHttpClient(server.url, { logger: false });
    client.setAuth(token);
    return new Owner(client);
  }

  createTask(title: string, more: { repoFullName?: string; baseBranch?: string; prompt?: string } = {}) {
    return this.client.mutation(api.tasks.create, { title, ...more });
  }

  /** Brings a new task to the status that it has while an agent works. */
  async run(taskId: TaskId): Promise<void> {
    await this.client.mutation(api.tasks.update, { taskId, status: "RUNNING", initStatus: "ACTIVE" });
  }

  async complete(taskId: TaskId): Promise<void> {
    await this.run(taskId);
    await this.client.mutation(api.tasks.update, { taskId, status: "COMPLETED" });
  }

  async rename(taskId: TaskId, title: string): Promise<void> {
    await this.client.mutation(api.tasks.update, { taskId, title });
  }

  async archive(taskId: TaskId): Promise<void> {
    await this.client.mutation(api.tasks.archive, { taskId });
  }

  async trash(taskId: TaskId): Promise<void> {
    await this.client.mutation(api.tasks.trash, { taskId });
  }

  async say(taskId: TaskId, content: string, role: "USER" | "ASSISTANT" = "USER"): Promise<void> {
    await this.client.mutation(api.messages.append, { taskId, role, content });
  }

  async sayInChat(chatId: ChatId, content: string): Promise<void> {
    await this.client.mutation(api.messages.addMessage, { chatId, role: "USER", content });
  }

  async tag(chatId: ChatId, ...tags: string[]): Promise<void> {
    for (const tag of tags) await this.client.mutation(api.chats.tag, { chatId, tag });
  }

  async pin(chatId: ChatId): Promise<void> {
    await this.client.mutation(api.chats.updateChat, { chatId, isPinned: true });
  }

  /** A chat that goes on from the end of another one. */
  branch(parentChatId: ChatId, title: string): Promise<ChatId> {
    return this.client.mutation(api.chats.createChat, { title, parentChatId });
  }

  /** A link to a chat as it is now; its path. */
  async share(chatId: ChatId): Promise<string> {
    const { token } = await this.client.mutation(api.shares.create, { chatId });
    return `/shared/${token}`;
  }

  /** A chat with many messages of the person, made in few calls. */
  async importChat(title: string, said: string[]): Promise<ChatId> {
    const timestamp = "2026-01-31T12:00:00Z";
    await this.client.mutation(api.importData.importChats, { chats: [{ id: title, title, timestamp }] });
    const rows = said.map((content, index) => ({
      id: `${title} ${index}`,
      chatId: title,
      role: "user" as const,
      content,
      timestamp,
      position: index + 1,
    }));
    for (let from = 0; from < rows.length; from += 100) {
      await this.client.mutation(api.importData.importMessages, { messages: rows.slice(from, from + 100) });
    }
    const [chat] = await this.client.query(api.chats.search, { text: title });
    return chat!._id;
  }

  /** Another version of a chat, which begins with another message; it is the one that is shown. */
  async sayDifferently(chatId: ChatId, content: string): Promise<void> {
    const { messages } = (await this.chat(chatId))!;
    await this.client.mutation(api.streaming.edit, { messageId: messages[0]!._id, content });
  }

  async addTodos(contents: string[], taskId?: TaskId): Promise<void> {
    for (const content of contents) {
      await this.client.mutation(api.todos.create, { content, taskId });
    }
  }

  /** All todos in order, as the deployment has them. */
  async todos() {
    const paginationOpts = { numItems: 200, cursor: null };
    const { page } = await this.client.query(api.todos.all, { paginationOpts });
    return page.map(({ todo }) => todo);
  }

  async messages(taskId: TaskId) {
    const paginationOpts = { numItems: 200, cursor: null };
    const { page } = await this.client.query(api.messages.byTask, { taskId, paginationOpts });
    return page.toReversed();
  }

  /** A chat with these messages, of the person and the model in turn; nothing is generated. */
  async createChat(title: string, ...said: string[]): Promise<ChatId> {
    const chatId = await this.client.mutation(api.chats.createChat, { title });
    for (const [index, content] of said.entries()) {
      const role = index % 2 === 0 ? "USER" : "ASSISTANT";
      await this.client.mutation(api.messages.addMessage, { chatId, role, content });
    }
    return chatId;
  }

  /** The same for a long chat: it is imported. Its title must be like no other. */
  async createLongChat(title: string, said: string[]): Promise<ChatId> {
    const timestamp = new Date().toISOString();
    await this.client.mutation(api.importData.importChats, { chats: [{ id: title, title, timestamp }] });
    for (let from = 0; from < said.length; from += 100) {
      const messages = said.slice(from, from + 100).map((content, offset) => ({
        id: `${title} ${from + offset}`,
        chatId: title,
        content,
        role: (from + offset) % 2 === 0 ? ("user" as const) : ("assistant" as const),
        timestamp,
        position: offset + 1,
      }));
      await this.client.mutation(api.importData.importMessages, { messages });
    }
    const paginationOpts = { numItems: 200, cursor: null };
    const { page } = await this.client.query(api.chats.getUserChats, { paginationOpts });
    return page.find((chat) => chat.title === title)!._id;
  }

  async renameChat(chatId: ChatId, title: string): Promise<void> {
    await this.client.mutation(api.chats.updateChat, { chatId, title });
  }

  /** Adds a message to a chat; nothing is generated. */
  async add(chatId: ChatId, content: string, role: "USER" | "ASSISTANT" = "USER"): Promise<void> {
    await this.client.mutation(api.messages.addMessage, { chatId, role, content });
  }

  /** Marks a chat as read up to a position. */
  async read(chatId: ChatId, position: number): Promise<void> {
    const { threadId } = (await this.chat(chatId))!;
    await this.client.mutation(api.readPositions.mark, { threadId, position });
  }

  /** How far a chat was read. */
  async readUpTo(chatId: ChatId): Promise<number> {
    const { threadId } = (await this.chat(chatId))!;
    return (await this.client.query(api.readPositions.get, { threadId }))!.position;
  }

  /** Where reading a chat rests: a message and how much of it has gone by; null is the end. */
  async placeIn(chatId: ChatId): Promise<number | null> {
    return (await this.client.query(api.readPositions.ofChat, { chatId }))!.place;
  }

  /** Leaves off reading a chat at a place. */
  async rest(chatId: ChatId, place: number, position: number): Promise<void> {
    const { threadId } = (await this.chat(chatId))!;
    await this.client.mutation(api.readPositions.rest, { threadId, place, position });
  }

  /** A chat as the deployment has it. */
  async chat(chatId: string) {
    return await this.client.query(api.chats.view, { chatId });
  }

  async send(chatId: string, content: string): Promise<void> {
    const { threadId } = (await this.chat(chatId))!;
    await this.client.mutation(api.streaming.send, { threadId, content });
  }

  /** A message with files, to which nothing is answered. */
  async sayWithFiles(
    chatId: ChatId,
    content: string,
    files: { name: string; type: string; bytes: string }[],
  ): Promise<void> {
    const { threadId } = (await this.chat(chatId))!;
    const attachments = [];
    for (const { name, type: contentType, bytes } of files) {
      const address = await this.client.mutation(api.attachments.generateUploadUrl, {});
      const headers = { "content-type": contentType };
      const response = await fetch(address, { method: "POST", headers, body: bytes });
      const { storageId } = (await response.json()) as { storageId: Id<"_storage"> };
      const file = { threadId, name, contentType, size: bytes.length, storageId };
      attachments.push(await this.client.mutation(api.attachments.create, file));
    }
    await this.client.mutation(api.messages.addMessage, { chatId, role: "USER", content, attachments });
  }

  /** Removes what has been added to a chat's next message. */
  async takeFilesOut(chatId: ChatId): Promise<void> {
    const { threadId } = (await this.chat(chatId))!;
    for (const { attachmentId } of await this.client.query(api.attachments.pending, { threadId })) {
      await this.client.mutation(api.attachments.remove, { attachmentId });
    }
  }

  /** Leaves something in a chat that is not sent yet. */
  async write(chatId: ChatId, content: string): Promise<void> {
    const { threadId } = (await this.chat(chatId))!;
    await this.client.mutation(api.drafts.save, { threadId, kind: "chat", content });
  }

  async stop(chatId: string): Promise<void> {
    const { threadId } = (await this.chat(chatId))!;
    await this.client.mutation(api.streaming.stop, { threadId });
  }

  /** Says the message with this text differently. */
  async edit(chatId: string, before: string, content: string): Promise<void> {
    const { messages } = (await this.chat(chatId))!;
    const messageId = messages.find((message) => message.content === before)!._id;
    await this.client.mutation(api.streaming.edit, { messageId, content });
  }

  /** Deletes the message with this text. */
  async unsay(chatId: string, content: string): Promise<void> {
    const { messages } = (await this.chat(chatId))!;
    const messageId = messages.find((message) => message.content === content)!._id;
    await this.client.mutation(api.messages.remove, { messageId });
  }

  async trashChat(chatId: ChatId): Promise<void> {
    await this.client.mutation(api.chats.deleteChat, { chatId });
  }

  async restoreChat(chatId: ChatId): Promise<void> {
    await this.client.mutation(api.chats.restoreChat, { chatId });
  }

  async me() {
    return await this.client.query(api.auth.currentUser, {});
  }

  async settings() {
    return await this.client.query(api.userSettings.get, {});
  }

  async remember(memory: FunctionArgs<typeof api.memories.create>): Promise<void> {
    await this.client.mutation(api.memories.create, memory);
  }

  async memories() {
    const paginationOpts = { numItems: 200, cursor: null };
    return (await this.client.query(api.memories.list, { paginationOpts })).page;
  }

  async task(taskId: string) {
    return await this.client.query(api.tasks.get, { taskId });
  }
}
