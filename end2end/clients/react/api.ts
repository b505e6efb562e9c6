// The tests' functions with their types, as generated code would give them to an application.

import { anyApi } from "convex/server";
import type { ApiFromModules, FilterApi, FunctionReference } from "convex/server";
import type * as actions from "../functions/actions";
import type * as errors from "../functions/errors";
import type * as items from "../functions/items";
import type * as journal from "../functions/journal";
import type * as people from "../functions/people";

type Modules = ApiFromModules<{
  actions: typeof actions;
  errors: typeof errors;
  items: typeof items;
  journal: typeof journal;
  people: typeof people;
}>;

export const api = anyApi as unknown as FilterApi<Modules, FunctionReference<any, "public">>;
