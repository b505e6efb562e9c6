/** Elements of the page, as the product's stylesheet knows them. */

type Properties = Record<string, string | boolean | ((event: Event) => void)>;

/**
 * An element. Functions are handlers of the events that they are named after; true is an attribute without value, false
 * none.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** A glyph of the sprite that every document carries. */
export function icon(name: string, kind = "icon"): SVGElement {
  const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg!.setAttribute("class", kind);
  svg!.setAttribute("viewBox", "0 0 16 16");
  svg!.setAttribute("aria-hidden", "true");
  use!.setAttribute("href", `#${name}`);
  svg!.append(use!);
  return svg as SVGElement;
}

/** A button with a glyph and a name. */
export const iconButton = (glyph: string, label: string, properties: Properties): HTMLButtonElement =>
  el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, ...properties }, icon(glyph));

/** An instant as people say it. */
export function time(millis: number): HTMLTimeElement {
  const date = new Date(millis);
  const isToday = date.toDateString() === new Date().toDateString();
  const text = isToday
    ? date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : date.toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });
  return el("time", { datetime: date.toISOString() }, text);
}

/** "1 message", "2 messages". */
export const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? "" : "s"}`;

/** Whether the key belongs to an input method that is still composing a letter. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;
