// A browser without pages: it keeps cookies, sends forms as ours do, and follows nothing.

import { once } from "node:events";
import http from "node:http";

export class Browser {
  cookies = new Map();

  /** @param {{ url: string }} product */
  constructor(product) {
    this.product = product;
  }

  get cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** The cookie whose name begins so: names carry the port. */
  cookie(base) {
    return [...this.cookies].find(([name]) => name.startsWith(base))?.[1];
  }

  async request(path, options = {}) {
    const headers = { Cookie: this.cookieHeader, ...options.headers };
    const response = await fetch(new URL(path, this.product.url), { redirect: "manual", ...options, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      const value = pair.slice(at + 1);
      if (/Max-Age=0(;|$)/.test(line)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), value);
    }
    return response;
  }

  get(path, headers = {}) {
    return this.request(path, { headers });
  }

  /** Opens an address to show it as a page; `fetch` says that a script asks. */
  async open(path) {
    const headers = { Cookie: this.cookieHeader, Accept: "text/html", "Sec-Fetch-Mode": "navigate" };
    const [answer] = await once(http.get(new URL(path, this.product.url), { headers }), "response");
    return new Response(Buffer.concat(await answer.toArray()), { status: answer.statusCode, headers: answer.headers });
  }

  /** Sends a form of ours. */
  post(path, fields = {}, headers = {}) {
    const body = new URLSearchParams(fields);
    return this.request(path, { method: "POST", body, headers: { Origin: this.product.url, ...headers } });
  }

  /** Where an answer leads, as `path?query`, or as a whole address elsewhere. */
  static target(response) {
    return response.headers.get("location");
  }

  /** Why the last form was refused. */
  get refusal() {
    const value = this.cookie("conclave_refusal");
    return value === undefined ? null : JSON.parse(Buffer.from(value, "base64url").toString());
  }

  async token() {
    return (await (await this.post("/auth/token")).json()).token;
  }

  /** The newest mail's link to one of our pages. */
  async mailedLink(page) {
    const html = await (await this.get("/outbox")).text();
    const found = new RegExp(`href="http://[^/"]+(/${page}\\?token=[^"]+)"`).exec(html);
    if (found === null) throw new Error(`no link to ${page} in: ${html}`);
    return new URL(found[1], this.product.url);
  }

  /** Signs somebody new up, through the mail, and in. */
  async signUp(name, password = `${name} has a long password`) {
    const email = `${name.toLowerCase()}@example.org`;
    const asked = await this.post("/auth/sign-up", { name, email, password });
    if (Browser.target(asked) !== "/sign-up?sent=1") throw new Error(`sign-up was refused: ${JSON.stringify(this.refusal)}`);
    const link = await this.mailedLink("verify");
    const verified = await this.post("/auth/verify", { token: link.searchParams.get("token") });
    if (Browser.target(verified) !== "/") throw new Error(`the link was refused: ${JSON.stringify(this.refusal)}`);
    return { email, password };
  }

  signIn({ email, password }, more = {}) {
    return this.post("/auth/sign-in", { email, password, ...more });
  }
}
