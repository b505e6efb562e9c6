import { noteShown, type Message } from "./store";

/**
 * Keeps what a live page shows of a chat, as it shows it: nobody is asked for what is there already. The server says it
 * exactly when a page is next opened.
 */

/** Messages that wait for the server have ids of the page's own. */
const PENDING = "message-pending-";

export async function keepShown(whose: string, chatId: string): Promise<void> {
  const articles = [...document.querySelectorAll<HTMLElement>("article.message")];
  // What is kept is the end of a chat.
  if (isFollowed(articles.at(-1))) return;
  const messages = articles.filter(({ id }) => !id.startsWith(PENDING)).map(messageOf);
  const title = document.querySelector("h1")?.textContent ?? "";
  if (messages.length > 0) await noteShown(whose, chatId, title, messages);
}

/** Whether later messages can still be asked for. */
const isFollowed = (last: HTMLElement | undefined): boolean =>
  [...document.querySelectorAll(".thread .more")].some(
    (more) => last !== undefined && (last.compareDocumentPosition(more) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );

function messageOf(article: HTMLElement): Message {
  const prose = article.querySelector<HTMLElement>(".prose");
  const instant = article.querySelector("time")?.dateTime ?? "";
  return {
    id: article.id.replace("message-", ""),
    isOwn: article.classList.contains("from-user"),
    content: words(prose),
    html: prose?.innerHTML ?? "",
    createdAt: Date.parse(instant) || Date.now(),
    author: article.querySelector(".author")?.textContent ?? "",
    files: [...article.querySelectorAll(".attachments li")].map(nameOf),
    isPartial: article.ariaBusy === "true",
    isAsShown: true,
  };
}

/** Of a file: its name, or of a picture what it shows. */
const nameOf = (file: Element): string =>
  file.querySelector("img")?.alt || (file.querySelector(".file-name") ?? file).textContent?.trim() || "";

/** What is searched. Messages out of sight are not laid out, so blocks are parted here and not by the browser. */
function words(prose: HTMLElement | null): string {
  return [...(prose?.childNodes ?? [])].map(({ textContent }) => textContent).join("\n");
}
