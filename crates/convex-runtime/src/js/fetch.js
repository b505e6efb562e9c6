// Headers, Request, Response, fetch.
export default function install(host, web, internals) {
  const { Body, extract } = web("body");
  const { start, abandon, forbidden } = internals;
  const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

  class Headers {
    #map = new Map();
    constructor(init) {
      if (init === undefined || init === null) return;
      const pairs = typeof init[Symbol.iterator] === "function" ? init : Object.entries(init);
      for (const [name, value] of pairs) this.append(name, value);
    }
    static #name(name) {
      const text = String(name);
      if (!NAME.test(text)) throw new TypeError(`Invalid header name: '${text}'`);
      return text.toLowerCase();
    }
    static #value(value) {
      const text = String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
      if (/[\0\r\n]/.test(text)) throw new TypeError("Invalid header value");
      return text;
    }
    append(name, value) {
      const key = Headers.#name(name);
      this.#map.set(key, [...(this.#map.get(key) ?? []), Headers.#value(value)]);
    }
    set(name, value) {
      this.#map.set(Headers.#name(name), [Headers.#value(value)]);
    }
    get(name) {
      return this.#map.get(Headers.#name(name))?.join(", ") ?? null;
    }
    getSetCookie() {
      return [...(this.#map.get("set-cookie") ?? [])];
    }
    has(name) {
      return this.#map.has(Headers.#name(name));
    }
    delete(name) {
      this.#map.delete(Headers.#name(name));
    }
    forEach(callback, self) {
      for (const [name, value] of this) callback.call(self, value, name, this);
    }
    *entries() {
      for (const name of [...this.#map.keys()].sort()) {
        const values = this.#map.get(name) ?? [];
        if (name === "set-cookie") for (const value of values) yield [name, value];
        else yield [name, values.join(", ")];
      }
    }
    *keys() {
      for (const [name] of this) yield name;
    }
    *values() {
      for (const [, value] of this) yield value;
    }
    [Symbol.iterator]() {
      return this.entries();
    }
    get [Symbol.toStringTag]() {
      return "Headers";
    }
  }

  const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
  const methodOf = (method) => {
    const upper = String(method).toUpperCase();
    return METHODS.includes(upper) ? upper : String(method);
  };

  class Request extends Body {
    constructor(input, init = {}) {
      super();
      const from = input instanceof Request ? input : null;
      const options = init ?? {};
      const url = from ? from.url : new (web("url").URL)(String(input)).href;
      const fields = {
        url,
        method: methodOf(options.method ?? from?.method ?? "GET"),
        headers: new Headers(options.headers ?? from?.headers),
        redirect: options.redirect ?? from?.redirect ?? "follow",
        signal: options.signal ?? from?.signal ?? new AbortController().signal,
        credentials: options.credentials ?? from?.credentials ?? "same-origin",
        mode: options.mode ?? "cors",
        cache: options.cache ?? "default",
        referrer: "about:client",
        keepalive: Boolean(options.keepalive),
        integrity: options.integrity ?? "",
      };
      for (const [name, value] of Object.entries(fields)) Object.defineProperty(this, name, { value, enumerable: true, configurable: true });
      const hasBody = options.body !== undefined && options.body !== null;
      if (hasBody && (this.method === "GET" || this.method === "HEAD")) throw new TypeError(`A ${this.method} request cannot have a body`);
      if (hasBody) {
        const body = extract(options.body);
        this.setBody(body);
        if (body.type && !this.headers.has("content-type")) this.headers.set("content-type", body.type);
      } else if (from) {
        this.setBody(from.cloneBody());
      }
    }
    clone() {
      return new Request(this);
    }
    get [Symbol.toStringTag]() {
      return "Request";
    }
  }

  const REDIRECTS = [301, 302, 303, 307, 308];
  class Response extends Body {
    constructor(body = null, init = {}) {
      super();
      const options = init ?? {};
      const status = options.status === undefined ? 200 : Number(options.status);
      if (!(Number.isInteger(status) && status >= 200 && status <= 599) && !options.internal) throw new RangeError(`Invalid status: ${options.status}`);
      const fields = {
        status,
        statusText: String(options.statusText ?? ""),
        headers: new Headers(options.headers),
        type: options.type ?? "default",
        url: options.url ?? "",
        redirected: Boolean(options.redirected),
      };
      for (const [name, value] of Object.entries(fields)) Object.defineProperty(this, name, { value, enumerable: true, configurable: true });
      if (body !== null && body !== undefined) {
        if ([204, 205, 304].includes(status)) throw new TypeError(`A response with status ${status} cannot have a body`);
        const extracted = extract(body);
        this.setBody(extracted);
        if (extracted.type && !this.headers.has("content-type")) this.headers.set("content-type", extracted.type);
      }
    }
    static error() {
      return new Response(null, { status: 0, type: "error", internal: true });
    }
    static json(data, init = {}) {
      const text = JSON.stringify(data);
      if (text === undefined) throw new TypeError("The data is not JSON serializable");
      const headers = new Headers(init?.headers);
      if (!headers.has("content-type")) headers.set("content-type", "application/json");
      return new Response(text, { ...init, headers });
    }
    static redirect(url, status = 302) {
      if (!REDIRECTS.includes(status)) throw new RangeError(`Invalid redirect status: ${status}`);
      return new Response(null, { status, headers: { location: new (web("url").URL)(String(url)).href } });
    }
    get ok() {
      return this.status >= 200 && this.status <= 299;
    }
    clone() {
      const { status, statusText, headers, type, url, redirected } = this;
      const copy = new Response(null, { status, statusText, headers, type, url, redirected, internal: true });
      copy.setBody(this.cloneBody());
      return copy;
    }
    get [Symbol.toStringTag]() {
      return "Response";
    }
  }

  /** An operation that `signal` can end early. */
  const operation = (signal, begin) => {
    let id;
    const promise = start((op) => {
      id = op;
      begin(op);
    });
    if (!signal) return promise;
    const onAbort = () => abandon(id, signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const done = () => signal.removeEventListener("abort", onAbort);
    promise.then(done, done);
    return promise;
  };
  const networkError = (error, signal) => (signal?.aborted ? signal.reason : Object.assign(new TypeError(error.message), {}));

  const bodyStream = (body, signal) => {
    let reading;
    return new (web("streams").ReadableStream)(
      {
        start(controller) {
          signal?.addEventListener("abort", () => {
            host.dropBody(body);
            controller.error(signal.reason);
          }, { once: true });
        },
        async pull(controller) {
          let chunk;
          try {
            chunk = await operation(signal, (id) => {
              reading = id;
              host.readBody(id, body);
            });
          } catch (error) {
            throw networkError(error, signal);
          }
          if (chunk === undefined) controller.close();
          else controller.enqueue(new Uint8Array(chunk));
        },
        cancel(reason) {
          // A read under way holds the body, and with it the connection, until the next piece has come.
          abandon(reading, reason);
          host.dropBody(body);
        },
      },
      { highWaterMark: 0 },
    );
  };

  const fetch = async (input, init) => {
    const error = forbidden("fetch()");
    if (error !== undefined) throw error;
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const { protocol } = new (web("url").URL)(request.url);
    if (protocol !== "http:" && protocol !== "https:") throw new TypeError(`fetch does not support the scheme ${protocol}`);
    const content = request.body === null ? undefined : (await request.arrayBuffer());
    const { url, method, redirect } = request;
    const message = JSON.stringify({ url, method, redirect, headers: [...request.headers] });
    let head;
    try {
      head = JSON.parse(await operation(signal, (id) => (content === undefined ? host.fetch(id, message) : host.fetch(id, message, content))));
    } catch (failure) {
      throw networkError(failure, signal);
    }
    const response = new Response(null, { ...head, type: "basic", internal: true });
    if (head.body !== null) response.setBody({ bytes: null, stream: bodyStream(head.body, signal) });
    return response;
  };
  return { fetch, Headers, Request, Response };
}
