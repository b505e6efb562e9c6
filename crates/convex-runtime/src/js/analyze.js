// Lists what a module exports, as JSON text. Returned, not thrown: problems belong to one export.
export default function analyze(namespace) {
  const functions = [];
  const problems = [];
  const kinds = [["isQuery", "Query"], ["isMutation", "Mutation"], ["isAction", "Action"], ["isHttp", "HttpAction"]];
  for (const name of Object.keys(namespace)) {
    const value = namespace[name];
    if (value === null || (typeof value !== "object" && typeof value !== "function")) continue;
    const kind = kinds.find(([marker]) => value[marker] === true)?.[1];
    if (kind === undefined) continue;
    try {
      functions.push({
        name,
        kind,
        visibility: value.isInternal === true ? "internal" : "public",
        args: typeof value.exportArgs === "function" ? JSON.parse(value.exportArgs()) : null,
        returns: typeof value.exportReturns === "function" ? JSON.parse(value.exportReturns()) : null,
      });
    } catch (error) {
      problems.push({ name, message: String(error?.message ?? error) });
    }
  }
  const main = namespace.default;
  const exported = (marker) => (main?.[marker] === true && typeof main.export === "function" ? JSON.parse(main.export()) : null);
  return JSON.stringify({
    functions,
    problems,
    schema: main && typeof main === "object" && "tables" in main && typeof main.export === "function" ? JSON.parse(main.export()) : null,
    crons: exported("isCrons"),
    routes: main?.isRouter === true ? main.getRoutes().map(([path, method]) => ({ path, method })) : null,
    definition: main && typeof main === "object" && typeof main.use === "function" && typeof main.export === "function" ? main.export() : null,
    config: main && typeof main === "object" && Array.isArray(main.providers) ? main : null,
  });
}
