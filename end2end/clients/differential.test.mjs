// The embedded deployment beside convex-test: generated programs over generated documents, the same answers.
//
// Where the two are known to differ, the backend decides, and a case of its own says what it answers.
// CONCLAVE_PROGRAMS sets the number of programs (150 without it), CONCLAVE_CRASH_SEED repeats an earlier run.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe } from "node:test";
import { convexTest } from "convex-test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { compareValues } from "convex/values";
import schema from "./differential/schema.js";
import { Deployment, root } from "./support/deployment.mjs";
import { random, seed } from "./support/random.mjs";
import { test } from "./support/test.mjs";

const programs = Number(process.env.CONCLAVE_PROGRAMS ?? 150);
const modules = {
  "./_generated/api.js": async () => ({}),
  "./corpus.js": () => import("./differential/corpus.js"),
};

/** One of the two: its documents by the order of their insertion, which is how programs name them. */
class Side {
  ids = [];

  constructor(client) {
    this.client = client;
  }

  async run(kind, program) {
    const answers = await this.client[kind === "write" ? "mutation" : "query"](api.corpus[kind], {
      program: this.#named(program),
    });
    program.forEach((step, at) => step.step === "insert" && this.ids.push(answers[at].value));
    return answers.map((answer, at) => this.#plain(answer, program[at]));
  }

  #named(program) {
    return program.map(({ document, ...step }) => (document === undefined ? step : { ...step, id: this.ids[document] }));
  }

  /** Without what no two deployments agree on: ids, times, cursors and the words of errors. */
  #plain({ value, error, data }, { step }) {
    if (error !== undefined) return { failed: true, ...(data === undefined ? {} : { data }) };
    if (step === "insert") return this.ids.length - 1;
    if (step === "page") return { page: value.page.map((row) => this.#row(row)) };
    if (Array.isArray(value)) return value.map((row) => this.#row(row));
    return this.#row(value);
  }

  #row(row) {
    if (row === null || row === undefined) return null;
    const { _id, _creationTime, ...fields } = row;
    assert.equal(typeof _creationTime, "number");
    return { document: this.ids.indexOf(_id), fields };
  }
}

describe(`${programs} generated programs (seed ${seed})`, () => {
  const next = random(seed);
  const below = (end) => Math.floor(next() * end);
  const one = (choices) => choices[below(choices.length)];
  let deployment;
  let ours;
  let reference;
  before(async () => {
    deployment = await Deployment.start({ functionsDir: path.join(root, "end2end/clients/differential") });
    ours = new Side(new ConvexHttpClient(deployment.url, { logger: false }));
    reference = new Side(convexTest({ schema, modules }));
  });
  after(() => deployment.dispose());

  const bytes = (...numbers) => new Uint8Array(numbers).buffer;
  const values = [
    null, true, false, 0, -0, 1, 1.5, -3, 1e300, 0n, 1n, -5n, 2n ** 62n, "", "a", "b", "\u{1F600}", bytes(), bytes(0, 255), [], [1, "x"], [[null]], {}, { x: 1 }, { x: { y: [1n] } },
  ];
  const doc = () => ({ ...(below(8) === 0 ? {} : { a: one(values) }), ...(below(4) === 0 ? {} : { b: one(values) }), n: below(5) });
  const range = () => {
    const bound = (field) => one([[], [["gt", field, one(values)]], [["gte", field, one(values)]], [["lt", field, one(values)]], [["lte", field, one(values)]]]);
    const between = (field) => {
      const [low, high] = [one(values), one(values)].sort((x, y) => compareValues(x, y));
      return [["gte", field, low], ["lte", field, high]];
    };
    return one([
      () => ({}),
      () => ({ index: "by_a", range: one([bound("a"), between("a"), [["eq", "a", one(values)]]]) }),
      () => ({ index: "by_a_b", range: [["eq", "a", one(values)], ...one([bound("b"), between("b")])] }),
      () => ({ index: "by_creation_time", range: [] }),
    ])();
  };
  const selection = () => ({
    ...range(),
    ...one([{}, { order: "asc" }, { order: "desc" }]),
    ...one([{}, {}, { filter: ["eq", "b", one(values)] }, { filter: ["neq", "a", one(values)] }, { filter: ["lt", "n", below(5)] }]),
  });
  const reading = () =>
    one([
      () => ({ step: "collect", ...selection() }),
      () => ({ step: "take", count: below(6), ...selection() }),
      () => ({ step: "first", ...selection() }),
      () => ({ step: "unique", ...selection() }),
      () => ({ step: "get", document: below(ours.ids.length) }),
    ])();
  const writing = () =>
    one([
      () => ({ step: "insert", doc: doc() }),
      () => ({ step: "insert", doc: doc() }),
      () => ({ step: "patch", document: below(ours.ids.length), doc: one([doc(), { b: undefined }, { n: 9 }]) }),
      () => ({ step: "replace", document: below(ours.ids.length), doc: doc() }),
      () => ({ step: "remove", document: below(ours.ids.length) }),
      reading,
    ])();
  const both = async (kind, program) => {
    const [answers, expected] = [await ours.run(kind, program), await reference.run(kind, program)];
    assert.deepEqual(answers, expected, JSON.stringify(program, (_, value) => (typeof value === "bigint" ? `${value}n` : value)));
  };

  test("programs answer alike, step by step", { timeout: 180_000 }, async (t) => {
    await both("write", Array.from({ length: 20 }, () => ({ step: "insert", doc: doc() })));
    let steps = 20;
    for (let number = 0; number < programs; number++) {
      const kind = one(["write", "read"]);
      const program = Array.from({ length: 1 + below(6) }, kind === "write" ? writing : reading);
      steps += program.length;
      await both(kind, program);
    }
    t.diagnostic(`${programs} programs of ${steps} steps, ${ours.ids.length} documents`);
  });

  test("a program that fails within another leaves nothing, the other one stays", async () => {
    const failing = [{ step: "insert", doc: { n: 7 } }, { step: "fail", data: { code: 7 } }];
    const program = [{ step: "nested", program: failing }, { step: "insert", doc: { n: 8 } }];
    await both("write", program);
    await both("read", [{ step: "collect", filter: ["eq", "n", 7] }, { step: "collect", filter: ["eq", "n", 8] }]);
  });

  describe("where they differ, the backend's reading holds", () => {
    let known;
    before(async () => {
      known = { ours: ours.client, reference: convexTest({ schema, modules }) };
      for (const client of [known.ours, known.reference])
        await client.mutation(api.corpus.write, { program: [null, 1, "text"].map((d) => ({ step: "insert", doc: { a: "known", d, n: 100 } })) });
    });
    const answers = async (step) => {
      const ask = async (client) => (await client.query(api.corpus.read, { program: [step] }))[0];
      return { ours: await ask(known.ours), reference: await ask(known.reference) };
    };
    const shown = ({ value }) => value.map(({ d }) => d ?? null);

    test("filters order all types, where convex-test compares as JavaScript does", async () => {
      const { ours, reference } = await answers({ step: "collect", index: "by_creation_time", filter: ["gt", "d", 0] });
      const [all, some] = [shown(ours), shown(reference)];
      assert.deepEqual([all.filter((d) => d !== null), some], [[1, "text"], [1]]);
    });

    test("a last page that is exactly full is not known to be the last", async () => {
      const range = [["eq", "a", "known"]];
      const { ours, reference } = await answers({ step: "page", index: "by_a", range, order: "asc", count: 3 });
      assert.deepEqual([ours.value.page.length, reference.value.page.length], [3, 3]);
      assert.deepEqual([ours.value.isDone, reference.value.isDone], [false, true]);
      assert.match(ours.value.continueCursor, /^[\w-]+$/);
    });

    test("an index that is not declared is not found", async () => {
      const { ours, reference } = await answers({ step: "collect", index: "by_nothing" });
      assert.match(ours.error, /Index rows\.by_nothing not found/);
      assert.match(reference.error, /not declared in the schema/);
    });

    test("what is no id is an error, where convex-test finds nothing", async () => {
      const { ours } = await answers({ step: "get", id: "nonsense" });
      assert.ok(ours.error !== undefined);
    });
  });
});
