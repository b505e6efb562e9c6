// A wire between clients and a server that can be cut at any moment, as networks do.

import { once } from "node:events";
import net from "node:net";

export class Proxy {
  cuts = 0;
  #sockets = new Set();
  /** Who hears what a server says, by the server's socket. */
  #answers = new Map();
  #held = new Set();

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
    this.#answers.set(server, client);
    server.once("close", () => {
      this.#answers.delete(server);
      this.#held.delete(server);
    });
  }

  /** Keeps back what the server says on the connections that there are; what clients say goes on. */
  hold() {
    for (const [server, client] of this.#answers) {
      server.unpipe(client);
      this.#held.add(server);
    }
  }

  release() {
    for (const server of this.#held) server.pipe(this.#answers.get(server));
    this.#held.clear();
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
