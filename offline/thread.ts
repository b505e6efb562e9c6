import { el, iconButton, time } from "./dom";
import type { Chat, Message } from "./store";
import { editor } from "./writing";

/** What was said in a chat, as far as it lies on this device. */

type Edit = (message: Message, content: string) => Promise<boolean>;

export function thread(chat: Chat | undefined, edit: Edit): HTMLElement {
  const messages = chat?.messages ?? [];
  const earlier = chat?.hasEarlier ? [el("p", { class: "more" }, "Earlier messages are not kept on this device.")] : [];
  const lines = messages.map((it) => article(it, edit));
  return el("section", { class: "thread", "aria-label": "Conversation" }, ...earlier, ...lines);
}

function article(message: Message, edit: Edit): HTMLElement {
  const { id, isOwn, author, html, createdAt, isPartial, isAsShown, files } = message;
  const name = el("h2", { class: "author" }, author);
  const head = el("header", { class: "message-head", id: `head-${id}` }, name, time(createdAt));
  const prose = el("div", { class: "prose" });
  // Made of Markdown by the product, which passes no tag on.
  prose.innerHTML = html;
  // What they do is up to the live page.
  prose.querySelectorAll("[data-does]").forEach((button) => button.remove());
  const attributes = { id: `message-${id}`, tabindex: "-1", "aria-labelledby": `head-${id}` };
  const line = el("article", { class: isOwn ? "message from-user" : "message", ...attributes }, head, prose);
  if (files.length > 0) line.append(el("p", { class: "outbox-facts" }, `Not on this device: ${files.join(", ")}`));
  if (isPartial) line.append(el("p", { class: "outbox-facts" }, "Not all of this answer is on this device."));
  // Other words need those that were written.
  if (isOwn && !isAsShown) line.append(bar(message, line, edit));
  return line;
}

function bar(message: Message, line: HTMLElement, edit: Edit): HTMLElement {
  const begin = (): void => {
    const box = editor("Message", message.content, (text) => {
      box.remove();
      button.focus();
      if (text !== null) void edit(message, text);
    });
    line.append(box);
  };
  const button = iconButton("i-pencil", "Edit", { class: "message-action", click: begin });
  const actions = { class: "message-actions", role: "group", "aria-label": "Message actions" };
  return el("div", { class: "message-bar" }, el("div", actions, button));
}
