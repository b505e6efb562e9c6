// Something that speaks like GitHub, as far as signing in needs it: OAuth with PKCE and two calls of the API.

import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import http from "node:http";

export class GitHubShaped {
  clientId = "github-client";
  clientSecret = "planted-github-client-secret";
  /** Who signs in there next. */
  person = { id: 7, login: "octo", name: "Octo Cat", emails: [{ email: "octo@example.org", primary: true, verified: true }] };
  /** Everything secret that it has given out. */
  tokens = [];
  /** Access tokens live so long, in seconds; null for ever. */
  expiresIn = null;
  #onRefresh = () => {};
  #codes = new Map();
  #people = new Map();

  static async start() {
    const github = new GitHubShaped();
    github.server = http.createServer((request, response) => void github.#answer(request, response));
    github.server.listen(0, "127.0.0.1");
    await once(github.server, "listening");
    github.url = `http://127.0.0.1:${github.server.address().port}`;
    return github;
  }

  get env() {
    return {
      CONCLAVE_GITHUB_CLIENT_ID: this.clientId,
      CONCLAVE_GITHUB_CLIENT_SECRET: this.clientSecret,
      CONCLAVE_GITHUB_URL: this.url,
      CONCLAVE_GITHUB_API_URL: this.url,
    };
  }

  close() {
    this.server.close();
  }

  /** Resolves when somebody asks for another access token. */
  nextRefresh() {
    return new Promise((resolve) => (this.#onRefresh = resolve));
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.url);
    const json = (status, body) => {
      response.writeHead(status, { "Content-Type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (url.pathname === "/login/oauth/authorize") {
      const code = randomUUID();
      this.#codes.set(code, { person: this.person, query: url.searchParams });
      const back = new URL(url.searchParams.get("redirect_uri"));
      back.searchParams.set("code", code);
      back.searchParams.set("state", url.searchParams.get("state"));
      response.writeHead(302, { Location: back.href });
      response.end();
    } else if (url.pathname === "/avatar") {
      response.writeHead(200, { "Content-Type": "image/png" });
      response.end(Buffer.from("a picture"));
    } else if (url.pathname === "/login/oauth/access_token") {
      json(200, this.#exchange(request, new URLSearchParams(await text(request))));
    } else {
      const person = this.#people.get(request.headers.authorization?.replace("Bearer ", ""));
      if (person === undefined) json(401, { message: "Bad credentials" });
      else if (url.pathname === "/user") json(200, { id: person.id, login: person.login, name: person.name, avatar_url: `${this.url}/avatar?v=4` });
      else if (url.pathname === "/user/emails") json(200, person.emails);
      else json(404, { message: "Not Found" });
    }
  }

  #exchange(request, form) {
    const basic = `Basic ${Buffer.from(`${this.clientId}:${this.clientSecret}`).toString("base64")}`;
    if (request.headers.authorization !== basic) return { error: "incorrect_client_credentials" };
    if (form.get("grant_type") === "refresh_token") {
      this.#onRefresh();
      return this.tokens.includes(form.get("refresh_token")) ? this.#grant(this.person) : { error: "bad_refresh_token" };
    }
    const known = this.#codes.get(form.get("code"));
    this.#codes.delete(form.get("code"));
    const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    const isProven =
      known?.query.get("code_challenge_method") === "S256" &&
      known.query.get("code_challenge") === challenge &&
      known.query.get("redirect_uri") === form.get("redirect_uri");
    return isProven ? this.#grant(known.person) : { error: "bad_verification_code" };
  }

  #grant(person) {
    const [access_token, refresh_token] = [`gho_planted_${randomUUID()}`, `ghr_planted_${randomUUID()}`];
    this.tokens.push(access_token, refresh_token);
    this.#people.set(access_token, person);
    const always = { access_token, token_type: "bearer", scope: "read:user,user:email" };
    return this.expiresIn === null ? always : { ...always, refresh_token, expires_in: this.expiresIn };
  }
}

async function text(request) {
  let said = "";
  for await (const part of request.setEncoding("utf8")) said += part;
  return said;
}
