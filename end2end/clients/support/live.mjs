// Live clients of a deployment, and a deployment for all tests of a suite.

import { after, before } from "node:test";
import { ConvexClient } from "convex/browser";
import { Deployment } from "./deployment.mjs";

/** The official socket client, quiet. */
export const liveClient = (url, options = {}) =>
  new ConvexClient(url, { logger: false, unsavedChangesWarning: false, ...options });

/** Starts a deployment before the tests of the suite that calls this; it ends behind them, with its clients. */
export function liveSuite(options = {}) {
  const clients = [];
  let shared;
  const suite = {
    deployment: undefined,
    /** The client that all tests share. */
    get client() {
      return (shared ??= suite.open());
    },
    /** Another client. */
    open(more) {
      const client = liveClient(suite.deployment.url, more);
      clients.push(client);
      return client;
    },
  };
  before(async () => (suite.deployment = await Deployment.start(options)));
  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await suite.deployment.dispose();
  });
  return suite;
}
