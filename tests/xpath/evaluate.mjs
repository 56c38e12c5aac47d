// Answers each line {"tree", "context", "filters"} with {"value", "exhausted", "frames"}.
import { createInterface } from "node:readline";

import { evaluate, keep } from "../../chalicelib/web/static/expressions.js";
import { counting, exactly } from "./exactly.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { tree, context, filters } = JSON.parse(line);
  context.newId = counting();
  const value = filters
    ? keep(tree, context, context.lists[filters]).map((row) => row.name)
    : evaluate(tree, context);
  const { exhausted = false, frames } = context;
  console.log(JSON.stringify({ value: exactly(value), exhausted, frames: frames.length }));
}
