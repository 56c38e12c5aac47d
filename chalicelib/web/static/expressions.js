// A form's expressions, evaluated as the server evaluates them (`chalicelib/xpath`): the same
// trees, the same rules, the same last digit. The server decides; this only spares people the wait.
//
//   evaluate(tree, context)     the value: a boolean, a number or a text; never throws
//   keep(tree, context, rows)   those of a list's rows that a choice_filter lets pass
//   toText, toNumber, toTruth   XPath's conversions of an answer
//
// A tree is what `to_json` wrote: a number, text or boolean stands for itself, all else is a list that
// begins with its operation. The context: `frames` (the objects of answers from the form's to the
// innermost instance around the question), `positions` (their indexes in their repeats), `value` (the
// question's own), `now` (milliseconds since 1970), `zone` (`[[from, minutes], …]`), `language`, `lists`
// (`{name: [{name, label, …}]}`), `newId` (makes a UUID), `steps` (the budget; `exhausted` says that it
// ran out, and the value was an empty text).

import { FUNCTIONS } from "./expression-functions.js";
import {
  DAY,
  date,
  dateTime,
  daysOf,
  decimalTime,
  formatDate,
  isoMoment,
  momentOf,
  toUtc,
  today,
} from "./expression-moments.js";
import { numberOf, textOfNumber } from "./expression-numbers.js";
import { matches } from "./expression-patterns.js";

const STEPS = 500_000;
const EXHAUSTED = Symbol("exhausted");

export function evaluate(tree, context) {
  const depth = context.frames.length;
  context.steps ??= STEPS;
  context.ranks ??= [];
  try {
    return run(tree, context);
  } catch (reason) {
    if (reason !== EXHAUSTED) throw reason;
    context.frames.length = context.positions.length = depth;
    context.exhausted = true;
    return "";
  }
}

export function keep(tree, context, rows) {
  const slot = context.frames.length;
  context.steps ??= STEPS;
  context.ranks ??= [];
  return rows.filter((row, index) => {
    if (--context.steps < 0) context.exhausted = true;
    if (context.steps < 0) return false;
    enter(context, index, row);
    context.ranks[slot] = [index + 1, rows.length];
    const passes = evaluate(tree, context);
    leave(context);
    return passes === true;
  });
}

function run(tree, context) {
  return Array.isArray(tree) ? OPERATIONS[tree[0]](tree, context) : tree;
}

function spend(context, steps) {
  context.steps -= steps;
  if (context.steps < 0) throw EXHAUSTED;
}

// Values

export function toText(value) {
  if (typeof value === "string") return value;
  if (typeof value === "number") return textOfNumber(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.map(toText).filter((text) => text !== "").join(" ");
  if (value && typeof value === "object") return Object.values(value).map(toText).join("");
  return "";
}

export function toNumber(value, context) {
  if (typeof value === "number" || typeof value === "boolean") return Number(value);
  const text = toText(value);
  const number = numberOf(text);
  if (number !== null) return number;
  const moment = momentOf(text);
  return moment ? daysOf(moment, context) : NaN;
}

export function toTruth(value) {
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return typeof value === "boolean" ? value : toText(value) !== "";
}

const isNumber = (value) => typeof value === "number" || typeof value === "boolean";

// Node-sets: lists of [place in the document, value], in document order

const LISTS = 1_000_000; // lists come after the form

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

// Those for which all predicates hold, one predicate after the other; `found` are [index, node].
function passing(context, found, predicates) {
  const slot = context.frames.length;
  for (const predicate of predicates) {
    const size = found.length;
    spend(context, size);
    found = found.filter(([index, node], number) => {
      enter(context, index, node);
      context.ranks[slot] = [number + 1, size];
      const passes = run(predicate, context);
      leave(context);
      return passes;
    });
  }
  return found;
}

function walk([, start, hops, leaf, order, predicates], context) {
  const found = [];
  const at = (frame, place) => {
    const value = leaf === null ? frame : valueAt(frame, leaf);
    if (passing(context, [[0, value]], predicates).length) found.push([[...place, order], value]);
  };
  const from = (frame, depth, place) => {
    if (depth === hops.length) return at(frame, place);
    const [key, number, narrowing, index] = hops[depth];
    const listed = valueAt(frame, key);
    let instances = (Array.isArray(listed) ? listed : []).map((node, index) => [index, node]);
    instances = instances.filter(([, node]) => isObject(node));
    spend(context, instances.length + 1);
    if (index !== null) {
      const wanted = run(index, context);
      instances = instances.filter(([index]) => index + 1 === wanted);
    }
    for (const [index, node] of passing(context, instances, narrowing)) {
      enter(context, index, node);
      from(node, depth + 1, [...place, number, index]);
      leave(context);
    }
  };
  from(context.frames[start], 0, []);
  return found;
}

function choices([, list, column, predicates], context) {
  const rows = (context.lists?.[list] ?? []).map((row, index) => [index, row]);
  spend(context, rows.length);
  return passing(context, rows, predicates).map(([index, row]) => [
    [LISTS, index],
    column === null ? row : valueAt(row, column),
  ]);
}

function union([, ...parts], context) {
  const found = new Map();
  for (const [place, value] of parts.flatMap((part) => nodes(part, context))) {
    found.set(place.join(), [place, value]);
  }
  return [...found.values()].sort(([one], [other]) => inOrder(one, other));
}

function inOrder(one, other) {
  const differs = one.findIndex((number, depth) => number !== other[depth]);
  if (differs < 0) return one.length - other.length;
  return differs < other.length ? one[differs] - other[differs] : 1;
}

function narrowed([, inner, predicates], context) {
  const all = nodes(inner, context);
  const numbered = all.map(([, value], index) => [index, value]);
  return passing(context, numbered, predicates).map(([index]) => all[index]);
}

const SETS = { walk, choices, union, narrowed };
const isSet = (tree) => Array.isArray(tree) && Object.hasOwn(SETS, tree[0]);
const nodes = (tree, context) =>
  isSet(tree) ? SETS[tree[0]](tree, context) : [[[0], run(tree, context)]];
const valuesOf = (tree, context) => nodes(tree, context).map(([, value]) => value);
const gathered = (trees, context) => trees.flatMap((tree) => valuesOf(tree, context));
const numbersOf = (trees, context) =>
  gathered(trees, context)
    .filter((value) => toText(value) !== "")
    .map((value) => toNumber(value, context));

function joined(context, mark, values) {
  const texts = values.map(toText);
  const length = texts.reduce((sum, text) => sum + text.length, mark.length * texts.length);
  spend(context, Math.floor(length / 64));
  return texts.join(mark);
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

// A date beside a moment begins at midnight there: today's is never after now.
function starts(value, other, context) {
  if (isNumber(value)) return Number(value);
  const moment = momentOf(toText(value));
  if (!moment || moment.time !== null) return toNumber(value, context);
  const beside = isNumber(other) ? null : momentOf(toText(other));
  return beside && beside.time !== null ? toUtc(moment.day * DAY, context) / DAY : moment.day;
}

function equalValues(holds, left, right, context) {
  if (typeof left === "boolean" || typeof right === "boolean") {
    return holds(toTruth(left), toTruth(right));
  }
  if (typeof left === "string" && typeof right === "string") return holds(left, right);
  return holds(toNumber(left, context), toNumber(right, context));
}

function amongSets(sign, [left, right], context) {
  const [one, other] = [left, right].map((tree) =>
    isSet(tree) ? valuesOf(tree, context) : run(tree, context),
  );
  const asNumbers = !(sign in EQUALITIES) || isNumber(one) || isNumber(other);
  const convert = asNumbers ? (value) => toNumber(value, context) : toText;
  const [lefts, rights] = [one, other].map((value) => (Array.isArray(value) ? value : [value]));
  spend(context, lefts.length + rights.length);
  return anyPair(sign, lefts.map(convert), rights.map(convert));
}

function anyPair(sign, lefts, rights) {
  if (!lefts.length || !rights.length) return false;
  if (sign === "!=") {
    const differing = new Set([...lefts, ...rights]);
    return differing.size > 1 || differing.has(NaN);
  }
  if (sign === "=") {
    const known = new Set(lefts);
    return rights.some((value) => !Number.isNaN(value) && known.has(value));
  }
  const [ones, others] = [lefts, rights].map((all) => all.filter((number) => !Number.isNaN(number)));
  if (!ones.length || !others.length) return false;
  const [first, second] = sign.startsWith("<") ? [lowest, highest] : [highest, lowest];
  return ORDERS[sign](first(ones), second(others));
}

const lowest = (numbers) => extreme(numbers, ORDERS["<"]);
const highest = (numbers) => extreme(numbers, ORDERS[">"]);

// Operations

const IN_CONTEXT = {
  today,
  now: (context) => isoMoment(context.now, context),
  date,
  "date-time": dateTime,
  "decimal-date-time": (context, value) => toNumber(value, context),
  "decimal-time": decimalTime,
  "format-date": formatDate,
  "format-date-time": formatDate,
};

const isTicked = (value, context) => toText(value) === "yes" || toNumber(value, context) > 0;
const fits = (least, most, count) =>
  (least === -1 || count >= least) && (most === -1 || count <= most);

const OPERATIONS = {
  nan: () => NaN,
  inf: () => Infinity,
  answer: ([, slot, key], context) => valueAt(context.frames[slot], key),
  own: (_, context) => context.value,
  candidate: ([, slot], context) => context.frames[slot],
  place: ([, slot], context) => context.positions[slot] + 1,
  rank: ([, slot], context) => context.ranks[slot][0],
  size: ([, slot], context) => context.ranks[slot][1],
  "to-number": ([, tree], context) => toNumber(run(tree, context), context),
  "to-string": ([, tree], context) => toText(run(tree, context)),
  "to-boolean": ([, tree], context) => toTruth(run(tree, context)),
  has: ([, tree], context) => toText(run(tree, context)) !== "",
  exists: ([, tree], context) => nodes(tree, context).length > 0,
  first: ([, tree], context) => nodes(tree, context)[0]?.[1],
  "place-of-first": ([, tree], context) => {
    const place = nodes(tree, context)[0]?.[0];
    return place ? place[place.length - 2] + 1 : NaN;
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
  min: ([, ...trees], context) => lowest(numbersOf(trees, context)),
  max: ([, ...trees], context) => highest(numbersOf(trees, context)),
  count: ([, tree], context) => nodes(tree, context).length,
  "count-non-empty": ([, tree], context) =>
    valuesOf(tree, context).filter((value) => toText(value) !== "").length,
  concat: ([, ...trees], context) => joined(context, "", gathered(trees, context)),
  join: ([, mark, ...trees], context) => joined(context, run(mark, context), gathered(trees, context)),
  checklist: ([, least, most, ...trees], context) => {
    const count = gathered(trees, context).filter((value) => isTicked(value, context)).length;
    return fits(run(least, context), run(most, context), count);
  },
  "weighted-checklist": ([, least, most, ...trees], context) => {
    const weights = [];
    for (let place = 0; place < trees.length; place += 2) {
      if (isTicked(run(trees[place], context), context)) weights.push(run(trees[place + 1], context));
    }
    return fits(run(least, context), run(most, context), total(weights));
  },
  label: ([, tree, list], context) => {
    const name = run(tree, context);
    return context.lists?.[list]?.find((row) => row.name === name)?.label ?? "";
  },
  match: ([, tree, pattern], context) => matches(pattern, run(tree, context)),
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
  OPERATIONS[`${sign}N`] = ([, ...trees], context) => amongSets(sign, trees, context);
  OPERATIONS[`${sign}v`] = ([, left, right], context) =>
    equalValues(holds, run(left, context), run(right, context), context);
  OPERATIONS[`${sign}i`] = ([, left, right], context) => {
    const [one, other] = [run(left, context), run(right, context)];
    return holds(starts(one, other, context), starts(other, one, context));
  };
}
