import { el, icon, isComposing } from "./dom";

/** The boxes one writes in. */

/** A text that is kept as pages keep theirs, so one goes on where the other ended. */
const draft = {
  of: (key: string): string => localStorage.getItem(`draft:${key}`) ?? "",
  keep: (key: string, text: string): void =>
    text === "" ? localStorage.removeItem(`draft:${key}`) : localStorage.setItem(`draft:${key}`, text),
};

type Options = {
  placeholder: string;
  /** The name of the button. */
  send: string;
  /** Under which name the draft is kept. */
  draft: string;
  /** Takes the text; false leaves it where it is. */
  onSend: (text: string) => Promise<boolean>;
};

/** A composer. */
export function composer(options: Options): HTMLFormElement {
  const area = el("textarea", {
    "aria-label": "Message",
    placeholder: options.placeholder,
    rows: "1",
    maxlength: "100000",
    autocomplete: "off",
    enterkeyhint: sendsByEnter() ? "send" : "enter",
    dir: "auto",
    input: () => draft.keep(options.draft, area.value),
    keydown: (event) => sendOnKey(event as KeyboardEvent, () => form.requestSubmit()),
  });
  area.value = draft.of(options.draft);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = area.value.trim();
    if (text === "" || !(await options.onSend(text))) return;
    // What was typed since is another message.
    if (area.value.trim() === text) {
      area.value = "";
      draft.keep(options.draft, "");
    }
    area.focus();
  };
  const name = { "aria-label": options.send, title: options.send };
  const button = el("button", { class: "icon-button solid end", ...name }, icon("i-up"));
  const foot = el("div", { class: "composer-foot" }, button);
  const form = el("form", { class: "composer", submit: (event) => void submit(event) }, area, foot);
  return form;
}

/** A box with a text that is there already. The key that sends saves it, Escape leaves everything as it was. */
export function editor(label: string, before: string, done: (text: string | null) => void): HTMLDivElement {
  const area = el("textarea", {
    class: "field",
    "aria-label": label,
    rows: "2",
    maxlength: "100000",
    dir: "auto",
    keydown: (event) => {
      sendOnKey(event as KeyboardEvent, save);
      if ((event as KeyboardEvent).key === "Escape") done(null);
    },
  });
  const save = (): void => {
    const text = area.value.trim();
    done(text === "" || text === before ? null : text);
  };
  area.value = before;
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
