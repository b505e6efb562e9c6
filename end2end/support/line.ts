import type { Page, WebSocketRoute } from "@playwright/test";

/** Why a line refuses something. */
export const REFUSED = "That is enough for today.";

/** A page's connection under the test's control: what the page says can be held back for a while, or refused. */
export class Line {
  #isHeld = false;
  #refused = "";
  /** How many calls are still to be refused. */
  refusals = 0;
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
      const { udfPath, requestId } = JSON.parse(String(message)) as { udfPath?: string; requestId?: number };
      if (udfPath === this.#refused && this.refusals > 0) {
        this.refusals -= 1;
        const errorData = { code: "LIMIT_REACHED", message: REFUSED };
        const response = { type: "MutationResponse", requestId, success: false, result: REFUSED, errorData, logLines: [] };
        return socket.send(JSON.stringify(response));
      }
      const send = () => server.send(message);
      if (this.#isHeld) this.#waiting.push(send);
      else send();
    });
  }

  /** Answers so many calls of a mutation from now on itself: the server never hears of them. */
  refuse(path: string, count: number): void {
    this.#refused = path;
    this.refusals = count;
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    for (const send of this.#waiting.splice(0)) send();
  }
}
