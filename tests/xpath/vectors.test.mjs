// Runs the shared vectors on the page's evaluator. pytest binds them and names their file in VECTORS.
import { deepEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { evaluate, filterRows } from "../../chalicelib/web/static/expressions.js";
import { countingIds, exact } from "./exact.mjs";

for (const { name, tree, context, filters, expected } of JSON.parse(
  readFileSync(process.env.VECTORS, "utf-8"),
)) {
  test(name, () => {
    context.newId = countingIds();
    const value = filters
      ? filterRows(tree, context, context.lists[filters]).map((row) => row.name)
      : exact(evaluate(tree, context));
    deepEqual(value, expected);
  });
}
