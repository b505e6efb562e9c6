import { el, icon } from "./dom";
import { listen } from "./news";
import { Panel } from "./panel";
import { body, head, keep, SAYS, status, titleOf } from "./parts";
import * as store from "./store";
import { thread } from "./thread";
import { composer } from "./writing";

/** One chat as far as it lies on this device, or one that is still to be sent. */

export async function showChat(main: HTMLElement, person: string, wanted: string): Promise<void> {
  // A chat that was begun here has another address once it is there.
  const id = (await store.settled(wanted))?.chatId ?? wanted;
  const chat = await store.chat(id);
  const begun = (await store.outbox()).find(({ clientId }) => clientId === id);
  if (chat !== undefined) show(main, person, id, chat.title, chat);
  else if (begun !== undefined) show(main, person, id, titleOf(begun), undefined);
  else {
    const text = "This chat is not kept on this device. Those that were opened here and the latest ones are.";
    main.append(head("Not on this device", back()), body(status(SAYS), el("p", {}, text)));
  }
}

function back(): HTMLElement {
  const label = "Chats on this device";
  return el("a", { class: "icon-button", href: "/chats", "aria-label": label, title: label }, icon("i-back"));
}

function show(main: HTMLElement, person: string, id: string, title: string, chat: store.Chat | undefined): void {
  const panel = new Panel(person, id);
  const write = composer({
    placeholder: "Write a message",
    send: "Send",
    whose: person,
    draft: id,
    onSend: async (content) => await keep(person, { kind: "send", content, ...(await placeOf(id, chat)) }),
  });
  const edit = async (message: store.Message, content: string): Promise<boolean> => {
    const about = { messageId: message.id, before: message.content };
    return await keep(person, { kind: "edit", content, ...about, ...(await placeOf(id, chat)) });
  };
  const below = el("div", { class: "thread-composer" }, panel.element, write);
  const column = el("div", { class: "thread-column" }, thread(chat, edit), below);
  main.append(head(title, back()), status(SAYS), el("div", { class: "chat" }, column));
  const fill = async (): Promise<void> => panel.show(await store.outbox(), await store.chats());
  void fill();
  listen(() => void fill());
  goTo(location.hash.slice(1));
}

/** Where something goes that is written here. A chat that was still to be sent may have been sent meanwhile. */
async function placeOf(id: string, chat: store.Chat | undefined) {
  if (chat !== undefined) return { chatId: id, threadId: chat.threadId };
  const chatId = (await store.settled(id))?.chatId;
  return chatId === undefined ? { follows: id } : { chatId };
}

/** Shows the message that the address names, or the end. */
function goTo(id: string): void {
  const message = id === "" ? null : document.getElementById(id);
  if (message === null) scrollTo(0, document.documentElement.scrollHeight);
  else message.scrollIntoView();
  message?.focus();
}
