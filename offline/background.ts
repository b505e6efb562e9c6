/**
 * Lets something go on that nobody waits for. A browser that is told to forget everything, as whoever signs out tells
 * it, ends what is on its way to the store: nothing is lost by that.
 */
export function inBackground(work: Promise<unknown>): void {
  work.catch((failure: unknown) => {
    if (!(failure instanceof DOMException)) throw failure;
  });
}
