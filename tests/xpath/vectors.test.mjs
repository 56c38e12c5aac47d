// The shared vectors on the page's evaluator; pytest binds them and says where they are.
import { deepEqual } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { evaluate, keep } from "../../chalicelib/web/static/expressions.js";
import { counting, exactly } from "./exactly.mjs";

for (const { name, tree, context, filters, expected } of JSON.parse(
  readFileSync(process.env.VECTORS, "utf-8"),
)) {
  test(name, () => {
    context.newId = counting();
    const value = filters
      ? keep(tree, context, context.lists[filters]).map((row) => row.name)
      : exactly(evaluate(tree, context));
    deepEqual(value, expected);
  });
}
