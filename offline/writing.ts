import { el, icon, isComposing } from "./dom";
import { draftOf, keepDraft } from "./drafts";

/** The boxes one writes in. */

/** How long a text may be, in UTF-16 code units. */
const textMax = "100000";

type Options = {
  placeholder: string;
  /** The name of the button. */
  send: string;
  /** Who writes, and under which name the draft is kept. */
  whose: string;
  draft: string;
  /** Takes the text; false leaves it where it is. */
  onSend: (text: string) => Promise<boolean>;
};

/** A composer. */
export function composer(options: Options): HTMLFormElement {
  const { whose } = options;
  const area = el("textarea", {
    "aria-label": "Message",
    placeholder: options.placeholder,
    rows: "1",
    maxlength: textMax,
    autocomplete: "off",
    enterkeyhint: sendsByEnter() ? "send" : "enter",
    dir: "auto",
    input: () => keepDraft(whose, options.draft, area.value),
    keydown: (event) => sendOnKey(event as KeyboardEvent, () => form.requestSubmit()),
  });
  area.value = draftOf(whose, options.draft);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = area.value.trim();
    if (text === "" || !(await options.onSend(text))) return;
    // What was typed since is another message.
    if (area.value.trim() === text) {
      area.value = "";
      keepDraft(whose, options.draft, "");
    }
    area.focus();
  };
  const name = { "aria-label": options.send, title: options.send };
  const button = el("button", { class: "icon-button solid end", ...name }, icon("i-up"));
  const foot = el("div", { class: "composer-foot" }, button);
  const form = el("form", { class: "composer", submit: (event) => void submit(event) }, area, foot);
  return form;
}

/**
 * A box with a text. The key that sends saves it, Escape leaves everything as it was, and so does saving what was there
 * `before`.
 */
export function editor(
  label: string,
  text: string,
  done: (text: string | null) => void,
  before = text,
): HTMLDivElement {
  const area = el("textarea", {
    class: "field",
    "aria-label": label,
    rows: "2",
    maxlength: textMax,
    dir: "auto",
    keydown: (event) => {
      sendOnKey(event as KeyboardEvent, save);
      if ((event as KeyboardEvent).key !== "Escape") return;
      // What lies around the box stays open.
      event.preventDefault();
      done(null);
    },
  });
  const save = (): void => {
    const words = area.value.trim();
    done(words === "" || words === before ? null : words);
  };
  area.value = text;
  queueMicrotask(() => area.focus());
  const buttons = el(
    "div",
    { class: "actions" },
    el("button", { type: "button", class: "button primary", click: save }, "Save"),
    el("button", { type: "button", class: "button quiet", click: () => done(null) }, "Cancel"),
  );
  return el("div", { class: "message-editor" }, area, buttons);
}

/** Whether Enter alone sends, as pages keep it. */
const sendsByEnter = (): boolean => !/(^|; )sending=modifier(;|$)/.test(document.cookie);

function sendOnKey(event: KeyboardEvent, send: () => void): void {
  if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
  if (!event.ctrlKey && !event.metaKey && !sendsByEnter()) return;
  event.preventDefault();
  send();
}
