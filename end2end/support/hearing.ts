import type { Desk } from "./fixtures.js";

/** Notes from now on what is read out. */
export const hear = (desk: Desk) =>
  desk.page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const announcer = document.querySelector("#announcer")!;
    new MutationObserver(() => heard.push(announcer.textContent ?? "")).observe(announcer, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });

/** What was read out since. */
export const heard = (desk: Desk) => desk.page.evaluate(() => (window as unknown as { heard: string[] }).heard.join(" "));
