import type { Chat, Message } from "./store";

/** Searching what lies on this device. */

export type Hit = {
  chat: Chat;
  /** Null: the title has the words. */
  message: Message | null;
  /** Some of the text around the first word. */
  excerpt: string;
};

const HITS_MAX = 50;

/** Letters of an excerpt before the word that was found, and altogether. */
const [LEAD, LENGTH] = [40, 160];

/** Without case and accents. */
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Chats and messages with all the words: titles first, then as the chats come, the latest message first. */
export function search(chats: Chat[], text: string): Hit[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const has = (text: string) => {
    const within = plain(text);
    return words.every((word) => within.includes(word));
  };
  const titles = chats.filter(({ title }) => has(title)).map((chat): Hit => ({ chat, message: null, excerpt: "" }));
  const said = chats.flatMap((chat) =>
    chat.messages
      .filter(({ content }) => has(content))
      .reverse()
      .map((message): Hit => ({ chat, message, excerpt: excerpt(message.content, words[0]!) })),
  );
  return [...titles, ...said].slice(0, HITS_MAX);
}

function excerpt(text: string, word: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const at = Math.max(plain(line).indexOf(word) - LEAD, 0);
  const piece = line.slice(at, at + LENGTH);
  return `${at > 0 ? "…" : ""}${piece}${at + LENGTH < line.length ? "…" : ""}`;
}
