/** What GitHub sends, read with distrust. */

const encoder = new TextEncoder();

/** Whether the header is the body's HMAC under the secret. The comparison takes the same time for all. */
export async function isSignedBy(
  secret: string | undefined,
  body: string,
  header: string | null,
): Promise<boolean> {
  const hex = /^sha256=([0-9a-f]{64})$/.exec(header ?? "")?.[1];
  if (secret === undefined || secret === "" || hex === undefined) {
    return false;
  }
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["verify"]);
  const signature = Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16));
  return await crypto.subtle.verify("HMAC", key, signature, encoder.encode(body));
}

/** The pull request that an event says has been closed or merged; null for any other event. */
export function closedPullRequest(
  event: string | null,
  body: string,
): { repoFullName: string; pullRequestNumber: number } | null {
  if (event !== "pull_request") {
    return null;
  }
  const { action, number, repository } = readObject(body);
  const repoFullName = (repository as { full_name?: unknown } | undefined)?.full_name;
  const isClosed =
    action === "closed" && Number.isSafeInteger(number) && typeof repoFullName === "string";
  return isClosed ? { repoFullName, pullRequestNumber: number as number } : null;
}

function readObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
