// The console, and its printer: one line per argument in the style of object-inspect, indent 2.
export default function install(host) {
  const MAX_DEPTH = 5;
  const MAX_STRING = 32768;
  const INDENT = "  ";
  const escapes = { 8: "b", 9: "t", 10: "n", 12: "f", 13: "r" };
  const hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
  const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

  const quote = (text) => {
    const rest = text.length - MAX_STRING;
    const shown = rest > 0 ? text.slice(0, MAX_STRING) : text;
    const body = shown.replace(/(['\\])/g, "\\$1").replace(/[\x00-\x1f]/g, (char) => {
      const code = char.charCodeAt(0);
      return escapes[code] ? `\\${escapes[code]}` : `\\x${code < 16 ? "0" : ""}${code.toString(16).toUpperCase()}`;
    });
    return `'${body}'${rest > 0 ? `... ${rest} more character${rest > 1 ? "s" : ""}` : ""}`;
  };
  const joinLines = (items, depth) => {
    if (items.length === 0) return "";
    const line = `\n${INDENT.repeat(depth + 1)}`;
    return `${line}${items.join(`,${line}`)}\n${INDENT.repeat(depth)}`;
  };
  const keyText = (key, print) => (/[^\w$]/.test(key) || key === "" ? print(key) : key);

  const properties = (object, print) => {
    const isArray = Array.isArray(object);
    const items = [];
    if (isArray) {
      for (let index = 0; index < object.length; index += 1) {
        items.push(hasOwn(object, index) ? print(object[index]) : "");
      }
    }
    for (const key of Object.keys(object)) {
      if (isArray && String(Number(key)) === key && Number(key) < object.length) continue;
      items.push(`${keyText(key, print)}: ${print(object[key])}`);
    }
    for (const key of Object.getOwnPropertySymbols(object)) {
      if (Object.prototype.propertyIsEnumerable.call(object, key)) items.push(`[${String(key)}]: ${print(object[key])}`);
    }
    return items;
  };
  const prefix = (object) => {
    const prototype = Object.getPrototypeOf(object);
    if (prototype === Object.prototype) return "";
    const name = typeof object.constructor === "function" && object.constructor.name;
    const labels = [];
    if (object[Symbol.toStringTag] !== undefined) labels.push(tagOf(object));
    if (prototype === null) labels.push(labels.length ? "null prototype" : "Object: null prototype");
    return `${name ? `${name} ` : ""}${labels.length ? `[${labels.join(": ")}] ` : ""}`;
  };
  const collection = (name, size, items, depth) => `${name} (${size}) {${joinLines(items, depth)}}`;

  const inspectError = (error, print) => {
    const items = properties(error, print);
    if (hasOwn(error, "cause") && !Object.prototype.propertyIsEnumerable.call(error, "cause")) {
      items.unshift(`[cause]: ${print(error.cause)}`);
    }
    const text = `[${String(error)}]`;
    return items.length === 0 ? text : `{ ${text} ${items.join(", ")} }`;
  };
  const inspectFunction = (value, print) => {
    const items = properties(value, print);
    const name = value.name ? `: ${value.name}` : " (anonymous)";
    return `[Function${name}]${items.length ? ` { ${items.join(", ")} }` : ""}`;
  };
  const inspectObject = (value, depth, print) => {
    if (value instanceof Map) {
      const items = [...value].map(([key, item]) => `${print(key)} => ${print(item)}`);
      return collection("Map", value.size, items, depth);
    }
    if (value instanceof Set) return collection("Set", value.size, [...value].map(print), depth);
    if (value instanceof WeakMap) return "WeakMap { ? }";
    if (value instanceof WeakSet) return "WeakSet { ? }";
    if (value instanceof Date || value instanceof RegExp) return String(value);
    if (value instanceof Error) return inspectError(value, print);
    const boxed = ["Number", "String", "Boolean", "BigInt", "Symbol"].includes(tagOf(value));
    if (boxed && typeof value.valueOf() !== "object") return `Object(${print(value.valueOf())})`;
    const items = properties(value, print);
    const tag = prefix(value);
    return items.length === 0 ? `${tag}{}` : `${tag}{${joinLines(items, depth)}}`;
  };
  const inspect = (value, depth, seen) => {
    if (value === null) return "null";
    switch (typeof value) {
      case "undefined":
      case "boolean":
      case "symbol":
        return String(value);
      case "string":
        return quote(value);
      case "number":
        return Object.is(value, -0) ? "-0" : String(value);
      case "bigint":
        return `${value}n`;
    }
    if (seen.includes(value)) return "[Circular]";
    if (depth >= MAX_DEPTH && typeof value === "object") return Array.isArray(value) ? "[Array]" : "[Object]";
    const path = [...seen, value];
    const print = (item) => inspect(item, depth + 1, path);
    if (typeof value === "function") return inspectFunction(value, print);
    if (!Array.isArray(value)) return inspectObject(value, depth, print);
    const items = properties(value, print);
    if (items.length === 0) return "[]";
    const oneLine = items.every((item) => !item.includes("\n"));
    return oneLine ? `[ ${items.join(", ")} ]` : `[${joinLines(items, depth)}]`;
  };

  const line = (args) => args.map((arg) => inspect(arg, 0, [])).join(" ").toWellFormed();
  const level = (name) => (...args) => host.log(name, line(args));
  const timers = new Map();
  const elapsed = (label, args) => {
    const since = timers.get(label);
    if (since === undefined) return host.log("WARN", quote(`Timer '${label}' does not exist`).toWellFormed());
    const text = `${label}: ${Math.round((host.elapsed() - since) * 1000) / 1000}ms`;
    host.log("INFO", [text, ...args.map((arg) => inspect(arg, 0, []))].join(" ").toWellFormed());
  };
  const console = {
    debug: level("DEBUG"),
    error: level("ERROR"),
    info: level("INFO"),
    log: level("LOG"),
    warn: level("WARN"),
    trace(...args) {
      const frames = (new Error().stack ?? "").split("\n").filter((frame) => !frame.includes("convex:"));
      host.log("LOG", [`Trace: ${line(args)}`, ...frames].join("\n").trimEnd().toWellFormed());
    },
    time(label = "default") {
      const name = String(label);
      if (timers.has(name)) return host.log("WARN", quote(`Timer '${name}' already exists`).toWellFormed());
      timers.set(name, host.elapsed());
    },
    timeLog(label = "default", ...args) {
      elapsed(String(label), args);
    },
    timeEnd(label = "default") {
      elapsed(String(label), []);
      timers.delete(String(label));
    },
  };
  return { console };
}
