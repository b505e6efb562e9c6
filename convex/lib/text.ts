import { invalidInput } from "./errors";
import {
  contentLengthMax,
  errorMessageLengthMax,
  imageLengthMax,
  jsonLengthMax,
  nameLengthMax,
  titleFromPromptLength,
  titleLengthMax,
  todoContentLengthMax,
  todoIdLengthMax,
  urlLengthMax,
} from "./limits";

/** `100,000`: not `toLocaleString`, which depends on the engine's locale data. */
const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

export function bounded(what: string, text: string, lengthMax: number): string {
  if (text.trim() === "") {
    throw invalidInput(`${what} must not be empty.`);
  }
  return atMost(what, text, lengthMax);
}

/** Text that may be absent or empty, but not endless. */
export function atMost(what: string, text: string, lengthMax: number): string {
  if (text.length > lengthMax) {
    throw invalidInput(`${what} must not be longer than ${grouped(lengthMax)} characters.`);
  }
  return text;
}

/** A list with a bound, and each of its texts with one. */
export function boundedList(what: string, texts: string[], countMax: number, lengthMax: number) {
  if (texts.length > countMax) {
    throw invalidInput(`There can be at most ${countMax} ${what}s.`);
  }
  return texts.map((text) => bounded(`A ${what}`, oneLine(text), lengthMax));
}

export function checkRange(what: string, value: number, least: number, most: number): number {
  if (!(value >= least && value <= most)) {
    throw invalidInput(`${what} must be between ${least} and ${most}.`);
  }
  return value;
}

/** The bytes of a text as it is stored and sent. */
export const utf8Length = (text: string) => new TextEncoder().encode(text).length;

/** A count: a whole number that is not negative. */
export function checkCount(what: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw invalidInput(`${what} must be a whole number from 0 on.`);
  }
  return value;
}

/** Text that is JSON, within its bound. */
export function checkJson(what: string, text: string, lengthMax = jsonLengthMax): string {
  atMost(what, text, lengthMax);
  try {
    JSON.parse(text);
  } catch {
    throw invalidInput(`${what} must be valid JSON.`);
  }
  return text;
}

/** One line: runs of white space become one space. */
export const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

export const checkContent = (text: string) => bounded("The message", text, contentLengthMax);

export const checkTitle = (text: string) => bounded("The title", oneLine(text), titleLengthMax);

export const checkTodoContent = (text: string) =>
  bounded("The todo", oneLine(text), todoContentLengthMax);

export const checkTodoId = (text: string) => bounded("The todo's id", text, todoIdLengthMax);

export const checkName = (text: string) => bounded("The name", oneLine(text), nameLengthMax);

export const checkModel = (text: string) => bounded("The model's name", text, nameLengthMax);

export const checkBranch = (text: string) => bounded("The branch's name", text, nameLengthMax);

/** Shortens rather than rejects: a report of a failure must not fail itself. */
export const clipErrorMessage = (text: string) => text.slice(0, errorMessageLengthMax);

export function checkRepoFullName(text: string): string {
  bounded("The repository's name", text, nameLengthMax);
  if (!/^[\w.-]+\/[\w.-]+$/.test(text)) {
    throw invalidInput("The repository's name must have the form owner/name.");
  }
  return text;
}

export function checkRepoUrl(text: string): string {
  bounded("The repository's address", text, urlLengthMax);
  if (!/^https:\/\/[^\s/]+\/\S+$/.test(text)) {
    throw invalidInput("The repository's address must begin with https://.");
  }
  return text;
}

/**
 * Pages load nothing from elsewhere: a picture is a small image that is its own address (`data:`), so that
 * people can have one without any other server, and no other server learns who looks at it.
 */
export const isImageUrl = (text: string) =>
  text.length <= imageLengthMax && /^data:image\/(webp|png|jpeg);base64,[A-Za-z0-9+/]+=*$/.test(text);

export function checkImageUrl(text: string): string {
  if (!isImageUrl(text)) {
    throw invalidInput("The picture must be a small PNG, JPEG or WebP image as a data: address.");
  }
  return text;
}

/** An e-mail address as it is stored and compared. */
export const normalisedEmail = (text: string) => text.trim().toLowerCase();

/** Links to what a message mentions (`[@Name](/chats/…)`) as names alone, for places that show no links. */
export const named = (text: string) =>
  text.replace(/\[@((?:[^\]\\]|\\.){1,200})\]\(\/[\w/#-]+\)/g, (_, name: string) =>
    `@${name.replace(/\\(.)/g, "$1")}`,
  );

/** The beginning of a prompt as a title. */
export const titleFromPrompt = (prompt: string): string =>
  shortTitle(oneLine(named(prompt.slice(0, titleFromPromptLength * 20))));

/** A title of bounded length: cut behind a word, and never inside a character; what is missing is marked. */
export function shortTitle(line: string): string {
  const characters = Array.from(line);
  if (characters.length <= titleFromPromptLength) return line;
  const start = characters.slice(0, titleFromPromptLength - 1).join("");
  // Whether a word ends there shows behind it. Where spaces are rare, as in some scripts, every character is an end.
  const isWhole = characters[titleFromPromptLength - 1] === " ";
  const end = isWhole ? start.length : start.lastIndexOf(" ");
  return `${(end > start.length / 2 ? start.slice(0, end) : start).trimEnd()}…`;
}
