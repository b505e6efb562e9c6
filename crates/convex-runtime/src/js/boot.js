// Runs in every context before any other code: the `Convex` object, errors, clock, randomness, and
// lazy doors to the other files. Keep it small, it is on the path of every call.
export default function boot(host) {
  const global = globalThis;
  const { defineProperty } = Object;
  const { parse } = JSON;
  const NativeDate = Date;
  const NativeError = Error;
  const NativePromise = Promise;

  const define = (name, value) =>
    defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });

  // --- operations: promises that Rust settles -------------------------------------------------
  const waiting = { __proto__: null };
  let lastOp = 0;
  const start = (begin) =>
    new NativePromise((resolve, reject) => {
      const id = ++lastOp;
      begin(id, reject);
      waiting[id] = { resolve, reject };
    });
  const settle = (id, ok, value, data) => {
    const entry = waiting[id];
    if (entry === undefined) return;
    delete waiting[id];
    if (ok) return entry.resolve(value);
    const error = new NativeError(value);
    if (typeof data === "string") error.data = parse(data);
    entry.reject(error);
  };
  const abandon = (id, reason) => {
    const entry = waiting[id];
    if (entry === undefined) return;
    delete waiting[id];
    host.abort(id);
    entry.reject(reason);
  };

  const LOADING = 0;
  const ACTION = 2;
  /** The error for what only actions may do, or undefined in an action. */
  const forbidden = (what) => {
    const phase = host.phase();
    if (phase === ACTION) return undefined;
    if (phase === LOADING) return new NativeError(`Can't use ${what} at import time; call it inside of an action.`);
    return new NativeError(
      `Can't use ${what} in queries and mutations. Please consider using an action. ` +
        "See https://docs.convex.dev/functions/actions for more details.",
    );
  };

  // --- the ABI of convex/server ---------------------------------------------------------------
  const asyncSyscall = (op, args) => start((id) => host.asyncSyscall(id, op, args));
  const Convex = {
    syscall: host.syscall,
    asyncSyscall,
    jsSyscall(op, args) {
      switch (op) {
        case "storage/storeBlob":
        case "storage/getBlob":
          return web("body").storage(op, args, asyncSyscall);
        default:
          throw new NativeError(`Unknown operation ${op}`);
      }
    },
  };
  defineProperty(Convex, "isPlain", { value: host.isPlain, writable: true, configurable: true });
  const scrypt = (...args) => web("crypto").scrypt(...args);
  defineProperty(Convex, "scrypt", { value: scrypt, writable: true, configurable: true });
  define("Convex", Convex);

  // --- clock and randomness -------------------------------------------------------------------
  function FrozenDate(...args) {
    if (new.target === undefined) return new NativeDate(host.now()).toString();
    return Reflect.construct(NativeDate, args.length === 0 ? [host.now()] : local(args), new.target);
  }
  let local = (args) => args;
  defineProperty(FrozenDate, "name", { value: "Date", configurable: true });
  defineProperty(FrozenDate, "length", { value: 7, configurable: true });
  defineProperty(FrozenDate, "prototype", { value: NativeDate.prototype });
  for (const name of ["UTC", "parse"]) {
    defineProperty(FrozenDate, name, { value: NativeDate[name], writable: true, configurable: true });
  }
  const now = () => host.now();
  defineProperty(FrozenDate, "now", { value: now, writable: true, configurable: true });
  defineProperty(NativeDate.prototype, "constructor", { value: FrozenDate, writable: true, configurable: true });
  define("Date", FrozenDate);
  // The process may run in any time zone; functions always see UTC.
  const winter = new NativeDate(2020, 0, 1).getTimezoneOffset();
  if (winter !== 0 || new NativeDate(2020, 6, 1).getTimezoneOffset() !== 0) {
    local = host.load("utc")(NativeDate, FrozenDate);
  }

  defineProperty(Math, "random", { value: host.random, writable: true, configurable: true });
  let origin;
  const performance = {
    get timeOrigin() {
      return (origin ??= host.now());
    },
    now() {
      return host.phase() === ACTION ? host.elapsed() - (started ??= host.elapsed()) : 0;
    },
    mark: (name) => ({ name, entryType: "mark", startTime: performance.now(), duration: 0 }),
    measure: (name) => ({ name, entryType: "measure", startTime: 0, duration: performance.now() }),
    clearMarks() {},
    clearMeasures() {},
    toJSON: () => ({ timeOrigin: performance.timeOrigin }),
  };
  let started;
  define("performance", performance);

  // --- the rest of the environment ------------------------------------------------------------
  delete global.eval;
  // The engine cannot compile source here, so the constructors throw; the name goes too.
  const NativeFunction = Function;
  function NoFunction() {
    throw new EvalError("Code generation from strings disallowed for this context");
  }
  defineProperty(NoFunction, "name", { value: "Function", configurable: true });
  defineProperty(NoFunction, "prototype", { value: NativeFunction.prototype });
  defineProperty(NativeFunction.prototype, "constructor", { value: NoFunction, writable: true, configurable: true });
  define("Function", NoFunction);
  if (typeof Atomics !== "undefined") delete Atomics.wait;
  define("self", global);

  const env = new Proxy(
    { __proto__: null },
    {
      get: (_, name) => (typeof name === "string" ? host.env(name) : undefined),
      has: (_, name) => typeof name === "string" && host.env(name) !== undefined,
    },
  );
  define("process", { env });

  const timers = { __proto__: null };
  let lastTimer = 0;
  const timer = (name, repeat) => (callback, delay, ...args) => {
    const error = forbidden(name);
    // A timer has nobody to tell: the rejection stays unhandled and fails the function.
    if (error !== undefined) return void NativePromise.reject(error);
    const millis = Math.max(0, Number(delay) || 0);
    const id = ++lastTimer;
    const arm = () => {
      start((op) => {
        timers[id] = op;
        host.sleep(op, millis);
      }).then(
        () => {
          if (timers[id] === undefined) return;
          if (repeat) arm();
          else delete timers[id];
          callback(...args);
        },
        () => {},
      );
    };
    arm();
    return id;
  };
  const clear = (id) => {
    const op = timers[id];
    if (op === undefined) return;
    delete timers[id];
    abandon(op);
  };
  define("setTimeout", timer("setTimeout", false));
  define("setInterval", timer("setInterval", true));
  define("clearTimeout", clear);
  define("clearInterval", clear);

  // --- lazy groups ----------------------------------------------------------------------------
  const loaded = { __proto__: null };
  let onPromise = () => {};
  const promised = (promise, isNew) => onPromise(promise, isNew);
  const internals = {
    define,
    start,
    abandon,
    forbidden,
    settle,
    onPromise: (listener) => {
      onPromise = listener;
    },
  };
  const web = (group) => (loaded[group] ??= host.load(group)(host, web, internals));
  const lazy = (group, names) => {
    for (const name of names) {
      defineProperty(global, name, {
        get() {
          const value = web(group)[name];
          define(name, value);
          return value;
        },
        set(value) {
          define(name, value);
        },
        configurable: true,
        enumerable: false,
      });
    }
  };
  lazy("console", ["console"]);
  lazy("clone", ["structuredClone"]);
  lazy("contexts", ["AsyncLocalStorage", "AsyncResource"]);
  lazy("crypto", ["crypto", "Crypto", "SubtleCrypto", "CryptoKey"]);
  lazy("encoding", ["TextEncoder", "TextDecoder", "TextEncoderStream", "TextDecoderStream", "atob", "btoa"]);
  lazy("url", ["URL", "URLSearchParams"]);
  lazy("events", ["Event", "EventTarget", "CustomEvent", "AbortController", "AbortSignal"]);
  lazy("body", ["Blob", "File", "FormData"]);
  lazy("intl", ["Intl"]);
  lazy("fetch", ["fetch", "Headers", "Request", "Response"]);
  lazy("streams", [
    "ReadableStream",
    "ReadableStreamDefaultReader",
    "ReadableStreamDefaultController",
    "WritableStream",
    "WritableStreamDefaultWriter",
    "WritableStreamDefaultController",
    "TransformStream",
    "TransformStreamDefaultController",
    "CountQueuingStrategy",
    "ByteLengthQueuingStrategy",
  ]);

  // --- what people read: the engine knows neither languages nor time zones ---------------------
  const spoken = (prototype, name, method) =>
    defineProperty(prototype, name, { value: { [name]: method }[name], writable: true, configurable: true });
  const later = (group, from) =>
    function (...args) {
      return web(group)[from].apply(this, args);
    };
  spoken(Number.prototype, "toLocaleString", later("numbers", "numberToLocaleString"));
  spoken(BigInt.prototype, "toLocaleString", later("numbers", "bigintToLocaleString"));
  for (const name of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]) {
    spoken(NativeDate.prototype, name, later("dates", `dateT${name.slice(1)}`));
  }
  spoken(Array.prototype, "toLocaleString", function (...how) {
    return Array.from(this, (item) => item?.toLocaleString(...how) ?? "").join(",");
  });
  // Where the process runs in UTC, the engine leaves the zone's name out.
  for (const name of ["toString", "toTimeString"]) {
    const native = NativeDate.prototype[name];
    spoken(NativeDate.prototype, name, function () {
      const text = native.call(this);
      return text.endsWith("GMT+0000") ? `${text} (Coordinated Universal Time)` : text;
    });
  }
  const wellFormed = (text) => String(text).toWellFormed();
  const localeCompare = later("words", "localeCompare");
  spoken(String.prototype, "localeCompare", function (that, ...how) {
    // How almost everybody asks, and in loops.
    if (how.length === 0) return host.compare("en-US", wellFormed(this), wellFormed(that), "{}");
    return localeCompare.call(this, that, ...how);
  });

  // --- what Rust needs ------------------------------------------------------------------------
  const symbol = Symbol.for("ConvexError");
  const dataOf = (thrown) => {
    const marker = thrown.ConvexErrorSymbol;
    if (marker !== undefined && thrown[marker] === true) return String(thrown.data);
    // Thrown outside of a handler: `convex/server` has not encoded the data.
    if (thrown[symbol] === true && host.isPlain(thrown.data)) return JSON.stringify(thrown.data);
    return null;
  };
  const describe = (thrown) => {
    if (thrown === null || typeof thrown !== "object") return [`Uncaught ${wellFormed(thrown)}`, null, null, null];
    const isError = thrown instanceof NativeError || typeof thrown.message === "string";
    if (!isError) return [`Uncaught ${wellFormed(thrown)}`, null, null, null];
    const name = String(thrown.name ?? "Error");
    const message = String(thrown.message ?? "");
    const text = message === "" ? name : `${name}: ${message}`;
    const outOfMemory = name === "InternalError" && message === "out of memory" ? "yes" : null;
    const stack = typeof thrown.stack === "string" ? wellFormed(thrown.stack) : null;
    return [wellFormed(`Uncaught ${text}`), stack, dataOf(thrown), outOfMemory];
  };
  const serve = (...request) => web("serve").serve(...request);
  return { settle, describe, serve, promised };
}
