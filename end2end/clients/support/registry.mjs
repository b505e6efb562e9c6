// A registry of npm packages, as far as installing one needs it.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { scratch } from "./deployment.mjs";

export class Registry {
  #server;
  #folder;

  /** Offers one package, whose main module has this source. */
  static async start(name, version, source) {
    const registry = new Registry();
    registry.#folder = await scratch("registry");
    registry.name = name;
    await registry.unpack(path.join(registry.#folder, "package"), { name, version, source });
    await promisify(execFile)("tar", ["-czf", "package.tgz", "package"], { cwd: registry.#folder });
    const tarball = await fs.readFile(path.join(registry.#folder, "package.tgz"));
    registry.#server = http.createServer((request, response) => {
      if (request.url === `/${name}/-/${version}.tgz`) return response.end(tarball);
      if (request.url !== `/${name}`) return response.writeHead(404).end("{}");
      const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
      const dist = { tarball: `${registry.url}${name}/-/${version}.tgz`, integrity };
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ name, "dist-tags": { latest: version }, versions: { [version]: { name, version, dist } } }));
    });
    registry.#server.listen(0, "127.0.0.1");
    await once(registry.#server, "listening");
    return registry;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/`;
  }

  /** What a process has to know of it; nothing that was fetched before counts. */
  get env() {
    return { npm_config_registry: this.url, npm_config_cache: path.join(this.#folder, "cache") };
  }

  /** Writes a package's files into a folder. */
  async unpack(folder, { name, version, source }) {
    await fs.mkdir(folder, { recursive: true });
    await fs.writeFile(path.join(folder, "package.json"), JSON.stringify({ name, version, main: "index.js" }));
    await fs.writeFile(path.join(folder, "index.js"), source);
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await fs.rm(this.#folder, { recursive: true, force: true });
  }
}
