// What follows asynchronous code: AsyncLocalStorage and AsyncResource.
//
// The engine goes on behind an `await` without telling anybody, so this stands on what the language lets one see of
// promises. Whoever awaits a promise asks it for its `constructor`, and, told of another than the engine's, for its
// `then`, in the context of the code that awaits. Both are accessors from now on. What is awaited and is no promise
// becomes one; of new promises the engine tells, and of those that a `then` of somebody's own is about to settle. Thus in
// the queue of jobs each one that goes on somewhere stands right behind one of ours, which says in which context.
export default function install(host, web, internals) {
  const { defineProperty, setPrototypeOf } = Object;
  const NativePromise = Promise;
  const { prototype } = NativePromise;
  const nativeThen = prototype.then;
  const settled = NativePromise.resolve();
  /** What is stored, by storage. Replaced, never changed: whoever goes on later finds it as it was. */
  let current = new Map();
  let isOurs = false;

  /** The job that is queued next goes on in this context. */
  const goOnIn = (context) => {
    isOurs = true;
    try {
      nativeThen.call(settled, () => {
        current = context;
      });
    } finally {
      isOurs = false;
    }
  };
  const within = (context, run) => {
    const before = current;
    current = context;
    try {
      return run();
    } finally {
      current = before;
    }
  };
  const reaction = (context, handler) => {
    if (typeof handler !== "function") return handler;
    return (value) => {
      goOnIn(context);
      return within(context, () => handler(value));
    };
  };

  /** What code knows as Promise from now on; the engine knows its own. */
  function Alias(executor) {
    if (new.target === undefined) throw new TypeError("Promise cannot be called without new");
    return Reflect.construct(NativePromise, [executor], new.target);
  }
  setPrototypeOf(Alias, NativePromise);
  defineProperty(Alias, "name", { value: "Promise" });
  defineProperty(Alias, "prototype", { value: prototype });
  defineProperty(Alias, Symbol.species, {
    get() {
      return this === Alias ? NativePromise : this;
    },
  });
  /** One that objects may still have a value of their own for. */
  const accessor = (name, get) => {
    const set = function (value) {
      defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
    };
    defineProperty(prototype, name, { get, set, configurable: true, enumerable: false });
  };
  internals.define("Promise", Alias);
  accessor("constructor", () => Alias);
  accessor("then", () => {
    const context = current;
    return function then(onFulfilled, onRejected) {
      return nativeThen.call(this, reaction(context, onFulfilled), reaction(context, onRejected));
    };
  });
  /** Where promises were made. */
  const contexts = new WeakMap();
  internals.onPromise((promise, isNew) => {
    if (isOurs) return;
    if (isNew) contexts.set(promise, current);
    else current = contexts.get(promise) ?? current;
    goOnIn(current);
  });

  const bind = (context, run, self) =>
    function (...args) {
      return within(context, () => run.apply(self ?? this, args));
    };

  class AsyncLocalStorage {
    #defaultValue;
    constructor({ name = "", defaultValue } = {}) {
      this.name = name;
      this.#defaultValue = defaultValue;
    }
    #with(store) {
      return new Map(current).set(this, store);
    }
    #without() {
      const context = new Map(current);
      context.delete(this);
      return context;
    }
    getStore() {
      return current.has(this) ? current.get(this) : this.#defaultValue;
    }
    run(store, run, ...args) {
      return within(this.#with(store), () => run(...args));
    }
    exit(run, ...args) {
      return within(this.#without(), () => run(...args));
    }
    enterWith(store) {
      current = this.#with(store);
    }
    disable() {
      current = this.#without();
    }
    static bind(run) {
      return bind(current, run);
    }
    static snapshot() {
      const context = current;
      return (run, ...args) => within(context, () => run(...args));
    }
  }

  class AsyncResource {
    #context = current;
    constructor(type) {
      if (typeof type !== "string") throw new TypeError("The type of an AsyncResource is a string");
      this.type = type;
    }
    runInAsyncScope(run, self, ...args) {
      return within(this.#context, () => run.apply(self, args));
    }
    bind(run, self) {
      return bind(this.#context, run, self);
    }
    static bind(run, _type, self) {
      return bind(current, run, self);
    }
  }
  return { AsyncLocalStorage, AsyncResource };
}
