// Drives Chromium for the bench: `node browser.mjs <conclave url> <cookie> [<next url>]`.
// Prints {conclave: [part], next: [part], latency: [ms]}; a part is {name, raw, brotli} of one script or wasm file.
import { createRequire } from "node:module";
import { brotliCompressSync, constants } from "node:zlib";

const require = createRequire(new URL("../package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const [conclave, cookie, next] = process.argv.slice(2);
const CHANGES = 100;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

async function signedIn() {
  const context = await browser.newContext({ baseURL: conclave });
  const [name, ...value] = cookie.split("=");
  await context.addCookies([{ name, value: value.join("="), url: conclave }]);
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

/** Adds todos in one browser; the clock stops when the text is in the other browser's page. */
async function latency() {
  const [writer, reader] = await Promise.all(
    [0, 1].map(async () => {
      const page = await (await signedIn()).newPage();
      await page.goto("/todos");
      await page.locator("html[data-hydrated]").waitFor();
      return page;
    }),
  );
  await reader.evaluate(() => {
    window.arrivals = {};
    const observer = new MutationObserver((changes) => {
      const now = performance.timeOrigin + performance.now();
      for (const change of changes)
        for (const node of [change.target, ...change.addedNodes]) {
          const mark = /mark-\d+-/.exec(node.textContent ?? "")?.[0];
          for (const found of (node.textContent ?? "").match(/mark-\d+-/g) ?? []) window.arrivals[found] ??= now;
          if (mark) window.arrivals[mark] ??= now;
        }
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await writer.evaluate(() => {
    addEventListener("keydown", (event) => (window.pressed = performance.timeOrigin + event.timeStamp), true);
  });
  const box = writer.getByRole("textbox", { name: /add a todo/i });
  const samples = [];
  for (let n = 0; n < CHANGES; n++) {
    const mark = `mark-${n}-`;
    await box.fill(mark);
    await box.press("Enter");
    const arrived = await reader.waitForFunction((mark) => window.arrivals[mark], mark).then((value) => value.jsonValue());
    samples.push(arrived - (await writer.evaluate(() => window.pressed)));
  }
  return samples;
}

try {
  const hydrated = (page) => page.locator("html[data-hydrated]").waitFor();
  const result = {
    conclave: await partsUntil(await signedIn(), "/tasks", hydrated),
    next: next ? await partsUntil(await browser.newContext(), `${next}/tasks`, (page) => page.waitForLoadState("networkidle")) : [],
    latency: await latency(),
  };
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
}
