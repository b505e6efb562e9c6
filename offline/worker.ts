import { doubt, setAside, wipe } from "./store";

/**
 * Answers in place of the server while there is no network: with one page, which fills itself from what lies on
 * this device. The cache holds what is everybody's; nothing that a person has written is in it.
 */

declare const self: ServiceWorkerGlobalScope;

/** The build that this file belongs to; a new one brings a new cache. */
declare const BUILD: string;

const PAGE = "/offline";
const CACHE = `shell ${BUILD}`;
const SHELL = [
  PAGE,
  "/offline.js",
  `/pkg/${BUILD}/conclave.css`,
  "/fonts/instrument-sans.woff2",
  "/favicon.svg",
  "/icon-192.png",
  "/manifest.webmanifest",
];

/** Pages that the server shows to whoever is not signed in. */
const ENTRANCES = ["/sign-in", "/sign-up", "/forgot"];

/** What is done when they say so (`?done=`): somebody has signed out, or deleted their account. */
const LEFT = ["out", "deletion"];

self.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(SHELL.map((path) => new Request(path, { cache: "reload" })));
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const takeOver = async () => {
    const others = (await caches.keys()).filter((name) => name !== CACHE);
    await Promise.all(others.map((name) => caches.delete(name)));
    // Pages are asked for while this wakes up, not afterwards.
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };
  event.waitUntil(takeOver());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(event, url));
  else if (SHELL.includes(url.pathname)) event.respondWith(kept(request));
});

async function navigate(event: FetchEvent, url: URL): Promise<Response> {
  let response: Response;
  try {
    response = ((await event.preloadResponse) as Response | undefined) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(PAGE, { cacheName: CACHE })) ?? Response.error();
  }
  // A browser that cannot open what it keeps does not show it either, and still shows pages.
  await heed(url, response).catch(() => undefined);
  return response;
}

/** Follows who is signed in: what lies here is for one person. */
async function heed({ pathname, searchParams }: URL, response: Response): Promise<void> {
  // Whoever is signed in is led on from there.
  if (ENTRANCES.includes(pathname) && response.ok) {
    await (LEFT.includes(searchParams.get("done") ?? "") ? wipe() : setAside());
  }
  // Links that sign somebody in lead on, too.
  if (pathname.startsWith("/auth/") && response.type === "opaqueredirect") await doubt();
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE })) ?? (await fetch(request));
}
