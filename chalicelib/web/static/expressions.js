// Evaluates a form's expressions as the server does (`chalicelib/xpath`): the same trees and rules, the same
// last digit. The server decides; the page only spares people the wait.
//
//   evaluate(tree, context)           the value: a boolean, a number or a string; never throws
//   filterRows(tree, context, rows)   those rows of a list for which a choice_filter is true
//
// A tree is what `serializer.py` wrote: a number, string or boolean is itself, anything else is a list that
// begins with its operation. A context has `frames` (the objects of answers from the form's to the innermost
// instance around the row), `positions` (their indexes in their repeats), `value` (the row's own), `now`
// (milliseconds since 1970), `zone` (`[[instant, offset in minutes], …]`), `language`, `lists`
// (`{name: [{name, label, …}]}`) and `newId` (returns a UUID). `budget` is what evaluation may still cost;
// when it is spent, `exhausted` becomes true and the value is an empty string. `focus` has the context
// position and the context size of each slot that a predicate tests.

import { FUNCTIONS, measureArea, measureLength } from "./expression-functions.js";
import {
  DAY,
  date,
  dateTime,
  daysOf,
  decimalTime,
  formatDate,
  formatIsoDateTime,
  parseDateTime,
  toInstant,
  toUtc,
  today,
} from "./expression-datetimes.js";
import { parseNumber } from "./expression-numbers.js";
import { matches } from "./expression-patterns.js";
import { lookUp } from "./expression-tables.js";
import { toBoolean, toText } from "./values.js";

const MAX_BUDGET = 500_000;
const BUDGET_EXCEEDED = Symbol("budget exceeded");

export function evaluate(tree, context) {
  const depth = context.frames.length;
  context.budget ??= MAX_BUDGET;
  context.focus ??= [];
  try {
    return run(tree, context);
  } catch (error) {
    if (error !== BUDGET_EXCEEDED) throw error;
    context.frames.length = context.positions.length = depth;
    context.exhausted = true;
    return "";
  }
}

export function filterRows(tree, context, rows) {
  const slot = context.frames.length;
  context.budget ??= MAX_BUDGET;
  context.focus ??= [];
  return rows.filter((row, index) => {
    if (--context.budget < 0) context.exhausted = true;
    if (context.budget < 0) return false;
    enter(context, index, row);
    context.focus[slot] = [index + 1, rows.length];
    const value = evaluate(tree, context);
    leave(context);
    return value === true;
  });
}

function run(tree, context) {
  return Array.isArray(tree) ? OPERATIONS[tree[0]](tree, context) : tree;
}

function spend(context, cost) {
  context.budget -= cost;
  if (context.budget < 0) throw BUDGET_EXCEEDED;
}

// Values

function toNumber(value, context) {
  if (typeof value === "number" || typeof value === "boolean") return Number(value);
  const text = toText(value);
  const number = parseNumber(text);
  if (number !== null) return number;
  const time = parseDateTime(text);
  return time ? daysOf(time, context) : NaN;
}

const isNumber = (value) => typeof value === "number" || typeof value === "boolean";

// Node-sets: lists of [position, value] in document order. A position is a list of numbers.

const LISTS = 1_000_000; // choices come after the form's rows

function enter(context, index, node) {
  context.frames.push(node);
  context.positions.push(index);
}

function leave(context) {
  context.frames.pop();
  context.positions.pop();
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const valueAt = (frame, key) =>
  isObject(frame) && Object.hasOwn(frame, key) ? frame[key] : undefined;

// Returns the nodes for which all predicates are true; each predicate counts what is left by then. `nodes`
// are [index, node].
function filterNodes(context, nodes, predicates) {
  const slot = context.frames.length;
  for (const predicate of predicates) {
    const size = nodes.length;
    spend(context, size);
    nodes = nodes.filter(([index, node], number) => {
      enter(context, index, node);
      context.focus[slot] = [number + 1, size];
      const passes = run(predicate, context);
      leave(context);
      return passes;
    });
  }
  return nodes;
}

function path([, start, steps, leaf, order, predicates], context) {
  const found = [];
  const addLeaf = (frame, position) => {
    const value = leaf === null ? frame : valueAt(frame, leaf);
    if (filterNodes(context, [[0, value]], predicates).length) {
      found.push([[...position, order], value]);
    }
  };
  const descend = (frame, depth, position) => {
    if (depth === steps.length) return addLeaf(frame, position);
    const [key, order, predicates, index] = steps[depth];
    const list = valueAt(frame, key);
    let instances = (Array.isArray(list) ? list : []).map((node, index) => [index, node]);
    instances = instances.filter(([, node]) => isObject(node));
    spend(context, instances.length + 1);
    if (index !== null) {
      const wanted = run(index, context);
      instances = instances.filter(([index]) => index + 1 === wanted);
    }
    for (const [index, node] of filterNodes(context, instances, predicates)) {
      enter(context, index, node);
      descend(node, depth + 1, [...position, order, index]);
      leave(context);
    }
  };
  descend(context.frames[start], 0, []);
  return found;
}

function choices([, list, column, predicates], context) {
  const rows = (context.lists?.[list] ?? []).map((row, index) => [index, row]);
  spend(context, rows.length);
  return filterNodes(context, rows, predicates).map(([index, row]) => [
    [LISTS, index],
    column === null ? row : valueAt(row, column),
  ]);
}

function union([, ...parts], context) {
  const found = new Map();
  for (const [position, value] of parts.flatMap((part) => nodesOf(part, context))) {
    found.set(position.join(), [position, value]);
  }
  return [...found.values()].sort(([one], [other]) => comparePositions(one, other));
}

function comparePositions(one, other) {
  const depth = one.findIndex((number, depth) => number !== other[depth]);
  if (depth < 0) return one.length - other.length;
  return depth < other.length ? one[depth] - other[depth] : 1;
}

function filter([, inner, predicates], context) {
  const nodes = nodesOf(inner, context);
  const indexed = nodes.map(([, value], index) => [index, value]);
  return filterNodes(context, indexed, predicates).map(([index]) => nodes[index]);
}

function guard([, conditions, inner], context) {
  return conditions.every((condition) => run(condition, context)) ? nodesOf(inner, context) : [];
}

const SETS = { path, choices, union, filter, guard };
const isSet = (tree) => Array.isArray(tree) && Object.hasOwn(SETS, tree[0]);
const nodesOf = (tree, context) =>
  isSet(tree) ? SETS[tree[0]](tree, context) : [[[0], run(tree, context)]];
const valuesOf = (tree, context) => nodesOf(tree, context).map(([, value]) => value);
const allValues = (trees, context) => trees.flatMap((tree) => valuesOf(tree, context));
const numbersOf = (trees, context) =>
  allValues(trees, context)
    .filter((value) => toText(value) !== "")
    .map((value) => toNumber(value, context));

function joinTexts(context, separator, values) {
  const texts = values.map(toText);
  const length = texts.reduce((sum, text) => sum + text.length, separator.length * texts.length);
  spend(context, Math.floor(length / 64));
  return texts.join(separator);
}

const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

function extreme(numbers, isBetter) {
  if (!numbers.length || numbers.some(Number.isNaN)) return NaN;
  return numbers.reduce((best, number) => (isBetter(number, best) ? number : best));
}

// Comparisons

const ORDERS = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};
const EQUALITIES = {
  "=": (left, right) => left === right,
  "!=": (left, right) => left !== right,
};

// A date beside a date-time begins at midnight in the zone, so that today's date is never after now().
function toComparable(value, other, context) {
  if (isNumber(value)) return Number(value);
  const time = parseDateTime(toText(value));
  if (!time || time.time !== null) return toNumber(value, context);
  const beside = isNumber(other) ? null : parseDateTime(toText(other));
  return beside && beside.time !== null ? toUtc(time.day * DAY, context) / DAY : time.day;
}

// What two texts are equal by: a date's or date-time's instant, else the text itself.
function toTextKey(value, context) {
  const text = toText(value);
  const time = parseDateTime(text);
  return time ? toInstant(time, context) : text;
}

const equalTexts = (holds, left, right, context) =>
  holds(toTextKey(left, context), toTextKey(right, context));

function equalValues(holds, left, right, context) {
  if (typeof left === "boolean" || typeof right === "boolean") {
    return holds(toBoolean(left), toBoolean(right));
  }
  if (typeof left === "string" && typeof right === "string") return equalTexts(holds, left, right, context);
  return holds(toNumber(left, context), toNumber(right, context));
}

function compareSets(sign, [left, right], context) {
  const [one, other] = [left, right].map((tree) =>
    isSet(tree) ? valuesOf(tree, context) : run(tree, context),
  );
  const asNumbers = !(sign in EQUALITIES) || isNumber(one) || isNumber(other);
  const convert = (value) => (asNumbers ? toNumber : toTextKey)(value, context);
  const [lefts, rights] = [one, other].map((value) => (Array.isArray(value) ? value : [value]));
  spend(context, lefts.length + rights.length);
  return anyPair(sign, lefts.map(convert), rights.map(convert));
}

function anyPair(sign, lefts, rights) {
  if (!lefts.length || !rights.length) return false;
  if (sign === "!=") {
    const different = new Set([...lefts, ...rights]);
    return different.size > 1 || different.has(NaN);
  }
  if (sign === "=") {
    const known = new Set(lefts);
    return rights.some((value) => !Number.isNaN(value) && known.has(value));
  }
  const [ones, others] = [lefts, rights].map((all) => all.filter((number) => !Number.isNaN(number)));
  if (!ones.length || !others.length) return false;
  const [first, second] = sign.startsWith("<") ? [minimum, maximum] : [maximum, minimum];
  return ORDERS[sign](first(ones), second(others));
}

const minimum = (numbers) => extreme(numbers, ORDERS["<"]);
const maximum = (numbers) => extreme(numbers, ORDERS[">"]);

// Operations

const IN_CONTEXT = {
  today,
  now: (context) => formatIsoDateTime(context.now, context),
  date,
  "date-time": dateTime,
  "decimal-date-time": (context, value) => toNumber(value, context),
  "decimal-time": decimalTime,
  "format-date": formatDate,
  "format-date-time": formatDate,
};

const isTicked = (value, context) => toText(value) === "yes" || toNumber(value, context) > 0;
const isWithin = (least, most, count) =>
  (least === -1 || count >= least) && (most === -1 || count <= most);

const OPERATIONS = {
  nan: () => NaN,
  inf: () => Infinity,
  answer: ([, slot, key], context) => valueAt(context.frames[slot], key),
  self: (_, context) => context.value,
  item: ([, slot], context) => context.frames[slot],
  "instance-position": ([, slot], context) => context.positions[slot] + 1,
  position: ([, slot], context) => context.focus[slot][0],
  last: ([, slot], context) => context.focus[slot][1],
  "to-number": ([, tree], context) => toNumber(run(tree, context), context),
  "to-string": ([, tree], context) => toText(run(tree, context)),
  "to-boolean": ([, tree], context) => toBoolean(run(tree, context)),
  has: ([, tree], context) => toText(run(tree, context)) !== "",
  exists: ([, tree], context) => nodesOf(tree, context).length > 0,
  first: ([, tree], context) => nodesOf(tree, context)[0]?.[1],
  "position-of-first": ([, tree], context) => {
    const position = nodesOf(tree, context)[0]?.[0];
    return position ? position[position.length - 2] + 1 : NaN;
  },
  and: ([, ...trees], context) => trees.every((tree) => run(tree, context)),
  or: ([, ...trees], context) => trees.some((tree) => run(tree, context)),
  "+": ([, ...trees], context) => trees.map((tree) => run(tree, context)).reduce((a, b) => a + b),
  "*": ([, ...trees], context) => trees.map((tree) => run(tree, context)).reduce((a, b) => a * b),
  if: ([, condition, yes, no], context) => run(run(condition, context) ? yes : no, context),
  coalesce: ([, ...trees], context) => {
    let value = "";
    for (const tree of trees) {
      value = run(tree, context);
      if (value !== "" && !Number.isNaN(value)) break;
    }
    return value;
  },
  once: ([, tree], context) => toText(context.value) || run(tree, context),
  sum: ([, ...trees], context) => total(numbersOf(trees, context)),
  min: ([, ...trees], context) => minimum(numbersOf(trees, context)),
  max: ([, ...trees], context) => maximum(numbersOf(trees, context)),
  count: ([, tree], context) => nodesOf(tree, context).length,
  "count-non-empty": ([, tree], context) =>
    valuesOf(tree, context).filter((value) => toText(value) !== "").length,
  concat: ([, ...trees], context) => joinTexts(context, "", allValues(trees, context)),
  join: ([, separator, ...trees], context) =>
    joinTexts(context, run(separator, context), allValues(trees, context)),
  distance: ([, ...trees], context) => measureLength(joinTexts(context, ";", allValues(trees, context))),
  area: ([, ...trees], context) => measureArea(joinTexts(context, ";", allValues(trees, context))),
  checklist: ([, least, most, ...trees], context) => {
    const count = allValues(trees, context).filter((value) => isTicked(value, context)).length;
    return isWithin(run(least, context), run(most, context), count);
  },
  "weighted-checklist": ([, least, most, ...trees], context) => {
    const weights = [];
    for (let index = 0; index < trees.length; index += 2) {
      const isChecked = isTicked(run(trees[index], context), context);
      if (isChecked) weights.push(run(trees[index + 1], context));
    }
    return isWithin(run(least, context), run(most, context), total(weights));
  },
  "choice-name": ([, tree, list], context) => {
    const name = run(tree, context);
    return context.lists?.[list]?.find((row) => row.name === name)?.label ?? "";
  },
  pulldata: ([, list, column, key, tree], context) =>
    lookUp(context.lists?.[list] ?? [], column, key, run(tree, context)),
  regex: ([, tree, pattern], context) => matches(pattern, run(tree, context)),
  uuid: ([, tree], context) => {
    if (tree === undefined) return context.newId();
    const length = run(tree, context);
    if (!(length >= 1 && length <= 255)) return "";
    let text = "";
    while (text.length < Math.trunc(length)) text += context.newId().replaceAll("-", "");
    return text.slice(0, Math.trunc(length));
  },
  random: (_, context) => parseInt(context.newId().slice(-12), 16) / 2 ** 48,
};

for (const [name, apply] of Object.entries(FUNCTIONS)) {
  OPERATIONS[name] = ([, ...trees], context) => apply(...trees.map((tree) => run(tree, context)));
}
for (const [name, apply] of Object.entries(IN_CONTEXT)) {
  OPERATIONS[name] = ([, ...trees], context) =>
    apply(context, ...trees.map((tree) => run(tree, context)));
}
for (const [sign, holds] of Object.entries({ ...EQUALITIES, ...ORDERS })) {
  const plain = ([, left, right], context) => holds(run(left, context), run(right, context));
  OPERATIONS[`${sign}n`] = OPERATIONS[`${sign}s`] = OPERATIONS[`${sign}b`] = plain;
  OPERATIONS[`${sign}N`] = ([, ...trees], context) => compareSets(sign, trees, context);
  OPERATIONS[`${sign}t`] = ([, left, right], context) =>
    equalTexts(holds, run(left, context), run(right, context), context);
  OPERATIONS[`${sign}v`] = ([, left, right], context) =>
    equalValues(holds, run(left, context), run(right, context), context);
  OPERATIONS[`${sign}i`] = ([, left, right], context) => {
    const [one, other] = [run(left, context), run(right, context)];
    return holds(toComparable(one, other, context), toComparable(other, one, context));
  };
}
