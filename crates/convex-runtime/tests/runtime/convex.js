// A hand-written miniature of what `convex/server` exports, for fixtures that need no bundler.
const sync = (op, args) => JSON.parse(Convex.syscall(op, JSON.stringify(args ?? {})));
const call = async (op, args) => {
  let text;
  try {
    text = await Convex.asyncSyscall(op, JSON.stringify(args ?? {}));
  } catch (error) {
    if (error.data === undefined) throw new Error(error.message);
    throw Object.assign(new ConvexError(error.message), { data: error.data });
  }
  return JSON.parse(text);
};
export class ConvexError extends Error {
  name = "ConvexError";
  [Symbol.for("ConvexError")] = true;
  constructor(data) {
    super(typeof data === "string" ? data : JSON.stringify(data));
    this.data = data;
  }
}
const invoke = async (handler, ctx, argsJson) => {
  try {
    const result = await handler(ctx, ...JSON.parse(argsJson));
    return JSON.stringify(result === undefined ? null : result);
  } catch (thrown) {
    if (typeof thrown === "object" && thrown !== null && Symbol.for("ConvexError") in thrown) {
      thrown.data = JSON.stringify(thrown.data ?? null);
      thrown.ConvexErrorSymbol = Symbol.for("ConvexError");
    }
    throw thrown;
  }
};
const define = (kind, invokeName, visibility, handler, args, returns) =>
  Object.assign((...rest) => handler(...rest), {
    [`is${kind}`]: true,
    [visibility]: true,
    [invokeName]: kind === "Action" ? (id, args) => invoke(handler, { sync, call, requestId: id }, args) : (args) => invoke(handler, { sync, call }, args),
    exportArgs: () => JSON.stringify(args ?? { type: "any" }),
    exportReturns: () => JSON.stringify(returns ?? null),
    _handler: handler,
  });
export const query = (handler, args, returns) => define("Query", "invokeQuery", "isPublic", handler, args, returns);
export const mutation = (handler, args, returns) => define("Mutation", "invokeMutation", "isPublic", handler, args, returns);
export const internalMutation = (handler) => define("Mutation", "invokeMutation", "isInternal", handler);
export const action = (handler) => define("Action", "invokeAction", "isPublic", handler);
export const httpAction = (handler) =>
  Object.assign((...rest) => handler(...rest), { isHttp: true, invokeHttpAction: (request) => handler({}, request), _handler: handler });
