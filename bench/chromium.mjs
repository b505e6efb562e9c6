// What the scripts of the bench share: the browser, and what is noted in its pages.
import { createRequire } from "node:module";

const require = createRequire(new URL("../package.json", import.meta.url));
const { chromium } = require("@playwright/test");

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });

/** A browser of its own that is signed in to a server, {url, cookie}; a peer needs no cookie. */
export async function signedIn(browser, { url, cookie }) {
  const context = await browser.newContext({ baseURL: url });
  if (cookie !== undefined) {
    const [name, ...value] = cookie.split("=");
    await context.addCookies([{ name, value: value.join("="), url }]);
  }
  return context;
}

/** Now, on the clock that all pages and this process share. In milliseconds. */
export const now = () => performance.timeOrigin + performance.now();

/** Runs in a page: notes when a mark was sent, received and shown there, on the clock that all pages share. */
export function instrument() {
  const now = () => performance.timeOrigin + performance.now();
  const marks = (text) => (typeof text === "string" ? (text.match(/mark-\d+-/g) ?? []) : []);
  window.noted = { sent: {}, received: {}, shown: {} };
  const note = (leg, text, at) => marks(text).forEach((mark) => (window.noted[leg][mark] ??= at));
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    note("sent", data, now());
    return send.call(this, data);
  };
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => note("received", data, now()));
    }
  };
  addEventListener("keydown", (event) => (window.pressed = performance.timeOrigin + event.timeStamp), true);
  addEventListener("DOMContentLoaded", () => {
    const observer = new MutationObserver((changes) => {
      const at = now();
      for (const { target, addedNodes } of changes) for (const node of [target, ...addedNodes]) note("shown", node.textContent, at);
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** When a mark passed each leg of its way in a page, once it is shown there. */
export async function legsOf(page, mark) {
  await page.waitForFunction((mark) => window.noted.shown[mark], mark);
  return await page.evaluate(
    (mark) => ({ received: window.noted.received[mark], shown: window.noted.shown[mark] }),
    mark,
  );
}
