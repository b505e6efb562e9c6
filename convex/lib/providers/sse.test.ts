import { describe, expect, test } from "vitest";
import { EventReader } from "./sse";

const encoder = new TextEncoder();

/** What a reader makes of a text that arrives in these pieces of its bytes. */
function read(bytes: Uint8Array, cuts: number[]): string[] {
  const reader = new EventReader();
  const ends = [...cuts, bytes.length];
  const data = ends.flatMap((end, index) => reader.push(bytes.slice(ends[index - 1] ?? 0, end)));
  return [...data, ...reader.end()];
}

const text = [
  ": a comment\n\n",
  'event: message\ndata: {"a":"grüße 🦀 日本"}\n\n',
  "data: first\ndata:second\ndata\n\n",
  "id: 7\nretry: 10\n\n",
  "data: [DONE]\n\n",
].join("");
const events = ['{"a":"grüße 🦀 日本"}', "first\nsecond\n", "[DONE]"];

describe.for([
  ["\\n", text],
  ["\\r\\n", text.replaceAll("\n", "\r\n")],
  ["\\r", text.replaceAll("\n", "\r")],
] as const)("with lines that end in %s", ([, text]) => {
  const bytes = encoder.encode(text);
  const places = Array.from({ length: bytes.length + 1 }, (_, index) => index);

  test("events are the same wherever their bytes are cut, also inside a character", () => {
    for (const place of places) expect(read(bytes, [place]), `cut at ${place}`).toEqual(events);
  });

  test("events are the same in pieces of any length", () => {
    for (const length of [1, 2, 3, 5, 7, 11]) {
      const cuts = places.filter((place) => place > 0 && place % length === 0 && place < bytes.length);
      expect(read(bytes, cuts), `pieces of ${length}`).toEqual(events);
    }
  });
});

test("an event at the end counts without its empty line", () => {
  expect(read(encoder.encode("data: one\n\ndata: two"), [])).toEqual(["one", "two"]);
});

test("an event that does not end is a failure, and many short ones are none", () => {
  const piece = encoder.encode(`data: ${"x".repeat(99_992)}\n`);
  const reader = new EventReader();
  for (let count = 0; count < 10; count++) reader.push(piece);
  expect(() => reader.push(piece)).toThrow("PROVIDER_FAILED");
  const line = new EventReader();
  expect(() => line.push(encoder.encode("x".repeat(1_000_001)))).toThrow("PROVIDER_FAILED");
  const patient = new EventReader();
  const events = Array.from({ length: 20 }, () => patient.push(encoder.encode(`data: ${"x".repeat(99_992)}\n\n`)));
  expect(events.flat()).toHaveLength(20);
});
