// A page for each way to use `convex/react`: `/SCENE?deployment=URL` and what the scene wants to know.

import type { ComponentType } from "react";
import { createRoot } from "react-dom/client";
import { ConvexProvider, ConvexReactClient } from "convex/react";
import { Choice } from "./scenes/choice";
import { Errors } from "./scenes/errors";
import { Identity } from "./scenes/identity";
import { List } from "./scenes/list";
import { OlderPages, Pages } from "./scenes/pages";

const scenes: Record<string, ComponentType<{ topic: string }>> = { Choice, Errors, List, OlderPages, Pages };

const scene = location.pathname.slice(1);
const params = new URLSearchParams(location.search);
const leeway = params.get("leeway");
const client = new ConvexReactClient(params.get("deployment")!, {
  unsavedChangesWarning: false,
  ...(leeway === null ? {} : { authRefreshTokenLeewaySeconds: Number(leeway) }),
});
const topic = params.get("topic")!;
const Scene = scenes[scene]!;

// What an error boundary shows need not be said in the console, too.
createRoot(document.getElementById("root")!, { onCaughtError() {} }).render(
  scene === "Identity" ? (
    <Identity client={client} topic={topic} />
  ) : (
    <ConvexProvider client={client}>
      <Scene topic={topic} />
    </ConvexProvider>
  ),
);
