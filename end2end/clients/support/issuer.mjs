// A real OpenID Connect provider (the npm package oidc-provider), whose people sign in by themselves.

import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import Provider from "oidc-provider";
import { functions, scratch } from "./deployment.mjs";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };
const authConfig = `export default { providers: [{ domain: process.env.ISSUER, applicationID: "convex" }] };\n`;

export class Issuer {
  clientId = "conclave";
  clientSecret = "planted-oidc-client-secret";
  /** Who signs in there next. */
  person = { sub: "person-1", name: "Olga", email: "olga@example.org", email_verified: true };

  static async start() {
    const issuer = new Issuer();
    issuer.server = http.createServer((request, response) => void issuer.#answer(request, response));
    issuer.server.listen(0, "127.0.0.1");
    await once(issuer.server, "listening");
    issuer.url = `http://127.0.0.1:${issuer.server.address().port}`;
    return issuer;
  }

  get env() {
    const { url, clientId, clientSecret } = this;
    return {
      CONCLAVE_OIDC: JSON.stringify([{ id: "acme", label: "Acme", issuer: url, clientId, clientSecret }]),
      CONCLAVE_OIDC_ISSUERS: url,
    };
  }

  /** Lets people come back to a product. */
  serve(product) {
    this.provider = new Provider(this.url, {
      clients: [
        {
          client_id: this.clientId,
          client_secret: this.clientSecret,
          redirect_uris: [`${product.url}/auth/oidc/acme/callback`],
        },
      ],
      jwks: { keys: [key] },
      cookies: { keys: [randomUUID()] },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, accountId) => ({ accountId, claims: () => this.person }),
      // What it would warn about is the tests' own affair.
      ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    });
  }

  /** A token as Clerk gives one to its own applications: of another issuer, for the application `convex`. */
  token(claims = {}) {
    const now = Math.floor(Date.now() / 1000);
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const all = { iss: this.url, aud: "convex", sub: "user_1", name: "Clara", email: "clara@example.org", iat: now, exp: now + 60, sid: "sess_1", ...claims };
    const content = `${encode({ alg: "RS256", typ: "JWT", kid: key.kid })}.${encode(all)}`;
    return `${content}.${sign("sha256", Buffer.from(content), privateKey).toString("base64url")}`;
  }

  /** What a deployment of the tests' functions needs to believe those tokens, for `Deployment.start`. */
  async believer() {
    this.serve({ url: this.url });
    const data = await scratch("data");
    const functionsDir = path.join(data, "functions");
    await fs.cp(functions, functionsDir, { recursive: true });
    await fs.writeFile(path.join(functionsDir, "auth.config.ts"), authConfig);
    return { data, functionsDir, variables: { ISSUER: this.url } };
  }

  close() {
    this.server.close();
  }

  async #answer(request, response) {
    if (!request.url.startsWith("/interaction/")) return this.provider.callback()(request, response);
    const { prompt, params, session, grantId } = await this.provider.interactionDetails(request, response);
    if (prompt.name === "login") {
      return this.provider.interactionFinished(request, response, { login: { accountId: this.person.sub } });
    }
    const grant = grantId
      ? await this.provider.Grant.find(grantId)
      : new this.provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope("openid email profile");
    return this.provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  }
}
