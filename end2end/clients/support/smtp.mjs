// A mail server that takes everything and keeps it: as much of SMTP as one sender needs.

import { once } from "node:events";
import net from "node:net";

export class MailServer {
  /** `{ from, to, text }`, oldest first. */
  mails = [];
  #waiters = new Set();

  static async start() {
    const mails = new MailServer();
    mails.server = net.createServer((socket) => mails.#converse(socket));
    mails.server.listen(0, "127.0.0.1");
    await once(mails.server, "listening");
    mails.port = mails.server.address().port;
    return mails;
  }

  close() {
    this.server.close();
  }

  /** The first mail to somebody, past or to come. */
  async to(address) {
    for (;;) {
      const found = this.mails.find(({ to }) => to === address);
      if (found !== undefined) return found;
      await new Promise((resolve) => this.#waiters.add(resolve));
    }
  }

  #converse(socket) {
    let buffer = "";
    let mail = {};
    let isData = false;
    const say = (line) => socket.write(`${line}\r\n`);
    const address = (line) => /<([^>]*)>/.exec(line)[1];
    const take = (line) => {
      switch (line.slice(0, 4).toUpperCase()) {
        case "MAIL":
          mail = { from: address(line) };
          return say("250 ok");
        case "RCPT":
          mail.to = address(line);
          return say("250 ok");
        case "DATA":
          isData = true;
          return say("354 go on");
        case "QUIT":
          say("221 bye");
          return socket.end();
        default:
          return say("250 ok");
      }
    };
    say("220 here");
    socket.on("error", () => {});
    socket.setEncoding("utf8").on("data", (text) => {
      buffer += text;
      for (;;) {
        const mark = isData ? "\r\n.\r\n" : "\r\n";
        const end = buffer.indexOf(mark);
        if (end < 0) return;
        const part = buffer.slice(0, end);
        buffer = buffer.slice(end + mark.length);
        if (!isData) {
          take(part);
          continue;
        }
        isData = false;
        this.mails.push({ ...mail, text: readable(part) });
        for (const waiter of this.#waiters) waiter();
        this.#waiters.clear();
        say("250 kept");
      }
    });
  }
}

/** Without what quoted-printable does to long lines and equals signs. */
const readable = (text) => text.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
