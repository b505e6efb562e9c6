import { makeFunctionReference } from "convex/server";

export type Message = { _id: string; role: "USER" | "ASSISTANT" | "SYSTEM"; content: string; position: number; createdAt: number };

type Messages = { messages: Message[]; hasEarlier: boolean };

export type View = Messages & { threadId: string; chat: { title: string } };

export const view = makeFunctionReference<"query", { chatId: string }, View | null>("chats:view");

export const earlier = makeFunctionReference<"query", { threadId: string; before: number }, Messages>("messages:earlier");

export const send = makeFunctionReference<"mutation", { threadId: string; content: string }, unknown>("streaming:send");
