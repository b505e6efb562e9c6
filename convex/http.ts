import { httpRouter } from "convex/server";
import { internal } from "./_generated/api";
import { httpAction } from "./_generated/server";
import { closedPullRequest, isSignedBy } from "./lib/github";

/** What other services call. Nobody is signed in here: each route says how it knows its caller. */
const http = httpRouter();

/**
 * Events of a GitHub app. Its secret `GITHUB_WEBHOOK_SECRET` signs each of them; without one nothing is
 * believed. A pull request that was closed or merged archives the tasks it belongs to.
 */
http.route({
  path: "/webhooks/github",
  method: "POST",
  handler: httpAction(async (ctx, request) => {
    const body = await request.text();
    const signature = request.headers.get("X-Hub-Signature-256");
    if (!(await isSignedBy(process.env.GITHUB_WEBHOOK_SECRET, body, signature))) {
      return new Response("The signature does not match.", { status: 401 });
    }
    const closed = closedPullRequest(request.headers.get("X-GitHub-Event"), body);
    if (closed !== null) {
      await ctx.runMutation(internal.taskLifecycle.archiveForPullRequest, closed);
    }
    return new Response(null, { status: 204 });
  }),
});

export default http;
