// Answers each line {"tree", "context", "filters"} with a line {"value", "exhausted", "frames"}.
import { createInterface } from "node:readline";

import { evaluate, filterRows } from "../../chalicelib/web/static/expressions.js";
import { countingIds, exact } from "./exact.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { tree, context, filters } = JSON.parse(line);
  context.newId = countingIds();
  const value = filters
    ? filterRows(tree, context, context.lists[filters]).map((row) => row.name)
    : evaluate(tree, context);
  const { exhausted = false, frames } = context;
  console.log(JSON.stringify({ value: exact(value), exhausted, frames: frames.length }));
}
