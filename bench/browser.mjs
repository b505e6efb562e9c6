// Drives Chromium for the bench: `node browser.mjs <JSON>`, with {full: server, relaxed: server, next?: url}; a server is
// {url, cookie}. Prints {conclave: [part], next: [part], full: [change], relaxed: [change]}; a part is
// {name, raw, brotli} of one script or wasm file, a change says in ms how long each leg of its way took.
import { brotliCompressSync, constants } from "node:zlib";
import { instrument, launch, legsOf, signedIn } from "./chromium.mjs";

const { full, relaxed, next } = JSON.parse(process.argv[2]);
const CHANGES = 100;

const browser = await launch();

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

/** Adds todos in one browser until they are in the other browser's page. */
async function changes(server) {
  const [writer, reader] = await Promise.all(
    [0, 1].map(async () => {
      const page = await (await signedIn(browser, server)).newPage();
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
    const { received, shown } = await legsOf(reader, mark);
    const { pressed, sent } = await writer.evaluate((mark) => ({ pressed: window.pressed, sent: window.noted.sent[mark] }), mark);
    samples.push({ toSend: sent - pressed, toReceive: received - sent, toShow: shown - received, afterSend: shown - sent });
  }
  await Promise.all([writer, reader].map((page) => page.context().close()));
  return samples;
}

try {
  const hydrated = (page) => page.locator("html[data-hydrated]").waitFor();
  const result = {
    conclave: await partsUntil(await signedIn(browser, full), "/tasks", hydrated),
    next: next ? await partsUntil(await browser.newContext(), `${next}/tasks`, (page) => page.waitForLoadState("networkidle")) : [],
    full: await changes(full),
    relaxed: await changes(relaxed),
  };
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
}
