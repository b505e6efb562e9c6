"use client";

import { ConvexProvider, ConvexReactClient } from "convex/react";
import { useState, type ReactNode } from "react";

/** One client per browser; the token is the bench's fixed user. */
export function Convex({ url, token, children }: { url: string; token: string; children: ReactNode }) {
  const [client] = useState(() => {
    const client = new ConvexReactClient(url);
    client.setAuth(async () => token);
    return client;
  });
  return <ConvexProvider client={client}>{children}</ConvexProvider>;
}
