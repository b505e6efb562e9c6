// Blob, File, FormData, and what requests and responses have in common: a body.
export default function install(host, web, internals) {
  const { bufferOf, encode, atob, btoa } = web("encoding");
  const bytesOfPart = (part) => {
    if (part instanceof Blob) return blobBytes(part);
    if (part instanceof ArrayBuffer || ArrayBuffer.isView(part)) return new Uint8Array(bufferOf(part));
    return encode(String(part));
  };
  const concat = (parts) => {
    const total = parts.reduce((sum, part) => sum + part.byteLength, 0);
    const bytes = new Uint8Array(total);
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.byteLength;
    }
    return bytes;
  };
  const decode = (buffer) => host.decode(0, "utf-8", bufferOf(buffer), 4)[0];

  class Blob {
    #bytes;
    #type;
    constructor(parts = [], options = {}) {
      // The parts are copied: later changes to a buffer do not show.
      this.#bytes = concat([...parts].map((part) => bytesOfPart(part).slice()));
      const type = String(options?.type ?? "");
      this.#type = /^[\x20-\x7e]*$/.test(type) ? type.toLowerCase() : "";
    }
    static bytes(blob) {
      return blob.#bytes;
    }
    get size() {
      return this.#bytes.byteLength;
    }
    get type() {
      return this.#type;
    }
    slice(start = 0, end = this.size, type = "") {
      return new Blob([this.#bytes.slice(start, end)], { type });
    }
    async arrayBuffer() {
      return this.#bytes.slice().buffer;
    }
    async bytes() {
      return this.#bytes.slice();
    }
    async text() {
      return decode(this.#bytes);
    }
    stream() {
      const bytes = this.#bytes;
      return new (web("streams").ReadableStream)({
        start(controller) {
          if (bytes.byteLength > 0) controller.enqueue(bytes.slice());
          controller.close();
        },
      });
    }
    get [Symbol.toStringTag]() {
      return "Blob";
    }
  }
  const blobBytes = Blob.bytes;
  delete Blob.bytes;

  class File extends Blob {
    #name;
    #modified;
    constructor(parts, name, options = {}) {
      super(parts, options);
      this.#name = String(name);
      this.#modified = options?.lastModified ?? Date.now();
    }
    get name() {
      return this.#name;
    }
    get lastModified() {
      return this.#modified;
    }
    get [Symbol.toStringTag]() {
      return "File";
    }
  }

  class FormData {
    #entries = [];
    #value(value, filename) {
      if (!(value instanceof Blob)) return String(value).toWellFormed();
      if (value instanceof File && filename === undefined) return value;
      return new File([value], filename ?? "blob", { type: value.type });
    }
    append(name, value, filename) {
      this.#entries.push([String(name).toWellFormed(), this.#value(value, filename)]);
    }
    set(name, value, filename) {
      const at = this.#entries.findIndex(([key]) => key === String(name));
      if (at < 0) return this.append(name, value, filename);
      this.#entries[at][1] = this.#value(value, filename);
      this.#entries = this.#entries.filter(([key], index) => index <= at || key !== String(name));
    }
    delete(name) {
      this.#entries = this.#entries.filter(([key]) => key !== String(name));
    }
    get(name) {
      return this.#entries.find(([key]) => key === String(name))?.[1] ?? null;
    }
    getAll(name) {
      return this.#entries.filter(([key]) => key === String(name)).map(([, value]) => value);
    }
    has(name) {
      return this.#entries.some(([key]) => key === String(name));
    }
    forEach(callback, self) {
      for (const [name, value] of this) callback.call(self, value, name, this);
    }
    *keys() {
      for (const [name] of this.#entries) yield name;
    }
    *values() {
      for (const [, value] of this.#entries) yield value;
    }
    *entries() {
      for (const entry of this.#entries) yield [...entry];
    }
    [Symbol.iterator]() {
      return this.entries();
    }
    get [Symbol.toStringTag]() {
      return "FormData";
    }
  }

  const quoteName = (name) => name.replace(/\n/g, "%0A").replace(/\r/g, "%0D").replace(/"/g, "%22");
  const encodeForm = (form) => {
    const random = new Uint8Array(host.randomBytes(12));
    const boundary = `----form${Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    const parts = [];
    for (const [name, value] of form) {
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoteName(name)}"`;
      if (typeof value === "string") {
        parts.push(encode(`${head}\r\n\r\n${value.replace(/\r?\n/g, "\r\n")}\r\n`));
      } else {
        const type = value.type || "application/octet-stream";
        parts.push(encode(`${head}; filename="${quoteName(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`), blobBytes(value), encode("\r\n"));
      }
    }
    parts.push(encode(`--${boundary}--\r\n`));
    return { bytes: concat(parts), type: `multipart/form-data; boundary=${boundary}` };
  };
  const indexOf = (bytes, needle, from) => {
    outer: for (let at = bytes.indexOf(needle[0], from); at >= 0; at = bytes.indexOf(needle[0], at + 1)) {
      for (let index = 1; index < needle.length; index += 1) if (bytes[at + index] !== needle[index]) continue outer;
      return at;
    }
    return -1;
  };
  const decodeMultipart = (bytes, boundary) => {
    const form = new FormData();
    const malformed = () => new TypeError("The multipart body is malformed");
    const delimiter = encode(`--${boundary}`);
    const gap = encode("\r\n\r\n");
    let at = indexOf(bytes, delimiter, 0);
    if (at < 0) throw malformed();
    for (;;) {
      at += delimiter.length;
      if (bytes[at] === 45 && bytes[at + 1] === 45) return form;
      const bodyAt = indexOf(bytes, gap, at);
      const next = indexOf(bytes, delimiter, bodyAt);
      if (bodyAt < 0 || next < 0) throw malformed();
      const head = decode(bytes.slice(at + 2, bodyAt));
      const content = bytes.slice(bodyAt + 4, next - 2);
      const field = (key) => new RegExp(`[; ]${key}="([^"]*)"`, "i").exec(head)?.[1]?.replace(/%22/g, '"');
      const name = field("name");
      if (name === undefined) throw malformed();
      const filename = field("filename");
      const type = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1];
      form.append(name, filename === undefined ? decode(content) : new File([content], filename, { type: type ?? "text/plain" }));
      at = next;
    }
  };
  const parseForm = (bytes, type) => {
    if (/^multipart\/form-data/i.test(type)) {
      if (internals.forbidden("multipart formData()") && host.phase() === 1) throw internals.forbidden("multipart formData()");
      const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
      if (!boundary) throw new TypeError("The multipart body has no boundary");
      return decodeMultipart(bytes, boundary[1] ?? boundary[2]);
    }
    if (!/^application\/x-www-form-urlencoded/i.test(type)) throw new TypeError("The body is not a form");
    const form = new FormData();
    for (const [name, value] of new (web("url").URLSearchParams)(decode(bytes))) form.append(name, value);
    return form;
  };

  /** Bytes or a stream, and the content type that follows from the kind of body. */
  const extract = (body) => {
    const { ReadableStream } = web("streams");
    if (body === null || body === undefined) return { bytes: null, stream: null, type: null };
    if (body instanceof ReadableStream) return { bytes: null, stream: body, type: null };
    if (body instanceof Blob) return { bytes: blobBytes(body), stream: null, type: body.type || null };
    if (body instanceof FormData) return { ...encodeForm(body), stream: null };
    if (body instanceof web("url").URLSearchParams) {
      return { bytes: encode(body.toString()), stream: null, type: "application/x-www-form-urlencoded;charset=UTF-8" };
    }
    if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
      return { bytes: new Uint8Array(bufferOf(body)).slice(), stream: null, type: null };
    }
    return { bytes: encode(String(body)), stream: null, type: "text/plain;charset=UTF-8" };
  };

  class Body {
    #bytes = null;
    #stream = null;
    #used = false;
    setBody({ bytes, stream }) {
      this.#bytes = bytes;
      this.#stream = stream;
    }
    get body() {
      const { ReadableStream } = web("streams");
      if (this.#stream === null && this.#bytes !== null) {
        const bytes = this.#bytes;
        this.#stream = new ReadableStream({
          start(controller) {
            if (bytes.byteLength > 0) controller.enqueue(bytes);
            controller.close();
          },
        });
        this.#bytes = null;
      }
      return this.#stream;
    }
    get bodyUsed() {
      return this.#used || (this.#stream !== null && web("streams").disturbed(this.#stream));
    }
    async consume() {
      if (this.bodyUsed || this.#stream?.locked) throw new TypeError("The body has already been used");
      this.#used = this.#bytes !== null || this.#stream !== null;
      if (this.#bytes !== null) return this.#bytes;
      if (this.#stream === null) return new Uint8Array(0);
      const chunks = [];
      for await (const chunk of this.#stream) {
        if (!ArrayBuffer.isView(chunk) && !(chunk instanceof ArrayBuffer)) throw new TypeError("The body stream holds something that is not bytes");
        chunks.push(new Uint8Array(bufferOf(chunk)));
      }
      return concat(chunks);
    }
    cloneBody() {
      if (this.bodyUsed || this.#stream?.locked) throw new TypeError("The body has already been used");
      if (this.#stream === null) return { bytes: this.#bytes, stream: null };
      const [mine, other] = this.#stream.tee();
      this.#stream = mine;
      return { bytes: null, stream: other };
    }
    async arrayBuffer() {
      return (await this.consume()).slice().buffer;
    }
    async bytes() {
      return (await this.consume()).slice();
    }
    async text() {
      return decode(await this.consume());
    }
    async json() {
      return JSON.parse(await this.text());
    }
    async blob() {
      const bytes = await this.consume();
      return new Blob([bytes], { type: this.headers.get("content-type") ?? "" });
    }
    async formData() {
      return parseForm(await this.consume(), this.headers.get("content-type") ?? "");
    }
  }
  for (const name of ["setBody", "consume", "cloneBody"]) Object.defineProperty(Body.prototype, name, { enumerable: false });

  /** File storage of actions: blobs travel as base64 in ordinary syscalls. */
  const storage = async (op, args, asyncSyscall) => {
    const { requestId, version } = args;
    const error = internals.forbidden("file storage of blobs");
    if (error !== undefined) throw error;
    if (op === "storage/storeBlob") {
      if (!(args.blob instanceof Blob)) throw new TypeError("storage.store takes a Blob; make one of other data: new Blob([data])");
      let binary = "";
      for (const byte of blobBytes(args.blob)) binary += String.fromCharCode(byte);
      const message = { requestId, version, blob: btoa(binary), contentType: args.blob.type, sha256: args.options?.sha256 };
      return JSON.parse(await asyncSyscall("1.0/storageStore", JSON.stringify(message)));
    }
    const { storageId } = args;
    const stored = JSON.parse(await asyncSyscall("1.0/storageGet", JSON.stringify({ requestId, version, storageId })));
    if (stored === null) return null;
    const bytes = Uint8Array.from(atob(stored.blob), (char) => char.charCodeAt(0));
    return new Blob([bytes], { type: stored.contentType ?? "" });
  };
  return { Blob, File, FormData, Body, extract, storage };
}
