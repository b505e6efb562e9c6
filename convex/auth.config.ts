import type { AuthConfig } from "convex/server";

/**
 * Who may vouch for a user: the Conclave server. It signs short-lived ES256 tokens for its sessions;
 * `CONCLAVE_JWKS` is the address of its public keys (a `data:` URL works).
 *
 * `users.externalId` holds issuer and subject: changing the issuer makes everyone a new user.
 */
export default {
  providers: [
    {
      type: "customJwt",
      issuer: process.env.CONCLAVE_ISSUER!,
      jwks: process.env.CONCLAVE_JWKS!,
      algorithm: "ES256",
      applicationID: "convex",
    },
  ],
} satisfies AuthConfig;
