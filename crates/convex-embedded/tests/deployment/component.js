// The functions of a component, behind the helpers of `functions.js`. It has a child of its own kind, as deep as it is mounted.

const all = (tableName) => collect({ type: "FullTableScan", tableName, order: null });
const run = (udfType, address, args = {}) => call("1.0/runUdf", { udfType, args, ...address });
const child = (name) => ({ reference: `_reference/childComponent/child/lib/${name}` });

export const add = mutation(any, async ({ by = 1, fails = false, deeper = null }) => {
  await call("1.0/insert", { table: "entries", value: { by } });
  if (deeper !== null) await run("mutation", child("add"), deeper);
  if (fails) throw new Error("the component fails");
  return (await all("entries")).length;
});
export const total = query(any, async () => (await all("entries")).reduce((sum, { by }) => sum + by, 0));
export const ids = query(any, async () => (await all("entries")).map(({ _id }) => _id));
export const get = query(object({ id: { type: "id", tableName: "entries" } }), ({ id }) => call("1.0/get", { id, isSystem: false }));
export const below = query(any, () => run("query", child("total")));
export const env = query(any, () => [process.env.COLOUR ?? null, process.env.SECRET ?? null]);
export const where = query(any, () => call("1.0/getFunctionMetadata", {}));
export const page = query(any, () => call("1.0/queryPage", { query: { source: { type: "FullTableScan", tableName: "entries", order: null }, operators: [] }, cursor: null, endCursor: null, pageSize: 1, version: "1.48.0" }));
export const hidden = define("Mutation", "isInternal", any, ({ by }) => call("1.0/insert", { table: "entries", value: { by } }));
export const handle = mutation(any, () => call("1.0/createFunctionHandle", { name: "lib:hidden", version: "1.48.0" }));
export const through = mutation(any, ({ handle, args }) => run("mutation", { functionHandle: handle }, args));
export const later = mutation(any, ({ handle = null, args = {} }) =>
  call("1.0/schedule", { ...(handle === null ? { name: "lib:hidden" } : { functionHandle: handle }), ts: Date.now() / 1000, args, version: "1.48.0" }));
export const jobs = query(any, async () => (await all("_scheduled_functions")).map(({ name, state }) => [name, state.kind]));
export const keep = action(any, async () => {
  const { _id } = { _id: await call("1.0/actions/mutation", { name: "lib:add", args: { by: 5 } }) };
  return [_id, await call("1.0/getUserIdentity", {}), await call("1.0/storageGenerateUploadUrl", {})];
});
export const files = query(any, async () => (await all("_storage")).map(({ size }) => size));
export const place = mutation(any, ({ at }) => call("1.0/insert", { table: "places", value: { at } }));
export const near = action(any, ({ at }) => call("1.0/actions/vectorSearch", { query: { indexName: "places.by_at", vector: at, limit: 2 } }));
