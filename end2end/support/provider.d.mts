/** What was sent; the fields depend on the provider that is asked. */
export interface Body {
  model: string;
  messages: { role: string; content: any; [field: string]: any }[];
  system?: any;
  [field: string]: any;
}

/** A request that has come. */
export interface Request {
  path: string;
  headers: Record<string, string>;
  body: Body;
  /** How it ended: `complete`, or `aborted` by whoever asked. */
  ended: Promise<"complete" | "aborted">;
}

/** What a script can say. Every method but those that end the answer gives it back. */
export interface Answer {
  readonly request: Request;
  /** All text that was said. */
  readonly said: string;
  /** Whether whoever asked still listens. */
  readonly isOpen: boolean;
  /** Bytes of each write; null writes every event at once. */
  pieceLength: number | null;
  raw(text: string): this;
  text(text: string): this;
  reasoning(text: string, signature?: string): this;
  redacted(data: string): this;
  toolCall(call: { id: string; name: string; pieces: string[]; index?: number }): this;
  fail(type: string, message: string): void;
  refuse(status: number, error?: object, headers?: Record<string, string>): void;
  cut(): void;
  finish(end?: { reason?: string; prompt?: number; completion?: number; cached?: number }): void;
}

/** Resolves when the test opens it. */
export type Gate = Promise<unknown> & { open: (value?: unknown) => void };

export function gate(): Gate;
export function isTitle(request: Request): boolean;
export function isSummary(request: Request): boolean;
export function systemOf(body: Body): string;
export function lastTextOf(body: Body): string;

export class ScriptedProvider {
  static start(port?: number): Promise<ScriptedProvider>;
  readonly url: string;
  /** What makes functions ask here, whichever provider they mean. */
  readonly variables: Record<string, string>;
  /** What makes a whole product find it, in the environment of its process. */
  readonly env: Record<string, string>;
  /** The model of `variables` that needs no key. */
  readonly model: string;
  /** Every request that has come, oldest first. */
  readonly requests: Request[];
  /** The requests for answers, without those for titles. */
  readonly answered: Request[];
  /** What answers a request that no script is for. */
  otherwise: (answer: Answer) => unknown;
  next(
    run: (answer: Answer) => unknown,
    options?: { when?: (request: Request) => boolean; always?: boolean },
  ): void;
  request(predicate?: (request: Request) => boolean): Promise<Request>;
  close(): Promise<void>;
}
