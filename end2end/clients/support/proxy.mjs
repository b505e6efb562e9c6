// A wire between clients and a server that can be cut at any moment, as networks do.

import { once } from "node:events";
import net from "node:net";

export class Proxy {
  cuts = 0;
  #sockets = new Set();

  /** @param {() => number} port: of the server, which may change when that starts again */
  static async start(port) {
    const proxy = new Proxy();
    proxy.server = net.createServer((client) => proxy.#join(client, net.connect(port(), "127.0.0.1")));
    proxy.server.listen(0, "127.0.0.1");
    await once(proxy.server, "listening");
    proxy.url = `http://127.0.0.1:${proxy.server.address().port}`;
    return proxy;
  }

  #join(client, server) {
    for (const [from, to] of [[client, server], [server, client]]) {
      this.#sockets.add(from);
      from.on("error", () => {});
      from.once("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }

  /** Cuts every connection, without a goodbye. */
  cut() {
    this.cuts += 1;
    for (const socket of this.#sockets) socket.destroy();
  }

  close() {
    this.cut();
    this.server.close();
  }
}
