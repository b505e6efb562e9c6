// The functions of the simulation as JavaScript, in the shape that `convex/server` gives them; see functions.rs.

const call = async (op, args) => JSON.parse(await Convex.asyncSyscall(op, JSON.stringify(args)));
const syscall = (op, args) => JSON.parse(Convex.syscall(op, JSON.stringify(args)));

const define = (kind) => (handler) => ({
  [`is${kind}`]: true,
  isPublic: true,
  [`invoke${kind}`]: async (text) => JSON.stringify((await handler(JSON.parse(text)[0] ?? {})) ?? null),
  exportArgs: () => '{"type":"any"}',
  exportReturns: () => "null",
});
const query = define("Query");
const mutation = define("Mutation");

const rows = async (indexName, range = []) => {
  const source = { type: "IndexRange", indexName, range, order: "asc" };
  const { queryId } = syscall("1.0/queryStream", { query: { source, operators: [] } });
  const found = [];
  for (;;) {
    const { value, done } = await call("1.0/queryStreamNext", { queryId });
    if (done) return found;
    found.push(value);
  }
};
const find = async (index, fieldPath, value) => (await rows(index, [{ type: "Eq", fieldPath, value }]))[0];
const accounts = () => rows("accounts.by_name");

export const list = query(async ({ key }) => (await find("lists.by_key", "key", key))?.values ?? []);
export const lengths = query(async () => (await rows("lists.by_key")).map(({ values }) => values.length));
export const balances = query(async () => (await accounts()).map(({ balance }) => balance));
export const total = query(async () => (await accounts()).reduce((sum, { balance }) => sum + balance, 0));

export const open = mutation(async () => {
  for (let name = 0; name < 4; name++) await call("1.0/insert", { table: "accounts", value: { name, balance: 100 } });
});

const add = async ({ key, value }) => {
  const found = await find("lists.by_key", "key", key);
  const values = [...(found?.values ?? []), value];
  if (found) await call("1.0/shallowMerge", { id: found._id, value: { values } });
  else await call("1.0/insert", { table: "lists", value: { key, values } });
  return values;
};
export const append = mutation(add);
export const fail = mutation(async (args) => {
  await add(args);
  throw new Error("told to fail");
});

export const transfer = mutation(async ({ from, to }) => {
  for (const [name, by] of [[from, -1], [to, 1]]) {
    const { _id, balance } = await find("accounts.by_name", "name", name);
    await call("1.0/shallowMerge", { id: _id, value: { balance: balance + by } });
  }
});

export const later = mutation(({ key, value, delay }) =>
  call("1.0/schedule", { name: "sim:append", ts: Date.now() / 1e3 + delay, args: [{ key, value }] }),
);
