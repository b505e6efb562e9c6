// Drives Chromium for the bench: `node browser.mjs <JSON>`, with {full: server, relaxed: server, next?: url}; a server is
// {url, cookie}. Prints {conclave: [part], next: [part], full: [change], relaxed: [change]}; a part is
// {name, raw, brotli} of one script or wasm file, a change says in ms how long each leg of its way took.
import { createRequire } from "node:module";
import { brotliCompressSync, constants } from "node:zlib";

const require = createRequire(new URL("../package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const { full, relaxed, next } = JSON.parse(process.argv[2]);
const CHANGES = 100;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

async function signedIn({ url, cookie }) {
  const context = await browser.newContext({ baseURL: url });
  const [name, ...value] = cookie.split("=");
  await context.addCookies([{ name, value: value.join("="), url }]);
  return context;
}

/** Scripts and wasm that a fresh browser fetches until `ready` holds, compressed alike for every peer. */
async function partsUntil(context, url, ready) {
  const page = await context.newPage();
  const responses = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(url);
  await ready(page);
  const parts = [];
  for (const response of responses) {
    const type = response.headers()["content-type"] ?? "";
    if (!/javascript|wasm/.test(type)) continue;
    const body = await response.body();
    const brotli = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    parts.push({ name: new URL(response.url()).pathname.split("/").pop(), raw: body.length, brotli: brotli.length });
  }
  await page.close();
  return parts;
}

/** Notes when a mark was sent, received and shown by this page, on the clock that all pages share. */
function instrument() {
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

/** Adds todos in one browser until they are in the other browser's page. */
async function changes(server) {
  const [writer, reader] = await Promise.all(
    [0, 1].map(async () => {
      const page = await (await signedIn(server)).newPage();
      await page.addInitScript(instrument);
      await page.goto("/todos");
      await page.locator("html[data-hydrated]").waitFor();
      return page;
    }),
  );
  const box = writer.getByRole("textbox", { name: /add a todo/i });
  const samples = [];
  for (let n = 0; n < CHANGES; n++) {
    const mark = `mark-${n}-`;
    await box.fill(mark);
    await box.press("Enter");
    await reader.waitForFunction((mark) => window.noted.shown[mark], mark);
    const { pressed, sent } = await writer.evaluate((mark) => ({ pressed: window.pressed, sent: window.noted.sent[mark] }), mark);
    const { received, shown } = await reader.evaluate(
      (mark) => ({ received: window.noted.received[mark], shown: window.noted.shown[mark] }),
      mark,
    );
    samples.push({ toSend: sent - pressed, toReceive: received - sent, toShow: shown - received, afterSend: shown - sent });
  }
  await Promise.all([writer, reader].map((page) => page.context().close()));
  return samples;
}

try {
  const hydrated = (page) => page.locator("html[data-hydrated]").waitFor();
  const result = {
    conclave: await partsUntil(await signedIn(full), "/tasks", hydrated),
    next: next ? await partsUntil(await browser.newContext(), `${next}/tasks`, (page) => page.waitForLoadState("networkidle")) : [],
    full: await changes(full),
    relaxed: await changes(relaxed),
  };
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
}
