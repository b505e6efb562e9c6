// Drives Chromium through a long thread: `node thread.mjs <JSON>`, with {conclave: server, next?: url, chatId,
// provider}; a server is {url, cookie}, and at the provider's port models are looked for.
// Prints {conclave: side, next?: side, pieces: [ms]}; a side is {open, append, loaded: {count, append, keys, frames}},
// all of them lists of milliseconds.
import { instrument, launch, legsOf, now, signedIn } from "./chromium.mjs";
import { gate, isSummary, isTitle, ScriptedProvider } from "../end2end/support/provider.mjs";

const { conclave, next, chatId, provider: port } = JSON.parse(process.argv[2]);
const OPENINGS = 10;
const APPENDS = 20;
const KEYS = 100;
const PIECES = 40;
/** Messages in the page while it is scrolled and written in. */
const LOADED = 1_000;
/** Frames of the scrolling, and how far each goes. */
const FRAMES = 600;
const STEP = 120;

const browser = await launch();
let marks = 0;
const nextMark = () => `mark-${marks++}-`;

/** A token of the owner's. It is good for minutes only, so each part takes one of its own. */
async function newToken() {
  const headers = { Cookie: conclave.cookie, Origin: conclave.url };
  return (await (await fetch(`${conclave.url}/auth/token`, { method: "POST", headers })).json()).token;
}

/** Calls a function of the deployment as the owner, beside all browsers. */
async function call(token, kind, path, args) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ path, args, format: "json" });
  const answer = await (await fetch(`${conclave.url}/api/${kind}`, { method: "POST", headers, body })).json();
  if (answer.status !== "success") throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer.value;
}

/** Runs in a page: notes when its code answers to input and the thread's end is in view. */
function noteOpening() {
  const messages = document.getElementsByClassName("message");
  const look = () => {
    const end = messages[messages.length - 1]?.getBoundingClientRect();
    const isThere = end !== undefined && end.top < innerHeight && end.bottom > 0;
    if (isThere && document.documentElement.hasAttribute("data-hydrated")) window.opened = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Runs in a page: notes how long each key takes until the frame that shows it has been made. */
function noteKeys() {
  window.keys = [];
  const noteFrame = (event) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.keys.push(performance.now() - event.timeStamp);
      port2.postMessage(null);
    });
  addEventListener("keydown", noteFrame, true);
}

/** Runs in a page: scrolls up and down again, and tells how long each frame took. */
function scroll({ frames, step }) {
  const scroller = document.querySelector("[data-scroller]") ?? document.scrollingElement;
  return new Promise((resolve) => {
    const times = [];
    let before;
    const onFrame = (at) => {
      if (before !== undefined) times.push(at - before);
      before = at;
      if (times.length === frames) return resolve(times);
      scroller.scrollBy({ top: times.length < frames / 2 ? -step : step, behavior: "instant" });
      requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
  });
}

/** A page of the thread, wherever it opens. */
async function visited(context) {
  const page = await context.newPage();
  // A machine that does much else is slow, which the figures say; it is no reason to give up.
  page.setDefaultTimeout(300_000);
  for (const script of [noteOpening, noteKeys, instrument]) await page.addInitScript(script);
  await page.goto(`/chats/${chatId}`);
  return page;
}

/** A page of the thread from which nothing but its opening has been asked. */
async function opened(context) {
  const page = await visited(context);
  await page.waitForFunction(() => window.opened !== undefined);
  return page;
}

async function openings(context) {
  const times = [];
  // The first one fills the cache.
  for (let round = 0; round <= OPENINGS; round++) {
    const page = await opened(context);
    if (round > 0) times.push(await page.evaluate(() => window.opened));
    await page.close();
  }
  return times;
}

/** Adds messages behind the pages' backs: from the socket's message to the page. */
async function appends(page) {
  const times = [];
  const token = await newToken();
  for (let n = 0; n < APPENDS; n++) {
    const mark = nextMark();
    await call(token, "mutation", "messages:addMessage", { chatId, role: "USER", content: `One more, ${mark} as said.` });
    const { received, shown } = await legsOf(page, mark);
    times.push(shown - received);
  }
  return times;
}

/** Brings so many messages into the page; answers with how many are there. */
async function load(page) {
  const messages = page.locator(".message");
  const button = page.getByRole("button", { name: /earlier messages/i });
  let count = await messages.count();
  while (count < LOADED) {
    await button.click();
    await page.waitForFunction((count) => document.getElementsByClassName("message").length > count, count);
    count = await messages.count();
  }
  return count;
}

async function keys(page) {
  const box = page.getByRole("textbox", { name: "Message", exact: true });
  await box.focus();
  await page.evaluate(() => (window.keys = []));
  for (let n = 1; n <= KEYS; n++) {
    await page.keyboard.press(n % 6 === 0 ? "Space" : "a");
    await page.waitForFunction((n) => window.keys.length === n, n);
  }
  await box.fill("");
  return await page.evaluate(() => window.keys);
}

async function side(server) {
  console.error(`opens the thread at ${server.url}`);
  const context = await signedIn(browser, server);
  const open = await openings(context);
  const page = await opened(context);
  const append = await appends(page);
  console.error(`loads ${LOADED} messages there, scrolls and writes`);
  const loaded = { count: await load(page) };
  await page.evaluate(() => (document.querySelector("[data-scroller]") ?? document.scrollingElement).scrollTo(0, 1e9));
  loaded.frames = await page.evaluate(scroll, { frames: FRAMES, step: STEP });
  loaded.keys = await keys(page);
  loaded.append = await appends(page);
  await context.close();
  return { open, append, loaded };
}

/** An answer that comes piece by piece: from the provider's writing to another device's page. */
async function pieces() {
  console.error("has an answer come piece by piece");
  const provider = await ScriptedProvider.start(port);
  const context = await signedIn(browser, conclave);
  // Scrolling has left the reader's place somewhere else: the end is asked for.
  const page = await visited(context);
  await page.getByRole("button", { name: /^Latest/ }).click();
  await page.waitForFunction(() => window.opened !== undefined);
  const times = [];
  const done = gate();
  // So long a thread is summarised before it is answered.
  const isAnswer = (request) => !isTitle(request) && !isSummary(request);
  provider.next(async (answer) => {
    answer.text("An answer.");
    for (let n = 0; n < PIECES; n++) {
      const mark = nextMark();
      const written = now();
      answer.text(` Piece ${mark}`);
      times.push((await legsOf(page, mark)).shown - written);
    }
    answer.finish();
    done.open();
  }, { when: isAnswer });
  const token = await newToken();
  const { threadId } = await call(token, "query", "chats:view", { chatId });
  await call(token, "mutation", "streaming:send", { threadId, content: "Go on", llmModel: provider.model });
  await done;
  await context.close();
  await provider.close();
  return times;
}

try {
  const result = {};
  // The peer first: the token that it was started with is good for five minutes.
  if (next) result.next = await side({ url: next });
  result.conclave = await side(conclave);
  result.pieces = await pieces();
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
}
