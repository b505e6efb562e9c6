// The sync protocol by hand, for what the official clients never send.

import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";

export const zero = "AAAAAAAAAAA=";

export class RawSocket {
  messages = [];
  closed = null;
  #waiters = new Set();

  static async open(url, { path = "/api/1.48.0/sync" } = {}) {
    const socket = new RawSocket();
    socket.ws = new WebSocket(url.replace("http", "ws") + path);
    socket.ws.on("message", (data, isBinary) => {
      if (isBinary) throw new Error("the server sent a binary frame");
      socket.messages.push(JSON.parse(data.toString()));
      socket.#wake();
    });
    socket.ws.on("close", (code, reason) => {
      socket.closed = { code, reason: reason.toString() };
      socket.#wake();
    });
    socket.ws.on("error", () => {});
    await once(socket.ws, "open");
    return socket;
  }

  #wake() {
    for (const waiter of [...this.#waiters]) waiter();
  }

  send(message) {
    this.ws.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  connect({ sessionId = randomUUID(), ...rest } = {}) {
    this.send({ type: "Connect", sessionId, connectionCount: 0, lastCloseReason: "InitialConnect", clientTs: 0, ...rest });
    return sessionId;
  }

  querySet(baseVersion, modifications) {
    this.send({ type: "ModifyQuerySet", baseVersion, newVersion: baseVersion + 1, modifications });
  }

  mutation(requestId, udfPath, args) {
    this.send({ type: "Mutation", requestId, udfPath, args: [args] });
  }

  /** The first message, past or to come, that the predicate accepts; fails when the socket closes before. */
  receive(predicate) {
    return this.#eventually(() => {
      const found = this.messages.find(predicate);
      if (found === undefined && this.closed !== null) {
        throw new Error(`closed (${this.closed.code} ${this.closed.reason}) before: ${JSON.stringify(this.messages)}`);
      }
      return found;
    });
  }

  response(requestId) {
    return this.receive((message) => /Response$/.test(message.type) && message.requestId === requestId);
  }

  transition(predicate = () => true) {
    return this.receive((message) => message.type === "Transition" && predicate(message));
  }

  /** How the server ended the connection, and what it said before. */
  async ending() {
    const { code, reason } = await this.#eventually(() => this.closed ?? undefined);
    const fatal = this.messages.find((message) => message.type === "FatalError");
    return { code, reason, fatal: fatal?.error };
  }

  #eventually(look) {
    return new Promise((resolve, reject) => {
      const attempt = () => {
        try {
          const found = look();
          if (found === undefined) return;
          this.#waiters.delete(attempt);
          resolve(found);
        } catch (error) {
          this.#waiters.delete(attempt);
          reject(error);
        }
      };
      this.#waiters.add(attempt);
      attempt();
    });
  }

  close() {
    this.ws.terminate();
  }
}

/** Decodes the timestamps of the protocol. */
export const timestamp = (base64) => Buffer.from(base64, "base64").readBigUInt64LE();
