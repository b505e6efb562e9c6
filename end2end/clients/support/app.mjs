// The React app of the tests: bundled as it is, served from memory, with its tokens.

import { once } from "node:events";
import http from "node:http";
import path from "node:path";
import esbuild from "esbuild";
import { root } from "./deployment.mjs";

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Scenes</title><link rel="icon" href="data:,">
<div id="root"></div><script type="module" src="/main.js"></script></html>`;

async function bundle() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(root, "end2end/clients/react/main.tsx")],
    bundle: true,
    format: "esm",
    jsx: "automatic",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    write: false,
  });
  return outputFiles[0].text;
}

export class App {
  /** Who makes the tokens that pages ask for, by their topic.
   * @type {Map<string, (person: string, isForced: boolean) => string | null | Promise<string | null>>} */
  tokens = new Map();

  static async start() {
    const app = new App();
    app.script = await bundle();
    app.server = http.createServer((request, response) => void app.#answer(request, response));
    app.server.listen(0, "127.0.0.1");
    await once(app.server, "listening");
    app.url = `http://127.0.0.1:${app.server.address().port}`;
    return app;
  }

  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    if (pathname === "/main.js") {
      response.setHeader("Content-Type", "text/javascript").end(this.script);
    } else if (pathname === "/token") {
      const make = this.tokens.get(searchParams.get("topic"));
      const token = await make(searchParams.get("person"), searchParams.has("forced"));
      response.setHeader("Content-Type", "application/json").end(JSON.stringify(token));
    } else {
      response.setHeader("Content-Type", "text/html").end(page);
    }
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
