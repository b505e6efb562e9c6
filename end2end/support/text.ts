import type { Page } from "@playwright/test";

/**
 * The visible text of a page's main part, line by line. What exists only with or only without script is
 * left out: controls that need it, and the forms that stand in for them. So is what lies over long messages: whether they
 * are longer than their box is known of those only that have come near the window.
 */
export const visibleText = (page: Page): Promise<string[]> => page.evaluate(readText);

/** Runs in a page. Browsers' own `innerText` leaves out what has not come near the window yet. */
export function readText(): string[] {
  const leftOut = ".with-script, .without-script, .notices, .veil, [popover]:not(:popover-open)";
  const lines: string[] = [];
  const visit = (element: Element) => {
    if (element.matches(leftOut) || !element.checkVisibility()) return;
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        const text = (child.textContent ?? "").replace(/\s+/g, " ").trim();
        if (text !== "") lines.push(text);
      } else if (child.nodeType === Node.ELEMENT_NODE) {
        visit(child as Element);
      }
    }
  };
  const main = document.querySelector("main");
  if (main !== null) visit(main);
  return lines;
}
