// Text encodings and base64.
export default function install(host, web) {
  const FATAL = 1;
  const KEEP_BOM = 2;
  const LAST = 4;
  /** The bytes of a buffer or view as an ArrayBuffer of exactly these bytes. */
  const bufferOf = (input) => {
    if (input === undefined) return new ArrayBuffer(0);
    if (input instanceof ArrayBuffer) return input;
    if (!ArrayBuffer.isView(input)) throw new TypeError("The input is not an ArrayBuffer or a view of one");
    const { buffer, byteOffset, byteLength } = input;
    return byteOffset === 0 && byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
  };
  const encode = (text) => new Uint8Array(host.encodeUtf8(String(text).toWellFormed()));

  class TextEncoder {
    get encoding() {
      return "utf-8";
    }
    encode(text = "") {
      return encode(text);
    }
    encodeInto(text, target) {
      let read = 0;
      let written = 0;
      for (const char of String(text)) {
        const bytes = encode(char);
        if (written + bytes.length > target.length) break;
        target.set(bytes, written);
        written += bytes.length;
        read += char.length;
      }
      return { read, written };
    }
  }

  class TextDecoder {
    #encoding;
    #flags;
    #decoder = 0;
    constructor(label = "utf-8", options = {}) {
      const encoding = host.encodingName(String(label));
      if (encoding === undefined) throw new RangeError(`The encoding '${label}' is not supported`);
      this.#encoding = encoding;
      this.#flags = (options?.fatal ? FATAL : 0) | (options?.ignoreBOM ? KEEP_BOM : 0);
    }
    get encoding() {
      return this.#encoding;
    }
    get fatal() {
      return (this.#flags & FATAL) !== 0;
    }
    get ignoreBOM() {
      return (this.#flags & KEEP_BOM) !== 0;
    }
    decode(input, options) {
      const flags = this.#flags | (options?.stream ? 0 : LAST);
      const decoder = this.#decoder;
      this.#decoder = 0;
      const [text, next] = host.decode(decoder, this.#encoding, bufferOf(input), flags);
      this.#decoder = next;
      return text;
    }
  }

  class TextEncoderStream {
    #transform;
    constructor() {
      // A surrogate pair may be split between chunks.
      let high = "";
      this.#transform = new (web("streams").TransformStream)({
        transform(chunk, controller) {
          const text = high + String(chunk);
          const last = text.charCodeAt(text.length - 1);
          high = last >= 0xd800 && last < 0xdc00 ? text.slice(-1) : "";
          const whole = high === "" ? text : text.slice(0, -1);
          if (whole !== "") controller.enqueue(encode(whole));
        },
        flush(controller) {
          if (high !== "") controller.enqueue(encode(high));
        },
      });
    }
    get encoding() {
      return "utf-8";
    }
    get readable() {
      return this.#transform.readable;
    }
    get writable() {
      return this.#transform.writable;
    }
  }

  class TextDecoderStream {
    #decoder;
    #transform;
    constructor(label, options) {
      const decoder = (this.#decoder = new TextDecoder(label, options));
      this.#transform = new (web("streams").TransformStream)({
        transform(chunk, controller) {
          const text = decoder.decode(chunk, { stream: true });
          if (text !== "") controller.enqueue(text);
        },
        flush(controller) {
          const text = decoder.decode();
          if (text !== "") controller.enqueue(text);
        },
      });
    }
    get encoding() {
      return this.#decoder.encoding;
    }
    get fatal() {
      return this.#decoder.fatal;
    }
    get ignoreBOM() {
      return this.#decoder.ignoreBOM;
    }
    get readable() {
      return this.#transform.readable;
    }
    get writable() {
      return this.#transform.writable;
    }
  }

  const btoa = (text) => host.btoa(String(text).toWellFormed());
  const atob = (text) => host.atob(String(text).toWellFormed());
  return { TextEncoder, TextDecoder, TextEncoderStream, TextDecoderStream, atob, btoa, bufferOf, encode };
}
