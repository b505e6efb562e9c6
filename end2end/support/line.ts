import type { Page, WebSocketRoute } from "@playwright/test";

/** A page's connection under the test's control: what the page says can be held back for a while. */
export class Line {
  #isHeld = false;
  #waiting: (() => void)[] = [];
  #hasData: () => void = () => undefined;

  /** Settles when the first live data has arrived: the page's subscriptions are known to the server. */
  readonly live = new Promise<void>((resolve) => (this.#hasData = resolve));

  /** Must be called before the page is opened. */
  static async of(page: Page): Promise<Line> {
    const line = new Line();
    await page.routeWebSocket(/\/api\/.*sync/, (socket) => line.#connect(socket));
    return line;
  }

  #connect(socket: WebSocketRoute): void {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      socket.send(message);
      if (String(message).includes('"Transition"')) this.#hasData();
    });
    socket.onMessage((message) => {
      const send = () => server.send(message);
      if (this.#isHeld) this.#waiting.push(send);
      else send();
    });
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    for (const send of this.#waiting.splice(0)) send();
  }
}
