// structuredClone, without a transfer list.
export default function install(host, web) {
  const fail = (what) => new DOMException(`${what} could not be cloned.`, "DataCloneError");
  const errors = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const isView = (value) => ArrayBuffer.isView(value);

  const copyObject = (value, seen) => {
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    const remember = (copy) => (seen.set(value, copy), copy);
    if (value instanceof Date) return remember(new Date(value.getTime()));
    if (value instanceof RegExp) return remember(new RegExp(value.source, value.flags));
    if (value instanceof ArrayBuffer) return remember(value.slice(0));
    if (isView(value)) {
      const buffer = clone(value.buffer, seen);
      const length = value instanceof DataView ? value.byteLength : value.length;
      return remember(new value.constructor(buffer, value.byteOffset, length));
    }
    if (["Boolean", "Number", "String", "BigInt"].includes(tag)) return remember(Object(value.valueOf()));
    if (value instanceof Map) {
      const copy = remember(new Map());
      for (const [key, item] of [...value]) copy.set(clone(key, seen), clone(item, seen));
      return copy;
    }
    if (value instanceof Set) {
      const copy = remember(new Set());
      for (const item of [...value]) copy.add(clone(item, seen));
      return copy;
    }
    if (value instanceof Error) {
      const copy = remember(new (errors[value.name] ?? Error)(value.message));
      if ("cause" in value) copy.cause = clone(value.cause, seen);
      Object.defineProperty(copy, "stack", { value: value.stack, writable: true, configurable: true });
      return copy;
    }
    if (value instanceof web("body").Blob) return remember(value.slice(0, value.size, value.type));
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef) {
      throw fail(`#<${tag}>`);
    }
    const copy = remember(Array.isArray(value) ? new Array(value.length) : {});
    for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
    return copy;
  };
  const clone = (value, seen) => {
    if (typeof value === "symbol" || typeof value === "function") throw fail(String(value));
    if (value === null || typeof value !== "object") return value;
    return seen.has(value) ? seen.get(value) : copyObject(value, seen);
  };
  const structuredClone = (value, options) => {
    if (options?.transfer?.length) throw new DOMException("structuredClone with a transfer list is not supported", "DataCloneError");
    return clone(value, new Map());
  };
  return { structuredClone };
}
