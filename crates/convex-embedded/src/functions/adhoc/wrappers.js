// What an ad-hoc query imports: `query` and `internalQuery`, with a context that reads. Our own, because such a query
// comes without the library that deployed functions bring along.

const send = async (op, args) => toValue(JSON.parse(await Convex.asyncSyscall(op, JSON.stringify(args))));
const sendNow = (op, args) => JSON.parse(Convex.syscall(op, JSON.stringify(args)));

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const base64Of = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
const viewOf = (base64) => new DataView(bytesOf(base64).buffer);
const eightBytes = (write) => {
  const view = new DataView(new ArrayBuffer(8));
  write(view);
  return base64Of(view.buffer);
};

function toValue(json) {
  if (json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) return json.map(toValue);
  const [name, ...more] = Object.keys(json);
  if (more.length === 0 && name === "$integer") return viewOf(json[name]).getBigInt64(0, true);
  if (more.length === 0 && name === "$float") return viewOf(json[name]).getFloat64(0, true);
  if (more.length === 0 && name === "$bytes") return bytesOf(json[name]).buffer;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, toValue(value)]));
}

function toJson(value) {
  if (typeof value === "bigint") return { $integer: eightBytes((view) => view.setBigInt64(0, value, true)) };
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { $float: eightBytes((view) => view.setFloat64(0, value, true)) };
  }
  if (value instanceof ArrayBuffer) return { $bytes: base64Of(value) };
  if (Array.isArray(value)) return value.map((element) => (element === undefined ? null : toJson(element)));
  if (value === null || typeof value !== "object") return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, toJson(field)]));
}

class Expression {
  constructor(json) {
    this.json = json;
  }
}

const operand = (value) => (value instanceof Expression ? value.json : { $literal: value === undefined ? { $undefined: null } : toJson(value) });
const many = (name) => [name, (...values) => new Expression({ [`$${name}`]: values.map(operand) })];
const one = (name) => [name, (value) => new Expression({ [`$${name}`]: operand(value) })];
const filters = {
  ...Object.fromEntries(["eq", "neq", "lt", "lte", "gt", "gte", "add", "sub", "mul", "div", "mod", "and", "or"].map(many)),
  ...Object.fromEntries(["neg", "not"].map(one)),
  field: (path) => new Expression({ $field: path }),
};

class Range {
  constructor(bounds = []) {
    this.bounds = bounds;
  }
}
for (const type of ["Eq", "Gt", "Gte", "Lt", "Lte"]) {
  Range.prototype[type.toLowerCase()] = function (fieldPath, value) {
    const bound = { type, fieldPath, value: value === undefined ? { $undefined: null } : toJson(value) };
    return new Range([...this.bounds, bound]);
  };
}

class SearchFilter {
  constructor(parts = []) {
    this.parts = parts;
  }
  search(fieldPath, value) {
    return new SearchFilter([...this.parts, { type: "Search", fieldPath, value }]);
  }
  eq(fieldPath, value) {
    return new SearchFilter([...this.parts, { type: "Eq", fieldPath, value: toJson(value) }]);
  }
}

class Query {
  constructor(table, source, operators = []) {
    Object.assign(this, { table, source, operators });
  }
  withIndex(name, build = (range) => range) {
    const range = build(new Range()).bounds;
    return new Query(this.table, { type: "IndexRange", indexName: `${this.table}.${name}`, range, order: null });
  }
  withSearchIndex(name, build) {
    const filters = build(new SearchFilter()).parts;
    return new Query(this.table, { type: "Search", indexName: `${this.table}.${name}`, filters });
  }
  fullTableScan() {
    return this;
  }
  order(order) {
    return new Query(this.table, { ...this.source, order }, this.operators);
  }
  filter(build) {
    return this.#with({ filter: operand(build(filters)) });
  }
  #with(operator) {
    return new Query(this.table, this.source, [...this.operators, operator]);
  }
  async *[Symbol.asyncIterator]() {
    const { queryId } = sendNow("1.0/queryStream", { query: { source: this.source, operators: this.operators } });
    for (;;) {
      const { value, done } = await send("1.0/queryStreamNext", { queryId });
      if (done) return;
      yield value;
    }
  }
  async collect() {
    const documents = [];
    for await (const document of this) documents.push(document);
    return documents;
  }
  take(count) {
    return this.#with({ limit: count }).collect();
  }
  async first() {
    return (await this.take(1))[0] ?? null;
  }
  async unique() {
    const found = await this.take(2);
    if (found.length > 1) throw new Error(`unique() query returned more than one result from table ${this.table}`);
    return found[0] ?? null;
  }
  async paginate({ cursor, numItems, ...more }) {
    const query = { source: this.source, operators: this.operators };
    return await send("1.0/queryPage", { query, cursor, pageSize: numItems, ...more });
  }
}

const database = (isSystem) => ({
  get: async (...args) => {
    const [table, id] = args.length > 1 ? args : [undefined, args[0]];
    return await send("1.0/get", { id, isSystem, table });
  },
  query: (table) => new Query(table, { type: "FullTableScan", tableName: table, order: null }),
  normalizeId: (table, idString) => sendNow("1.0/db/normalizeId", { table, idString }).id,
});

const context = {
  db: { ...database(false), system: database(true) },
  auth: { getUserIdentity: () => send("1.0/getUserIdentity", {}) },
  storage: { getUrl: (storageId) => send("1.0/storageGetUrl", { storageId }) },
};

const define = (marker) => (definition) => {
  const handler = typeof definition === "function" ? definition : definition.handler;
  return Object.assign((...args) => handler(...args), {
    isQuery: true,
    [marker]: true,
    exportArgs: () => '{"type":"any"}',
    exportReturns: () => "null",
    invokeQuery: async (text) => {
      const value = await handler(context, ...JSON.parse(text).map(toValue));
      return JSON.stringify(value === undefined ? null : toJson(value));
    },
  });
};

export const query = define("isPublic");
export const internalQuery = define("isInternal");
