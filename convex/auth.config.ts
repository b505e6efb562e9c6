import type { AuthConfig } from "convex/server";

/**
 * Who may vouch for a user.
 *
 * First the Conclave server: it signs short-lived ES256 tokens for its sessions; `CONCLAVE_JWKS` is the
 * address of its public keys (a `data:` URL works). `users.externalId` holds issuer and subject: changing the
 * issuer makes everyone a new user.
 *
 * Then the issuers of `CONCLAVE_OIDC_ISSUERS`: addresses of OpenID Connect issuers, such as those of Clerk,
 * separated by spaces; their tokens name the application `convex`. Every deployment has to set the variable,
 * `none` if there are no such issuers: a missing one fails the deployment of this file.
 */
const issuers = (process.env.CONCLAVE_OIDC_ISSUERS ?? "").split(/\s+/);

export default {
  providers: [
    {
      type: "customJwt" as const,
      issuer: process.env.CONCLAVE_ISSUER!,
      jwks: process.env.CONCLAVE_JWKS!,
      algorithm: "ES256" as const,
      applicationID: "convex",
    },
    ...issuers
      .filter((issuer) => issuer.startsWith("https://") || issuer.startsWith("http://"))
      .map((domain) => ({ domain, applicationID: "convex" })),
  ],
} satisfies AuthConfig;
