// Streams: default readers and writers, backpressure, tee, piping, transforms. Byte streams behave
// like default streams of views; there are no BYOB readers.
export default function install() {
  const settled = (value) => {
    value.catch(() => {});
    return value;
  };
  const invoke = (object, method, ...args) => {
    try {
      return Promise.resolve(object[method]?.(...args));
    } catch (error) {
      return Promise.reject(error);
    }
  };
  const sizeOf = (strategy) => (typeof strategy?.size === "function" ? (chunk) => strategy.size(chunk) : () => 1);
  const markOf = (strategy, fallback) => {
    const mark = strategy?.highWaterMark;
    if (mark === undefined) return fallback;
    if (typeof mark !== "number" || Number.isNaN(mark) || mark < 0) throw new RangeError("Invalid highWaterMark");
    return mark;
  };
  const secret = Symbol("streams");
  const guard = (key) => {
    if (key !== secret) throw new TypeError("Illegal constructor");
  };

  // --- readable: "readable" -> "closed" | "errored" -------------------------------------------
  class ReadableCore {
    state = "readable";
    error = undefined;
    reader = null;
    disturbed = false;
    #source;
    #controller;
    #size;
    #mark;
    #queue = [];
    #total = 0;
    #requests = [];
    #started = false;
    #closing = false;
    #pulling = false;
    #pullAgain = false;
    constructor(source, strategy) {
      this.#source = source;
      this.#size = sizeOf(strategy);
      this.#mark = markOf(strategy, source.type === "bytes" ? 0 : 1);
      this.closed = Promise.withResolvers();
      settled(this.closed.promise);
      this.#controller = new ReadableStreamDefaultController(secret, this);
    }
    start() {
      const started = this.#source.start?.(this.#controller);
      Promise.resolve(started).then(
        () => {
          this.#started = true;
          this.#pull();
        },
        (error) => this.fail(error),
      );
    }
    get desiredSize() {
      if (this.state === "errored") return null;
      return this.state === "closed" ? 0 : this.#mark - this.#total;
    }
    get open() {
      return this.state === "readable" && !this.#closing;
    }
    get wantsMore() {
      return this.#requests.length > 0 || this.desiredSize > 0;
    }
    enqueue(chunk) {
      if (!this.open) throw new TypeError("The stream is closed");
      if (this.#requests.length > 0) {
        this.#requests.shift().resolve({ value: chunk, done: false });
      } else {
        const size = this.#size(chunk);
        this.#queue.push({ chunk, size });
        this.#total += size;
      }
      this.#pull();
    }
    close() {
      if (!this.open) throw new TypeError("The stream is closed");
      this.#closing = true;
      if (this.#queue.length === 0) this.finish();
    }
    finish() {
      if (this.state !== "readable") return;
      this.state = "closed";
      for (const request of this.#requests.splice(0)) request.resolve({ value: undefined, done: true });
      this.closed.resolve();
    }
    fail(error) {
      if (this.state !== "readable") return;
      this.state = "errored";
      this.error = error;
      this.#queue = [];
      for (const request of this.#requests.splice(0)) request.reject(error);
      this.closed.reject(error);
    }
    read() {
      this.disturbed = true;
      if (this.#queue.length > 0) {
        const { chunk, size } = this.#queue.shift();
        this.#total -= size;
        if (this.#closing && this.#queue.length === 0) this.finish();
        else this.#pull();
        return Promise.resolve({ value: chunk, done: false });
      }
      if (this.state === "closed") return Promise.resolve({ value: undefined, done: true });
      if (this.state === "errored") return Promise.reject(this.error);
      const request = Promise.withResolvers();
      this.#requests.push(request);
      this.#pull();
      return request.promise;
    }
    cancel(reason) {
      this.disturbed = true;
      if (this.state === "closed") return Promise.resolve();
      if (this.state === "errored") return Promise.reject(this.error);
      this.#queue = [];
      this.finish();
      return invoke(this.#source, "cancel", reason).then(() => undefined);
    }
    abandonRequests(error) {
      for (const request of this.#requests.splice(0)) request.reject(error);
    }
    #pull() {
      if (!this.#started || !this.open) return;
      if (!this.wantsMore) return;
      if (this.#pulling) {
        this.#pullAgain = true;
        return;
      }
      if (this.#source.pull === undefined) return;
      this.#pulling = true;
      invoke(this.#source, "pull", this.#controller).then(
        () => {
          this.#pulling = false;
          if (!this.#pullAgain) return;
          this.#pullAgain = false;
          this.#pull();
        },
        (error) => this.fail(error),
      );
    }
  }

  class ReadableStreamDefaultController {
    #core;
    constructor(key, core) {
      guard(key);
      this.#core = core;
    }
    get desiredSize() {
      return this.#core.desiredSize;
    }
    get byobRequest() {
      return null;
    }
    enqueue(chunk) {
      this.#core.enqueue(chunk);
    }
    close() {
      this.#core.close();
    }
    error(error) {
      this.#core.fail(error);
    }
  }

  const cores = new WeakMap();
  const coreOf = (stream) => {
    const core = cores.get(stream);
    if (core === undefined) throw new TypeError("Not a ReadableStream");
    return core;
  };

  class ReadableStreamDefaultReader {
    #core;
    #closed;
    constructor(stream) {
      const core = coreOf(stream);
      if (core.reader !== null) throw new TypeError("The stream is locked");
      core.reader = this;
      this.#core = core;
      this.#closed = core.closed.promise;
    }
    #use() {
      if (this.#core === null) throw new TypeError("The reader was released");
      return this.#core;
    }
    get closed() {
      return this.#closed;
    }
    async read() {
      return this.#use().read();
    }
    async cancel(reason) {
      return this.#use().cancel(reason);
    }
    releaseLock() {
      if (this.#core === null) return;
      const released = new TypeError("The reader was released");
      this.#core.abandonRequests(released);
      this.#core.reader = null;
      this.#core = null;
      this.#closed = settled(Promise.reject(released));
    }
  }

  class ReadableStream {
    constructor(source = {}, strategy = {}) {
      const core = new ReadableCore(source ?? {}, strategy ?? {});
      cores.set(this, core);
      core.start();
    }
    static from(iterable) {
      const iterator = (iterable[Symbol.asyncIterator] ?? iterable[Symbol.iterator]).call(iterable);
      return new ReadableStream(
        {
          async pull(controller) {
            const { value, done } = await iterator.next();
            if (done) controller.close();
            else controller.enqueue(await value);
          },
          async cancel(reason) {
            await iterator.return?.(reason);
          },
        },
        { highWaterMark: 0 },
      );
    }
    get locked() {
      return coreOf(this).reader !== null;
    }
    getReader(options) {
      if (options?.mode === "byob") throw new TypeError("BYOB readers are not supported");
      return new ReadableStreamDefaultReader(this);
    }
    async cancel(reason) {
      const core = coreOf(this);
      if (core.reader !== null) throw new TypeError("The stream is locked");
      return core.cancel(reason);
    }
    tee() {
      const reader = this.getReader();
      const reasons = [];
      const outcome = Promise.withResolvers();
      const controllers = [];
      let reading = false;
      let readAgain = false;
      const pull = async () => {
        readAgain = reading;
        if (reading) return;
        reading = true;
        try {
          const { value, done } = await reader.read();
          for (const [index, controller] of controllers.entries()) {
            if (index in reasons) continue;
            if (done) controller.close();
            else controller.enqueue(value);
          }
          readAgain &&= !done;
        } finally {
          reading = false;
        }
        if (readAgain) await pull();
      };
      const branch = (index) =>
        new ReadableStream(
          {
            start: (controller) => void (controllers[index] = controller),
            pull,
            cancel(reason) {
              reasons[index] = reason;
              if (0 in reasons && 1 in reasons) outcome.resolve(reader.cancel(reasons));
              return outcome.promise;
            },
          },
          { highWaterMark: 0 },
        );
      reader.closed.catch((error) => controllers.forEach((controller) => controller.error(error)));
      return [branch(0), branch(1)];
    }
    pipeThrough({ readable, writable }, options) {
      settled(this.pipeTo(writable, options));
      return readable;
    }
    async pipeTo(destination, { preventClose, preventAbort, preventCancel, signal } = {}) {
      const reader = this.getReader();
      const writer = destination.getWriter();
      const aborted = Promise.withResolvers();
      settled(aborted.promise);
      const onAbort = () => aborted.reject(signal.reason);
      if (signal?.aborted) onAbort();
      signal?.addEventListener("abort", onAbort, { once: true });
      const race = (promise) => Promise.race([promise, aborted.promise]);
      let writing = false;
      try {
        for (;;) {
          await race(writer.ready);
          const { value, done } = await race(Promise.race([reader.read(), writer.closed.then(() => ({ gone: true }))]));
          if (done) break;
          writing = true;
          settled(writer.write(value));
          writing = false;
        }
        if (!preventClose) await writer.close();
      } catch (error) {
        const fromSink = coreOf(this).state !== "errored";
        if (fromSink && !preventCancel) settled(reader.cancel(error));
        if (!writing && !preventAbort) settled(writer.abort(error));
        throw error;
      } finally {
        signal?.removeEventListener("abort", onAbort);
        reader.releaseLock();
        writer.releaseLock();
      }
    }
    async *values({ preventCancel } = {}) {
      const reader = this.getReader();
      let finished = false;
      try {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) {
            finished = true;
            return;
          }
          yield value;
        }
      } catch (error) {
        finished = true;
        throw error;
      } finally {
        if (!finished && !preventCancel) settled(reader.cancel());
        reader.releaseLock();
      }
    }
    [Symbol.asyncIterator](options) {
      return this.values(options);
    }
    get [Symbol.toStringTag]() {
      return "ReadableStream";
    }
  }

  // --- writable: "writable" -> "closing" -> "closed" | "errored" ------------------------------
  class WritableCore {
    state = "writable";
    error = undefined;
    writer = null;
    #sink;
    #controller;
    #size;
    #mark;
    #total = 0;
    #queue;
    #abort = undefined;
    constructor(sink, strategy) {
      this.#sink = sink;
      this.#size = sizeOf(strategy);
      this.#mark = markOf(strategy, 1);
      this.closed = Promise.withResolvers();
      settled(this.closed.promise);
      this.ready = Promise.withResolvers();
      settled(this.ready.promise);
      this.#controller = new WritableStreamDefaultController(secret, this);
      this.#queue = invoke(sink, "start", this.#controller);
      this.#queue.then(() => this.#update(), (error) => this.fail(error));
    }
    get desiredSize() {
      if (this.state === "errored") return null;
      return this.state === "writable" ? this.#mark - this.#total : 0;
    }
    #update() {
      if (this.state !== "writable") return;
      if (this.desiredSize > 0) this.ready.resolve();
    }
    write(chunk) {
      if (this.state === "errored") return Promise.reject(this.error);
      if (this.state !== "writable") return Promise.reject(new TypeError("The stream is closed"));
      const size = this.#size(chunk);
      if (this.desiredSize > 0 && this.#mark - this.#total - size <= 0) {
        this.ready = Promise.withResolvers();
        settled(this.ready.promise);
      }
      this.#total += size;
      const written = this.#queue.then(() => {
        if (this.state === "errored") throw this.error;
        return this.#sink.write?.(chunk, this.#controller);
      });
      const done = written.then(
        () => {
          this.#total -= size;
          this.#update();
        },
        (error) => {
          this.fail(error);
          throw error;
        },
      );
      this.#queue = settled(done).catch(() => {});
      return done;
    }
    close() {
      if (this.state === "errored") return Promise.reject(this.error);
      if (this.state !== "writable") return Promise.reject(new TypeError("The stream is closed"));
      this.state = "closing";
      const done = this.#queue
        .then(() => {
          if (this.state === "errored") throw this.error;
          return this.#sink.close?.(this.#controller);
        })
        .then(
          () => {
            this.state = "closed";
            this.ready.resolve();
            this.closed.resolve();
          },
          (error) => {
            this.fail(error);
            throw error;
          },
        );
      return settled(done);
    }
    fail(error) {
      if (this.state === "closed" || this.state === "errored") return;
      this.state = "errored";
      this.error = error;
      this.ready.reject(error);
      settled(this.ready.promise);
      this.closed.reject(error);
    }
    abort(reason) {
      if (this.state === "closed" || this.state === "errored") return Promise.resolve();
      this.fail(reason);
      this.#abort ??= this.#queue.then(() => invoke(this.#sink, "abort", reason));
      return this.#abort.then(() => undefined);
    }
  }

  class WritableStreamDefaultController {
    #core;
    #abort = new AbortController();
    constructor(key, core) {
      guard(key);
      this.#core = core;
    }
    get signal() {
      return this.#abort.signal;
    }
    error(error) {
      this.#core.fail(error);
      this.#abort.abort(error);
    }
  }

  class WritableStreamDefaultWriter {
    #core;
    constructor(stream) {
      const core = sinks.get(stream);
      if (core === undefined) throw new TypeError("Not a WritableStream");
      if (core.writer !== null) throw new TypeError("The stream is locked");
      core.writer = this;
      this.#core = core;
    }
    #use() {
      if (this.#core === null) throw new TypeError("The writer was released");
      return this.#core;
    }
    get closed() {
      return this.#use().closed.promise;
    }
    get ready() {
      return this.#use().ready.promise;
    }
    get desiredSize() {
      return this.#use().desiredSize;
    }
    write(chunk) {
      return this.#core === null ? Promise.reject(new TypeError("The writer was released")) : this.#core.write(chunk);
    }
    close() {
      return this.#core === null ? Promise.reject(new TypeError("The writer was released")) : this.#core.close();
    }
    abort(reason) {
      return this.#core === null ? Promise.reject(new TypeError("The writer was released")) : this.#core.abort(reason);
    }
    releaseLock() {
      if (this.#core === null) return;
      this.#core.writer = null;
      this.#core = null;
    }
  }

  const sinks = new WeakMap();
  class WritableStream {
    constructor(sink = {}, strategy = {}) {
      sinks.set(this, new WritableCore(sink ?? {}, strategy ?? {}));
    }
    get locked() {
      return sinks.get(this).writer !== null;
    }
    getWriter() {
      return new WritableStreamDefaultWriter(this);
    }
    async abort(reason) {
      if (this.locked) throw new TypeError("The stream is locked");
      return sinks.get(this).abort(reason);
    }
    async close() {
      if (this.locked) throw new TypeError("The stream is locked");
      return sinks.get(this).close();
    }
    get [Symbol.toStringTag]() {
      return "WritableStream";
    }
  }

  // --- transform ------------------------------------------------------------------------------
  class TransformStreamDefaultController {
    #sides;
    constructor(key, sides) {
      guard(key);
      this.#sides = sides;
    }
    get desiredSize() {
      return this.#sides.output.desiredSize;
    }
    enqueue(chunk) {
      this.#sides.enqueue(chunk);
    }
    error(error) {
      this.#sides.fail(error);
    }
    terminate() {
      if (this.#sides.output.open) this.#sides.output.close();
      this.#sides.failInput(new TypeError("The transform was terminated"));
    }
  }

  class TransformStream {
    #readable;
    #writable;
    constructor(transformer = {}, writableStrategy = {}, readableStrategy = {}) {
      const source = transformer ?? {};
      // Backpressure: a chunk waits until somebody wants to read. Only what comes out makes the next one wait, so
      // that a transform which makes nothing of a chunk is given another.
      let isBlocked = true;
      let unblocked = Promise.withResolvers();
      const unblock = () => {
        isBlocked = false;
        unblocked.resolve();
      };
      const block = () => {
        if (isBlocked) return;
        isBlocked = true;
        unblocked = Promise.withResolvers();
      };
      let input;
      const failInput = (error) => {
        input?.fail(error);
        unblock();
      };
      this.#readable = new ReadableStream(
        {
          pull: unblock,
          cancel(reason) {
            failInput(reason);
            return invoke(source, "cancel", reason);
          },
        },
        { highWaterMark: markOf(readableStrategy, 0), size: readableStrategy?.size },
      );
      const output = cores.get(this.#readable);
      const enqueue = (chunk) => {
        output.enqueue(chunk);
        if (!output.wantsMore) block();
      };
      const fail = (error) => {
        output.fail(error);
        failInput(error);
      };
      const controller = new TransformStreamDefaultController(secret, { output, enqueue, fail, failInput });
      this.#writable = new WritableStream(
        {
          start: () => source.start?.(controller),
          async write(chunk) {
            if (isBlocked) await unblocked.promise;
            if (input.state === "errored") throw input.error;
            try {
              if (source.transform === undefined) enqueue(chunk);
              else await source.transform(chunk, controller);
            } catch (error) {
              fail(error);
              throw error;
            }
          },
          async close() {
            try {
              await source.flush?.(controller);
              if (output.open) output.close();
            } catch (error) {
              fail(error);
              throw error;
            }
          },
          abort(reason) {
            output.fail(reason);
            return invoke(source, "cancel", reason);
          },
        },
        writableStrategy ?? {},
      );
      input = sinks.get(this.#writable);
      if (output.state === "errored") input.fail(output.error);
    }
    get readable() {
      return this.#readable;
    }
    get writable() {
      return this.#writable;
    }
    get [Symbol.toStringTag]() {
      return "TransformStream";
    }
  }

  class CountQueuingStrategy {
    constructor({ highWaterMark }) {
      this.highWaterMark = highWaterMark;
    }
    size() {
      return 1;
    }
  }
  class ByteLengthQueuingStrategy {
    constructor({ highWaterMark }) {
      this.highWaterMark = highWaterMark;
    }
    size(chunk) {
      return chunk.byteLength;
    }
  }
  const disturbed = (stream) => coreOf(stream).disturbed;
  return {
    ReadableStream,
    ReadableStreamDefaultReader,
    ReadableStreamDefaultController,
    WritableStream,
    WritableStreamDefaultWriter,
    WritableStreamDefaultController,
    TransformStream,
    TransformStreamDefaultController,
    CountQueuingStrategy,
    ByteLengthQueuingStrategy,
    disturbed,
  };
}
