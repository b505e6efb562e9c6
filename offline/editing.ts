/**
 * What is being changed in some tab, and so is not sent meanwhile. The browser keeps the marks: a page that ends takes
 * its own along, so nothing waits for ever.
 */

const MARK = "conclave-editing ";

/** Marks an item, until the function that this answers with is called. */
export function mark(clientId: string): () => void {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  // Two tabs may change the same.
  void navigator.locks.request(MARK + clientId, { mode: "shared" }, () => ended);
  return end;
}

export async function marked(): Promise<string[]> {
  const { held = [] } = await navigator.locks.query();
  const names = held.map(({ name = "" }) => name).filter((name) => name.startsWith(MARK));
  return names.map((name) => name.slice(MARK.length));
}
