// Functions in the shape that `convex/server` gives them, written by hand: the engine sees nothing else.

const call = async (op, args) => JSON.parse(await Convex.asyncSyscall(op, JSON.stringify(args)));
const syscall = (op, args) => JSON.parse(Convex.syscall(op, JSON.stringify(args)));

const define = (kind, visibility, args, handler, returns = null) => {
  const invoke = async (text) => {
    const result = await handler(JSON.parse(text)[0] ?? {});
    return JSON.stringify(result === undefined ? null : result);
  };
  return {
    [`is${kind}`]: true,
    [visibility]: true,
    [`invoke${kind}`]: kind === "Action" ? (_requestId, text) => invoke(text) : invoke,
    exportArgs: () => JSON.stringify(args),
    exportReturns: () => JSON.stringify(returns),
  };
};
const any = { type: "any" };
const object = (fields) => ({
  type: "object",
  value: Object.fromEntries(Object.entries(fields).map(([name, fieldType]) => [name, { fieldType, optional: false }])),
});
const query = (args, handler, returns) => define("Query", "isPublic", args, handler, returns);
const mutation = (args, handler, returns) => define("Mutation", "isPublic", args, handler, returns);
const action = (args, handler) => define("Action", "isPublic", args, handler);

const collect = async (source, operators = []) => {
  const { queryId } = syscall("1.0/queryStream", { query: { source, operators } });
  const rows = [];
  for (;;) {
    const { value, done } = await call("1.0/queryStreamNext", { queryId });
    if (done) return rows;
    rows.push(value);
  }
};
const byKey = (range, order = null) => ({ type: "IndexRange", indexName: "items.by_key", range, order });
const bound = (type, value) => ({ type, fieldPath: "key", value });
const isEven = { $eq: [{ $mod: [{ $field: "key" }, { $literal: 2 }] }, { $literal: 0 }] };
const convexError = (data) => {
  const error = new Error("application");
  error.data = JSON.stringify(data);
  error.ConvexErrorSymbol = Symbol.for("ConvexError");
  error[error.ConvexErrorSymbol] = true;
  return error;
};

export const put = mutation(object({ key: { type: "number" } }), async ({ key }) => {
  console.log("put", key);
  return (await call("1.0/insert", { table: "items", value: { key, note: "n" } }))._id;
});
export const fill = mutation(any, async ({ count }) => {
  for (let key = 0; key < count; key++) await call("1.0/insert", { table: "items", value: { key } });
});
export const putWrong = mutation(any, () => call("1.0/insert", { table: "items", value: { key: "text" } }));
export const range = query(any, async ({ from, to }) => ({
  keys: (await collect(byKey([bound("Gte", from), bound("Lt", to)]))).map((row) => row.key),
  run: Math.random(),
}));
export const get = query(any, ({ id }) => call("1.0/get", { id, isSystem: false }));
export const patch = mutation(any, ({ id, value }) => call("1.0/shallowMerge", { id, value }));
export const remove = mutation(any, ({ id }) => call("1.0/remove", { id }));
export const page = query(any, async ({ order = null, even = false, ...options }) =>
  call("1.0/queryPage", { query: { source: byKey([], order), operators: even ? [{ filter: isEven }] : [] }, cursor: null, endCursor: null, maximumRowsRead: null, pageSize: 2, version: "1.48.0", ...options }));
export const whoami = query(any, async () => ({ identity: await call("1.0/getUserIdentity", { requestId: "" }), run: Math.random() }));
export const guarded = query(any, async () => {
  const { sid } = await call("1.0/getUserIdentity", { requestId: "" });
  if ((await call("1.0/get", { id: sid, isSystem: false })) === null) throw convexError({ code: "UNAUTHENTICATED" });
  return "for the session's owner";
});
export const variable = query(any, ({ name }) => process.env[name] ?? null);
export const now = query(any, () => Date.now() > 0);

export const increment = mutation(any, async ({ by = 1 }) => {
  const [counter] = await collect({ type: "FullTableScan", tableName: "counters", order: null });
  if (counter) await call("1.0/shallowMerge", { id: counter._id, value: { count: counter.count + by } });
  else await call("1.0/insert", { table: "counters", value: { count: by } });
  return (counter?.count ?? 0) + by;
});
export const count = query(any, async () => (await collect({ type: "FullTableScan", tableName: "counters", order: null }))[0]?.count ?? 0);
export const incrementThenFail = mutation(any, async () => {
  await call("1.0/runUdf", { udfType: "mutation", name: "functions:increment", args: {} });
  throw new Error("too late");
});
export const catches = mutation(any, async () => {
  await call("1.0/runUdf", { udfType: "mutation", name: "functions:increment", args: {} });
  try {
    await call("1.0/runUdf", { udfType: "mutation", name: "functions:incrementThenFail", args: {} });
  } catch (error) {
    return error.message;
  }
});
export const fail = query(any, ({ data }) => { throw data === undefined ? new Error("boom") : convexError(data); });
export const wrongResult = query(any, () => "text", { type: "number" });
export const hidden = define("Query", "isInternal", any, () => "internal");
export const callsHidden = query(any, () => call("1.0/runUdf", { udfType: "query", name: "functions:hidden", args: {} }));
export const queryCallsMutation = query(any, () => call("1.0/runUdf", { udfType: "mutation", name: "functions:increment", args: {} }));
export const spin = query(any, () => { for (;;) {} });

export const schedule = mutation(any, ({ name = "functions:increment", ts, args = {} }) => call("1.0/schedule", { name, ts, args, version: "1.48.0" }));
export const scheduleThenFail = mutation(any, async ({ ts }) => {
  await call("1.0/schedule", { name: "functions:increment", ts, args: {} });
  throw new Error("never mind");
});
export const cancel = mutation(any, ({ id }) => call("1.0/cancel_job", { id }));
export const jobs = query(any, () => collect({ type: "FullTableScan", tableName: "_scheduled_functions", order: null }));
export const act = action(any, async ({ times }) => {
  for (let turn = 0; turn < times; turn++) await call("1.0/actions/mutation", { name: "functions:increment", args: {} });
  return call("1.0/actions/query", { name: "functions:count", args: {} });
});
export const takeMinutes = action(any, () => new Promise((resolve) => setTimeout(resolve, 600_000)));
export const scheduleMinutes = mutation(any, async ({ ts, times }) => {
  for (let turn = 0; turn < times; turn++) await call("1.0/schedule", { name: "functions:takeMinutes", ts, args: {}, version: "1.48.0" });
});
export const storm = action(any, async ({ ts, times }) => {
  for (let turn = 0; turn < times; turn++) await call("1.0/actions/schedule", { name: "functions:increment", ts, args: {}, version: "1.48.0" });
});
export const cancelAndSchedule = action(any, async () => {
  const { scheduledFunctionId: id } = await call("1.0/getRequestMetadata", {});
  await call("1.0/actions/cancel_job", { id });
  await call("1.0/actions/schedule", { name: "functions:increment", ts: Date.now() / 1000, args: {}, version: "1.48.0" });
});
export const slowIncrement = mutation(any, async () => {
  await collect({ type: "FullTableScan", tableName: "_scheduled_functions", order: null });
  for (let turn = 0; turn < 500_000; turn++);
  return call("1.0/runUdf", { udfType: "mutation", name: "functions:increment", args: {} });
});
export const nest = action(any, async ({ depth }) =>
  depth === 0 ? 0 : 1 + await call("1.0/actions/action", { name: "functions:nest", args: { depth: depth - 1 } }));
const files = (op, args) => call(`1.0/storage${op}`, { requestId: "", version: "1.48.0", ...args });
export const uploadUrl = mutation(any, () => files("GenerateUploadUrl"));
export const fileUrl = query(any, ({ storageId }) => files("GetUrl", { storageId }));
export const fileMetadata = query(any, ({ storageId }) => files("GetMetadata", { storageId }));
export const fileDocument = query(any, ({ id }) => call("1.0/get", { id, isSystem: true, table: "_storage" }));
export const fileRows = query(any, () => collect({ type: "FullTableScan", tableName: "_storage", order: null }));
export const storeFile = mutation(any, async ({ fail = false, ...args }) => {
  const storageId = await files("Store", args);
  if (fail) throw new Error("too late");
  return storageId;
});
export const storeInChild = mutation(any, async (args) => {
  await call("1.0/runUdf", { udfType: "mutation", name: "functions:storeFile", args: { ...args, fail: true } }).catch(() => null);
  return (await collect({ type: "FullTableScan", tableName: "_storage", order: null })).length;
});
export const readFile = mutation(any, ({ storageId }) => files("Get", { storageId }));
export const deleteFile = mutation(any, ({ storageId }) => files("Delete", { storageId }));
export const storeFromAction = action(any, async ({ text }) => {
  const blob = new Blob([text], { type: "text/plain" });
  const storageId = await Convex.jsSyscall("storage/storeBlob", { requestId: "", version: "1.48.0", blob });
  const stored = await Convex.jsSyscall("storage/getBlob", { requestId: "", version: "1.48.0", storageId });
  return { storageId, type: stored.type, text: await stored.text(), url: await files("GetUrl", { storageId }) };
});
export const embed = mutation(any, async ({ at, who }) => (await call("1.0/insert", { table: "points", value: { at, who } }))._id);
export const nearest = action(any, ({ expressions = "null", ...query }) =>
  call("1.0/actions/vectorSearch", { requestId: "", version: "1.48.0", query: { indexName: "points.by_at", ...query, expressions: JSON.parse(expressions) } }));
export const audit = action(any, () => call("1.0/auditLog", {}));
export const queryStores = query(any, () => files("Store", { blob: "", contentType: "" }));

export const write = mutation(any, ({ body, who }) => call("1.0/insert", { table: "notes", value: { body, who } }));
const searched = (text, filters = {}) => ({
  type: "Search",
  indexName: "notes.by_body",
  filters: [
    { type: "Search", fieldPath: "body", value: text },
    ...Object.entries(filters).map(([fieldPath, value]) => ({ type: "Eq", fieldPath, value })),
  ],
});
export const search = query(any, async ({ text, filters, take }) => ({
  bodies: (await collect(searched(text, filters), take === undefined ? [] : [{ limit: take }])).map((row) => row.body),
  run: Math.random(),
}));
export const searchPage = query(any, async ({ text, ...options }) => {
  const page = await call("1.0/queryPage", { query: { source: searched(text), operators: [] }, cursor: null, endCursor: null, maximumRowsRead: null, pageSize: 2, version: "1.48.0", ...options });
  return { ...page, page: page.page.map((row) => row.body) };
});
export const searchWrongly = query(any, ({ filters }) => collect({ type: "Search", indexName: "notes.by_body", filters }));
export const echo = action(any, (args) => args);
