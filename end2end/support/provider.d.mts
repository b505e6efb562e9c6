/** What a script can say. Every method but those that end the answer gives it back. */
export interface Answer {
  readonly request: Request;
  /** All text that was said. */
  readonly said: string;
  text(text: string): this;
  reasoning(text: string): this;
  refuse(status: number, error?: object, headers?: Record<string, string>): void;
  cut(): void;
  finish(end?: { reason?: string; prompt?: number; completion?: number }): void;
}

export interface Request {
  path: string;
  headers: Record<string, string>;
  body: { messages: { role: string; content: unknown }[]; model: string };
  /** How it ended: `complete`, or `aborted` by whoever asked. */
  ended: Promise<"complete" | "aborted">;
}

export type Gate = Promise<unknown> & { open: (value?: unknown) => void };

export function gate(): Gate;
export function isTitle(request: Request): boolean;
export function lastTextOf(body: Request["body"]): string;

export class ScriptedProvider {
  static start(port?: number): Promise<ScriptedProvider>;
  readonly url: string;
  readonly variables: Record<string, string>;
  readonly model: string;
  readonly answered: Request[];
  otherwise: (answer: Answer) => unknown;
  next(
    run: (answer: Answer) => unknown,
    options?: { when?: (request: Request) => boolean; always?: boolean },
  ): void;
  request(predicate?: (request: Request) => boolean): Promise<Request>;
  close(): Promise<void>;
}
