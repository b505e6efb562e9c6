// Functions that do what they are told: a program is a list of steps, and its answer what each came to.

import { anyApi, mutationGeneric, queryGeneric } from "convex/server";
import { ConvexError, v } from "convex/values";

const bounded = (steps) => (q) => steps.reduce((range, [name, field, value]) => range[name](field, value), q);
const filtered = ([name, field, value]) => (q) => q[name](q.field(field), value);

const select = (ctx, { index, range = [], order, filter }) => {
  let query = ctx.db.query("rows");
  if (index !== undefined) query = query.withIndex(index, bounded(range));
  if (order !== undefined) query = query.order(order);
  return filter === undefined ? query : query.filter(filtered(filter));
};

const steps = {
  insert: (ctx, { doc }) => ctx.db.insert("rows", doc),
  patch: (ctx, { id, doc }) => ctx.db.patch(id, doc),
  replace: (ctx, { id, doc }) => ctx.db.replace(id, doc),
  remove: (ctx, { id }) => ctx.db.delete(id),
  get: (ctx, { id }) => ctx.db.get(id),
  collect: (ctx, step) => select(ctx, step).collect(),
  take: (ctx, step) => select(ctx, step).take(step.count),
  first: (ctx, step) => select(ctx, step).first(),
  unique: (ctx, step) => select(ctx, step).unique(),
  page: (ctx, step) => select(ctx, step).paginate({ numItems: step.count, cursor: step.cursor ?? null }),
  nested: (ctx, { program }) => ctx.runMutation(anyApi.corpus.write, { program }),
  fail: (_ctx, { data }) => {
    throw new ConvexError(data);
  },
};

/** Steps that fail are answers, too, except where the whole program is to fail. */
const run = async (ctx, { program }) => {
  const answers = [];
  for (const step of program) {
    const attempt = async () => (await steps[step.step](ctx, step)) ?? null;
    if (step.step === "fail") await attempt();
    answers.push(
      await attempt().then(
        (value) => ({ value }),
        (error) => ({ error: error.message, ...(error instanceof ConvexError ? { data: error.data } : {}) }),
      ),
    );
  }
  return answers;
};

export const write = mutationGeneric({ args: { program: v.any() }, handler: run });
export const read = queryGeneric({ args: { program: v.any() }, handler: run });
