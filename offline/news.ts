/** Tells all tabs, this one included, that something on this device has changed. */

const channel = new BroadcastChannel("conclave-offline");
const [listeners, listenersHere] = [new Set<() => void>(), new Set<() => void>()];

const tell = (): void => listeners.forEach((listener) => listener());

channel.addEventListener("message", tell);

export function announce(): void {
  channel.postMessage("changed");
  tell();
  listenersHere.forEach((listener) => listener());
}

export function listen(listener: () => void): void {
  listeners.add(listener);
}

/** Hears only of what this tab has changed, until the function that this answers with is called. */
export function listenHere(listener: () => void): () => void {
  listenersHere.add(listener);
  return () => listenersHere.delete(listener);
}
