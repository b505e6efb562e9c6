// Runs modules marked "use node" in a Node.js process: what `node -e` is given. The main thread speaks with the
// deployment over standard input and output, in frames of JSON behind four bytes of length; a worker thread runs the
// code, so that whatever it does, the process ends when its input does.
"use strict";
const { Worker } = require("node:worker_threads");

/** The worker's whole program; it sees nothing of what is around it here. */
function work() {
  const { parentPort, workerData } = require("node:worker_threads");
  const { inspect } = require("node:util");
  const nodeModule = require("node:module");
  const { join } = require("node:path");
  const { pathToFileURL } = require("node:url");
  const BASE = "file:///convex/";

  // --- modules that lie in no file ---------------------------------------------------------------
  const hooks = ({ sources, packages }) => ({
    resolve(specifier, context, next) {
      const isRelative = /^\.{0,2}\//.test(specifier) || specifier.startsWith("file:");
      const url = isRelative && URL.canParse(specifier, context.parentURL) ? new URL(specifier, context.parentURL).href : specifier;
      if (sources.has(url)) return { url, format: "module", shortCircuit: true };
      // What the modules import by name is looked for where their packages are.
      const isOurs = packages !== undefined && sources.has(context.parentURL);
      return next(specifier, isOurs ? { ...context, parentURL: packages } : context);
    },
    load(url, context, next) {
      return sources.has(url) ? { format: "module", source: sources.get(url), shortCircuit: true } : next(url, context);
    },
  });
  const sources = new Map(workerData.modules.map(({ path, source }) => [BASE + path, source]));
  const packages = workerData.packages === null ? undefined : pathToFileURL(join(workerData.packages, "package.json")).href;
  if (typeof nodeModule.registerHooks === "function") {
    nodeModule.registerHooks(hooks({ sources, packages }));
  } else {
    const text = `let current; const hooks = ${hooks};
      export const initialize = (data) => void (current = hooks(data));
      export const resolve = (...asked) => current.resolve(...asked);
      export const load = (...asked) => current.load(...asked);`;
    nodeModule.register(`data:text/javascript,${encodeURIComponent(text)}`, { data: { sources, packages } });
  }

  // --- what functions are given ------------------------------------------------------------------
  const say = (message) => parentPort.postMessage(message);
  let lines = 0;
  const log = (level, args) => {
    if (++lines > 257) return;
    let line = lines > 256 ? "[WARN] Log overflow (maximum 256). Remaining log lines omitted." : "";
    line ||= `[${level}] ${args.map((arg) => inspect(arg)).join(" ")}`;
    say({ type: "log", line: line.length > 32768 ? `${line.slice(0, 32768)} (truncated due to length)` : line });
  };
  const levels = { log: "LOG", debug: "DEBUG", info: "INFO", warn: "WARN", error: "ERROR", trace: "LOG" };
  for (const [method, level] of Object.entries(levels)) console[method] = (...args) => log(level, args);

  const waiting = new Map();
  let last = 0;
  const asyncSyscall = (op, args) =>
    new Promise((resolve, reject) => {
      if (waiting.size >= 1000) throw new Error("Too many operations at once (maximum 1000); await some of them first.");
      waiting.set(++last, { op, resolve, reject });
      say({ type: "syscall", id: last, op, args });
    });
  parentPort.on("message", ({ id, text, message, data }) => {
    const entry = waiting.get(id);
    waiting.delete(id);
    if (message === undefined) return entry?.resolve(text);
    const error = new Error(message);
    if (data !== undefined && data !== null) error.data = data;
    entry?.reject(error);
  });
  const storage = async (op, { requestId, version, storageId, blob, options }) => {
    const ask = async (name, args) => JSON.parse(await asyncSyscall(name, JSON.stringify({ requestId, version, ...args })));
    if (op === "storage/storeBlob") {
      const content = Buffer.from(await blob.arrayBuffer()).toString("base64");
      return ask("1.0/storageStore", { blob: content, contentType: blob.type, sha256: options?.sha256 });
    }
    const stored = await ask("1.0/storageGet", { storageId });
    return stored && new Blob([Buffer.from(stored.blob, "base64")], { type: stored.contentType ?? "" });
  };
  globalThis.Convex = {
    syscall: (op) => {
      throw new Error(`Unknown operation ${op}`);
    },
    asyncSyscall,
    jsSyscall: (op, args) => {
      if (op !== "storage/storeBlob" && op !== "storage/getBlob") throw new Error(`Unknown operation ${op}`);
      return storage(op, args);
    },
  };

  // --- what is asked for -------------------------------------------------------------------------
  const kinds = [["isQuery", "Query"], ["isMutation", "Mutation"], ["isAction", "Action"], ["isHttp", "HttpAction"]];
  const exported = (namespace) =>
    Object.entries(namespace).flatMap(([name, value]) => {
      const isFunction = value !== null && (typeof value === "object" || typeof value === "function");
      const kind = isFunction && kinds.find(([marker]) => value[marker] === true)?.[1];
      if (!kind) return [];
      const parsed = (method) => (typeof value[method] === "function" ? JSON.parse(value[method]()) : null);
      const visibility = value.isInternal === true ? "internal" : "public";
      return [{ name, kind, visibility, args: parsed("exportArgs"), returns: parsed("exportReturns") }];
    });
  const analyze = async (paths) => {
    const found = [];
    for (const path of paths) {
      try {
        found.push({ path, functions: exported(await import(BASE + path)) });
      } catch (thrown) {
        found.push({ path, error: describe(thrown) });
      }
    }
    return JSON.stringify(found);
  };
  const call = async ({ module, name, requestId, args }) => {
    const namespace = await import(BASE + module);
    if (typeof namespace[name]?.invokeAction !== "function") throw new Error(`${module}:${name} is not an action`);
    return namespace[name].invokeAction(requestId, args);
  };

  const describe = (thrown) => {
    const isError = thrown !== null && typeof thrown === "object" && "message" in thrown;
    if (!isError) return { message: `Uncaught ${thrown}`, stack: "" };
    const head = thrown.message === "" ? thrown.name : `${thrown.name ?? "Error"}: ${thrown.message}`;
    const frames = String(thrown.stack).split("\n").filter((line) => line.includes(BASE));
    const isConvexError = Symbol.for("ConvexError") in thrown && typeof thrown.data === "string";
    return { message: `Uncaught ${head}`, stack: frames.map((line) => line.replace(BASE, "")).join("\n"), data: isConvexError ? thrown.data : undefined };
  };
  const { task } = workerData;
  Promise.resolve(task.analyze ? analyze(task.analyze) : call(task.call)).then(
    (result) => {
      const names = [...waiting.values()].map(({ op }) => op).sort();
      if (names.length > 0) log("WARN", [`${names.length} unawaited operation(s): [${names.join(", ")}]`]);
      say({ type: "done", result });
    },
    (thrown) => say({ type: "failed", ...describe(thrown) }),
  );
}

const write = (message) => {
  const body = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  process.stdout.write(Buffer.concat([length, body]));
};

let worker;
const start = ({ modules, packages, env, memory, task }) => {
  worker = new Worker(`(${work})()`, {
    eval: true,
    env,
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memory },
    workerData: { modules, packages, task },
  });
  // Nobody reads what code writes around the console, and it must not wait for anybody.
  worker.stdout.resume();
  worker.stderr.resume();
  worker.on("message", write);
  worker.on("error", (error) => {
    const isMemory = error?.code === "ERR_WORKER_OUT_OF_MEMORY";
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    write({ type: "failed", message: `Uncaught ${text}`, kind: isMemory ? "memory" : undefined });
  });
  worker.on("exit", (code) => write({ type: "failed", message: `Uncaught Error: the code ended its process (${code})` }));
};

let pending = Buffer.alloc(0);
process.stdin.on("data", (chunk) => {
  pending = Buffer.concat([pending, chunk]);
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
    const end = 4 + pending.readUInt32BE(0);
    const message = JSON.parse(pending.subarray(4, end).toString());
    pending = pending.subarray(end);
    if (message.type === "start") start(message);
    else worker.postMessage(message);
  }
});
process.stdin.on("end", () => process.exit());
