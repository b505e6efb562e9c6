// Events and aborting.
export default function install(host, web, internals) {
  const now = () => 0;
  class Event {
    #type;
    #init;
    #prevented = false;
    #stopped = false;
    static attach(event, target) {
      event.target = target;
      event.currentTarget = target;
    }
    static stopped(event) {
      return event.#stopped;
    }
    constructor(type, init = {}) {
      this.#type = String(type);
      this.#init = init ?? {};
      this.target = null;
      this.currentTarget = null;
      this.timeStamp = now();
    }
    get type() {
      return this.#type;
    }
    get bubbles() {
      return Boolean(this.#init.bubbles);
    }
    get cancelable() {
      return Boolean(this.#init.cancelable);
    }
    get composed() {
      return Boolean(this.#init.composed);
    }
    get defaultPrevented() {
      return this.#prevented;
    }
    preventDefault() {
      if (this.cancelable) this.#prevented = true;
    }
    stopPropagation() {}
    stopImmediatePropagation() {
      this.#stopped = true;
    }
  }
  const { attach, stopped } = Event;
  delete Event.attach;
  delete Event.stopped;

  class CustomEvent extends Event {
    #detail;
    constructor(type, init = {}) {
      super(type, init);
      this.#detail = init?.detail ?? null;
    }
    get detail() {
      return this.#detail;
    }
  }

  class EventTarget {
    #listeners = [];
    addEventListener(type, listener, options) {
      if (listener === null || listener === undefined) return;
      if (options?.signal?.aborted) return;
      if (this.#listeners.some((entry) => entry.type === type && entry.listener === listener)) return;
      this.#listeners.push({ type, listener, once: Boolean(options?.once) });
      options?.signal?.addEventListener("abort", () => this.removeEventListener(type, listener), { once: true });
    }
    removeEventListener(type, listener) {
      this.#listeners = this.#listeners.filter((entry) => entry.type !== type || entry.listener !== listener);
    }
    dispatchEvent(event) {
      attach(event, this);
      const handler = this[`on${event.type}`];
      const entries = this.#listeners.filter((entry) => entry.type === event.type);
      if (typeof handler === "function") entries.unshift({ listener: handler });
      for (const { listener, once } of entries) {
        if (stopped(event)) break;
        if (once) this.removeEventListener(event.type, listener);
        try {
          if (typeof listener === "function") listener.call(this, event);
          else listener.handleEvent(event);
        } catch (error) {
          // As for any event: the dispatcher is not disturbed, the function fails.
          Promise.reject(error);
        }
      }
      return !event.defaultPrevented;
    }
  }

  const secret = Symbol("AbortSignal");
  class AbortSignal extends EventTarget {
    #aborted = false;
    #reason = undefined;
    onabort = null;
    constructor(key) {
      super();
      if (key !== secret) throw new TypeError("Illegal constructor");
    }
    static trigger(signal, reason) {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason;
      signal.dispatchEvent(new Event("abort"));
    }
    static abort(reason) {
      const signal = new AbortSignal(secret);
      trigger(signal, reason);
      return signal;
    }
    static timeout(millis) {
      const signal = new AbortSignal(secret);
      const reason = new DOMException("The operation timed out.", "TimeoutError");
      setTimeout(() => trigger(signal, reason), millis);
      return signal;
    }
    static any(signals) {
      const signal = new AbortSignal(secret);
      for (const source of signals) {
        if (source.aborted) {
          trigger(signal, source.reason);
          break;
        }
        source.addEventListener("abort", () => trigger(signal, source.reason), { once: true });
      }
      return signal;
    }
    get aborted() {
      return this.#aborted;
    }
    get reason() {
      return this.#reason;
    }
    throwIfAborted() {
      if (this.#aborted) throw this.#reason;
    }
  }
  const { trigger } = AbortSignal;
  delete AbortSignal.trigger;

  class AbortController {
    #signal = new AbortSignal(secret);
    get signal() {
      return this.#signal;
    }
    abort(reason) {
      trigger(this.#signal, reason);
    }
  }
  return { Event, CustomEvent, EventTarget, AbortSignal, AbortController };
}
