// `test` with a time limit: whoever waits for something that never comes fails instead of hanging.

import { test as unlimited } from "node:test";

export function test(name, ...rest) {
  const body = rest.pop();
  return unlimited(name, { timeout: 60_000, ...rest[0] }, body);
}
