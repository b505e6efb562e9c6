// The addresses of the product, read from the source that routes them, so that tests try a new one without anybody
// adding it.

import fs from "node:fs/promises";
import path from "node:path";
import { root } from "./deployment.mjs";

const source = (file) => fs.readFile(path.join(root, file), "utf8");

/** Patterns of pages, such as `tasks/:id`. */
export async function pagePatterns() {
  const [, table] = /const PAGES[^=]*= \[(.*?)\];/s.exec(await source("app/src/routes/table.rs"));
  return [...table.matchAll(/\("([^"]*)",/g)].map(([, pattern]) => pattern);
}

/** Names of forms below `/do`, with the folder if they are in one, and of their fields. */
export async function forms() {
  const folder = "app/src/server_fns";
  const texts = await Promise.all((await fs.readdir(path.join(root, folder))).map((name) => source(path.join(folder, name))));
  const pattern = /prefix = "\/do\/?([^"]*)", endpoint = "(\w+)"\)\]\s*pub async fn \w+\((.*?)\) ->/gs;
  return texts.flatMap((text) =>
    [...text.matchAll(pattern)].map(([, folder, name, fields]) => [path.posix.join(folder, name), [...fields.matchAll(/(\w+):\s*[A-Z]?\w/g)].map(([, field]) => field)]),
  );
}

/** Names of forms below `/auth`. */
export async function authForms() {
  const [, table] = /const FORMS[^=]*= \[(.*?)\];/s.exec(await source("server/src/web/auth/forms.rs"));
  return [...table.matchAll(/\("([^"]*)",/g)].map(([, name]) => name);
}
