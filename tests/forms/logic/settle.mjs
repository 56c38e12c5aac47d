// Answers each line {"rules", "pages", "answers", "edits", "now", "isNew", "started"} with what `logic.js` makes of it:
// {"asked", "values", "problems", "pages"}, as tests/forms/logic/outcomes.py does for the server. `edits` are [key, value]
// pairs: what somebody types afterwards into the form's own questions, null for nothing.
import { createInterface } from "node:readline";

import { FormLogic } from "../../../chalicelib/web/static/logic.js";
import { countingIds } from "../../xpath/exact.mjs";

// A page that only adds and removes instances.
const page = {
  paint() {},
  resize(instance, row, count) {
    while (instance.instancesOf(row).length > count) logic.remove(instance.instancesOf(row).at(-1));
    while (instance.instancesOf(row).length < count) logic.append(instance, row, { isNew: true });
  },
};
let logic;

function seed(instance, answers) {
  for (const row of logic.rules.scopes[instance.scope]) {
    const { key, inner, orOther } = logic.nodes[row];
    for (const one of (inner !== undefined && answers[key]) || []) seed(logic.append(instance, row), one);
    if (inner === undefined && answers[key] !== undefined) logic.seed(instance, row, answers[key]);
    if (orOther && answers[`${key}_other`] !== undefined) beside.push([instance, row, answers[`${key}_other`]]);
  }
}
let beside = [];

function* rowsIn(instance, prefix = "") {
  for (const row of logic.rules.scopes[instance.scope]) {
    const { key, inner, type } = logic.nodes[row];
    if (type === "begin_group" || !(instance.asked.get(row) ?? true)) continue;
    if (inner === undefined) yield { instance, row, path: prefix + key };
    else
      for (const [index, one] of logic.counted(instance, row).entries())
        yield* rowsIn(one, `${prefix}${key}[${index}]/`);
  }
}

// The text beside “other” is no row: it stays with its question's answer “other”.
function withTextsBeside(values) {
  for (const [instance, row, text] of beside) {
    const { key } = logic.nodes[row];
    if ([instance.answers[key] ?? []].flat().includes("other")) instance.answers[`${key}_other`] = text;
  }
  return values;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { rules, pages, answers, edits, now, isNew, started } = JSON.parse(line);
  beside = [];
  logic = new FormLogic(rules, page, { clock: () => now, newId: countingIds(), started });
  logic.root.isNew = isNew;
  seed(logic.root, answers);
  logic.run();
  for (const [key, value] of edits) {
    const row = rules.scopes[0].find((one) => rules.nodes[one].key === key);
    logic.change(logic.root, row, value ?? undefined);
  }
  const rows = [...rowsIn(logic.root)];
  const problems = rows
    .filter(({ row }) => logic.nodes[row].entered)
    .map(({ instance, row, path }) => [path, logic.check(instance, row)])
    .filter(([, problem]) => problem);
  const asked = rows.map(({ path }) => path);
  const shown = pages.flatMap((seen, index) => (logic.asksAny(seen) ? [index + 1] : []));
  console.log(JSON.stringify({ asked, values: withTextsBeside(logic.root.answers), problems, pages: shown }));
}
