import { ProviderFailure } from "./failures";

/** Characters of one event: far more than any provider sends at once. */
const eventLengthMax = 1_000_000;

/**
 * Server-sent events as they come from the network: cut anywhere, also inside a character or between the two
 * of a line's end. Comments, other fields and events without data are left out. One that does not end is a
 * failure of the provider: it would fill the memory.
 */
export class EventReader {
  #decoder = new TextDecoder();
  /** The beginning of a line whose end has not come. */
  #line = "";
  /** The last character was `\r`, which ended a line; a `\n` behind it belongs to it. */
  #isAfterReturn = false;
  #data: string[] = [];
  #length = 0;

  /** The data of the events that these bytes complete. */
  push(bytes: Uint8Array): string[] {
    return this.#read(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The data of an event whose last empty line is missing: some servers leave it out. */
  end(): string[] {
    return this.#read(`${this.#decoder.decode()}\n\n`);
  }

  #read(text: string): string[] {
    if (text === "") return [];
    const rest = this.#isAfterReturn && text.startsWith("\n") ? text.slice(1) : text;
    this.#isAfterReturn = text.endsWith("\r");
    const lines = rest.split(/\r\n|\r|\n/);
    lines[0] = this.#line + lines[0]!;
    this.#line = lines.pop()!;
    const events = lines.flatMap((line) => this.#take(line));
    if (this.#length + this.#line.length > eventLengthMax) throw new ProviderFailure("PROVIDER_FAILED");
    return events;
  }

  /** A complete line: an empty one ends an event. */
  #take(line: string): string[] {
    if (line !== "") {
      this.#length += line.length;
      const value = /^data(?:: ?(.*))?$/s.exec(line);
      if (value !== null) this.#data.push(value[1] ?? "");
      return [];
    }
    const data = this.#data;
    this.#data = [];
    this.#length = 0;
    return data.length === 0 ? [] : [data.join("\n")];
  }
}
