/** Tells all tabs, this one included, that something on this device has changed. */

const channel = new BroadcastChannel("conclave-offline");
const listeners = new Set<() => void>();

const tell = (): void => listeners.forEach((listener) => listener());

channel.addEventListener("message", tell);

export function announce(): void {
  channel.postMessage("changed");
  tell();
}

export function listen(listener: () => void): void {
  listeners.add(listener);
}
