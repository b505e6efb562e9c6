// URL over the server's own parser; URLSearchParams.
export default function install(host) {
  const FIELDS = ["href", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash", "origin"];
  const wellFormed = (value) => String(value).toWellFormed();

  const decodePart = (text) => {
    const plain = text.replace(/\+/g, " ");
    if (!plain.includes("%")) return plain;
    const bytes = [];
    for (const byte of new Uint8Array(host.encodeUtf8(plain))) bytes.push(byte);
    const out = [];
    for (let index = 0; index < bytes.length; index += 1) {
      const hex = bytes[index] === 37 ? String.fromCharCode(bytes[index + 1] ?? 0, bytes[index + 2] ?? 0) : "";
      if (/^[0-9a-fA-F]{2}$/.test(hex)) {
        out.push(parseInt(hex, 16));
        index += 2;
      } else {
        out.push(bytes[index]);
      }
    }
    return host.decode(0, "utf-8", new Uint8Array(out).buffer, 6)[0];
  };
  const encodePart = (text) =>
    encodeURIComponent(text).replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`).replace(/%20/g, "+");
  const parseQuery = (text) =>
    text
      .split("&")
      .filter((part) => part !== "")
      .map((part) => {
        const at = part.indexOf("=");
        const [name, value] = at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
        return [decodePart(name), decodePart(value)];
      });
  const pairsOf = (init) => {
    if (init === undefined || init === null) return [];
    if (typeof init !== "object") return parseQuery(wellFormed(init).replace(/^\?/, ""));
    if (typeof init[Symbol.iterator] !== "function") {
      return Object.keys(init).map((name) => [wellFormed(name), wellFormed(init[name])]);
    }
    return [...init].map((pair) => {
      const [name, value, ...rest] = [...pair];
      if (value === undefined || rest.length) throw new TypeError("Each query pair must be an iterable of a name and a value");
      return [wellFormed(name), wellFormed(value)];
    });
  };

  class URLSearchParams {
    #pairs;
    #changed = () => {};
    constructor(init) {
      this.#pairs = pairsOf(init);
    }
    static connect(params, changed) {
      params.#changed = changed;
    }
    static replace(params, text) {
      params.#pairs = parseQuery(text.replace(/^\?/, ""));
    }
    get size() {
      return this.#pairs.length;
    }
    append(name, value) {
      this.#pairs.push([wellFormed(name), wellFormed(value)]);
      this.#changed();
    }
    delete(name, value) {
      this.#pairs = this.#pairs.filter(([key, item]) => key !== String(name) || (value !== undefined && item !== String(value)));
      this.#changed();
    }
    get(name) {
      return this.#pairs.find(([key]) => key === String(name))?.[1] ?? null;
    }
    getAll(name) {
      return this.#pairs.filter(([key]) => key === String(name)).map(([, item]) => item);
    }
    has(name, value) {
      return this.#pairs.some(([key, item]) => key === String(name) && (value === undefined || item === String(value)));
    }
    set(name, value) {
      const at = this.#pairs.findIndex(([key]) => key === String(name));
      if (at < 0) return this.append(name, value);
      this.#pairs[at][1] = wellFormed(value);
      this.#pairs = this.#pairs.filter(([key], index) => index <= at || key !== String(name));
      this.#changed();
    }
    sort() {
      this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this.#changed();
    }
    forEach(callback, self) {
      for (const [name, value] of this) callback.call(self, value, name, this);
    }
    *keys() {
      for (const [name] of this) yield name;
    }
    *values() {
      for (const [, value] of this) yield value;
    }
    *entries() {
      for (let index = 0; index < this.#pairs.length; index += 1) yield [...this.#pairs[index]];
    }
    [Symbol.iterator]() {
      return this.entries();
    }
    toString() {
      return this.#pairs.map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`).join("&");
    }
    get [Symbol.toStringTag]() {
      return "URLSearchParams";
    }
  }
  const { connect, replace } = URLSearchParams;
  delete URLSearchParams.connect;
  delete URLSearchParams.replace;

  class URL {
    #parts;
    #params;
    constructor(url, base) {
      const parts = base === undefined ? host.parseUrl(wellFormed(url)) : host.parseUrl(wellFormed(url), wellFormed(base));
      if (!parts) throw new TypeError(`Invalid URL: '${url}'`);
      this.#parts = parts;
    }
    static canParse(url, base) {
      return URL.parse(url, base) !== null;
    }
    static parse(url, base) {
      try {
        return new URL(url, base);
      } catch {
        return null;
      }
    }
    get searchParams() {
      if (this.#params === undefined) {
        const params = (this.#params = new URLSearchParams(this.search));
        connect(params, () => {
          this.#parts = host.setUrl(this.#parts[0], "search", params.toString());
        });
      }
      return this.#params;
    }
    toString() {
      return this.#parts[0];
    }
    toJSON() {
      return this.#parts[0];
    }
    get [Symbol.toStringTag]() {
      return "URL";
    }
    static {
      FIELDS.forEach((field, index) => {
        const property = {
          get() {
            return this.#parts[index];
          },
          configurable: true,
          enumerable: true,
        };
        if (field === "href") {
          property.set = function (value) {
            const parts = host.parseUrl(wellFormed(value));
            if (!parts) throw new TypeError(`Invalid URL: '${value}'`);
            this.#parts = parts;
            if (this.#params) replace(this.#params, parts[8]);
          };
        } else if (field !== "origin") {
          property.set = function (value) {
            this.#parts = host.setUrl(this.#parts[0], field, wellFormed(value)) ?? this.#parts;
            if (field === "search" && this.#params) replace(this.#params, this.#parts[8]);
          };
        }
        Object.defineProperty(URL.prototype, field, property);
      });
    }
  }
  return { URL, URLSearchParams };
}
