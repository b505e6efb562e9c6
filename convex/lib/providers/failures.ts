import type { RunError } from "../models";

/** What can go wrong with a provider, in classes that people can do something about. */

export type FailureCode =
  | "NO_KEY"
  | "KEY_UNREADABLE"
  | "BAD_KEY"
  | "NOT_ALLOWED"
  | "NO_CREDIT"
  | "RATE_LIMITED"
  | "OVERLOADED"
  | "CONTEXT_TOO_LONG"
  | "MODEL_NOT_FOUND"
  | "MODEL_STOPPED"
  | "BAD_REQUEST"
  | "PROVIDER_FAILED"
  | "PROVIDER_UNREACHABLE"
  | "PROVIDER_DISCONNECTED"
  | "PROVIDER_SILENT";

/** Sentences for people: what happened, and what to do. `%` is the provider. */
const sentences: { [Code in FailureCode]: string } = {
  NO_KEY: "Your key of % is gone. Set one in the settings, then try again.",
  KEY_UNREADABLE:
    "Your key of % cannot be read on this server any more. Set it again in the settings, then try again.",
  BAD_KEY: "% refuses your key. Set another one in the settings, then try again.",
  NOT_ALLOWED: "% does not allow this with your key. Choose another model, or look at the key's rights there.",
  NO_CREDIT: "Your account at % has no credit left. Add some there, then try again.",
  RATE_LIMITED: "% limits how much you may ask, and the limit is reached. Try again later.",
  OVERLOADED: "% is overloaded. Try again in a moment.",
  CONTEXT_TOO_LONG:
    "The conversation is too long for this model. Choose one that reads more, or start a new chat.",
  MODEL_NOT_FOUND: "% does not offer this model to you. Choose another one.",
  MODEL_STOPPED:
    "% does not run right now. It is started again by itself: try again in a moment, or choose another model.",
  BAD_REQUEST: "% does not accept the request. Try another model.",
  PROVIDER_FAILED: "% has failed. Try again.",
  PROVIDER_UNREACHABLE: "% cannot be reached. Look at the network, then try again.",
  PROVIDER_DISCONNECTED: "% broke off its answer. What had arrived is kept; try again.",
  PROVIDER_SILENT: "% has said nothing for minutes. Try again.",
};

/** What another attempt may well get past. */
const transient: FailureCode[] = [
  "RATE_LIMITED",
  "OVERLOADED",
  "MODEL_STOPPED",
  "PROVIDER_FAILED",
  "PROVIDER_UNREACHABLE",
  "PROVIDER_DISCONNECTED",
];

/** A provider has not done what it was asked for. */
export class ProviderFailure extends Error {
  constructor(
    readonly code: FailureCode,
    /** When to try again, in milliseconds from now, where the provider says so. */
    readonly retryAfterMs?: number,
    /** What the provider says itself. May hold what nobody should see: goes through `clean` first. */
    readonly detail?: string,
  ) {
    super(code);
  }

  get isTransient(): boolean {
    return transient.includes(this.code);
  }

  /** As it is stored and shown. */
  toError(provider: string, key: string | null, now: number): RunError {
    const words = sentences[this.code].replace("%", provider);
    const sentence = words.charAt(0).toUpperCase() + words.slice(1);
    const detail = this.detail === undefined ? "" : clean(this.detail, key);
    const retryAt = this.retryAfterMs === undefined ? {} : { retryAt: now + this.retryAfterMs };
    const message = detail === "" ? sentence : `${sentence} It says: ${detail}`;
    return { code: this.code, message, ...retryAt };
  }
}

const detailLengthMax = 300;

/** The text on one line, short, and without anything that could be a key. */
function clean(text: string, key: string | null): string {
  const open = key === null || key === "" ? text : text.replaceAll(key, "…");
  return open
    .replace(/\b(sk|pk|key|gsk|xai)-[\w*.-]{4,}/gi, "…")
    .replace(/\b(bearer|x-api-key:?)\s+\S+/gi, "$1 …")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, detailLengthMax);
}

const tooLong =
  /context[ _](length|window|size)|maximum context|too many (input )?tokens|prompt is too long|request_too_large/i;
const noCredit = /insufficient_quota|billing|credit balance|payment/i;

/** Details are told only of refusals that a person could not understand without them. */
const withDetail: FailureCode[] = ["BAD_REQUEST", "PROVIDER_FAILED"];

/** What an error says, to programs and to people. */
type Said = { codes: string; words: string };

/** The failure that a status stands for, together with what the answer says. */
export function failureOf(status: number, said: Said, retryAfterMs?: number): ProviderFailure {
  const code = codeOf(status, `${said.codes}: ${said.words}`);
  return new ProviderFailure(code, retryAfterMs, withDetail.includes(code) ? said.words : undefined);
}

function codeOf(status: number, said: string): FailureCode {
  if (status === 401) return "BAD_KEY";
  if (status === 403) return "NOT_ALLOWED";
  if (status === 402 || (status === 429 && noCredit.test(said))) return "NO_CREDIT";
  if (status === 404) return "MODEL_NOT_FOUND";
  if (status === 413 || (status === 400 && tooLong.test(said))) return "CONTEXT_TOO_LONG";
  if (status === 429) return "RATE_LIMITED";
  if (status === 502 && /model_unavailable/.test(said)) return "MODEL_STOPPED";
  if (status === 503 || status === 529) return "OVERLOADED";
  return status >= 500 ? "PROVIDER_FAILED" : "BAD_REQUEST";
}

/** How long a provider asks to wait: seconds or a date, or milliseconds in a header of its own. */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const millis = Number(headers.get("retry-after-ms") ?? NaN);
  if (millis >= 0) return millis;
  const value = headers.get("retry-after");
  if (value === null) return undefined;
  const seconds = Number(value);
  const delay = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - now;
  return Number.isFinite(delay) ? Math.max(0, delay) : undefined;
}

/** What an error's body says, whichever of the usual shapes it has. */
export function saidIn(body: string): Said {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    if (typeof error === "string") return { codes: "", words: error };
    const { message, code, type } = Object(error) as Record<string, unknown>;
    const codes = [type, code].filter((part) => typeof part === "string").join(": ");
    return { codes, words: typeof message === "string" ? message : "" };
  } catch {
    return { codes: "", words: "" };
  }
}
