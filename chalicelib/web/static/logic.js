// What the answers so far decide: which questions are asked, what is calculated, which choices are
// offered. It knows no page: it works on the rules that the server wrote (forms/logic/client_rules.py)
// and on instances, which hold the answers of the form or of one instance of a repeat. The rules mean
// the same as on the server (forms/logic/passes.py); tests/forms/logic/vectors.json holds both to it.
//
// A change is followed along what depends on it, each row once, in the order of the rules; so a key
// costs what follows from it, not what the form is long.

import { fitAnswer } from "./answer-fit.js";
import { evaluate, filterRows } from "./expressions.js";
import { formatIsoDateTime, today } from "./expression-datetimes.js";
import { Premises } from "./premises.js";
import { same, toBoolean, toText } from "./values.js";

const OTHER = "other";

export class Instance {
  constructor(scope, parent, repeat) {
    this.scope = scope;
    this.parent = parent;
    this.repeat = repeat;
    this.index = 0;
    this.answers = {};
    this.frames = parent ? [...parent.frames, this.answers] : [this.answers];
    this.typed = new Map(); // by row: what its fields hold, asked or not
    this.asked = new Map(); // by row: whether it is relevant
    this.calculated = new Map(); // by row: the last result of a calculation that may be typed over
    this.due = new Set(); // rows whose trigger has changed
    this.instances = new Map(); // by repeat
    this.isNew = false;
  }

  // The indexes of the instances around its questions, from the outermost, counted from 0.
  get positions() {
    return this.parent ? [...this.parent.positions, this.index] : [0];
  }

  instancesOf(repeat) {
    return this.instances.get(repeat) ?? [];
  }
}

export class FormLogic {
  // `clock` gives the moment in milliseconds; `newId` makes a UUID. `page` is told what to show:
  // `paint(instance, row)` and `resize(instance, row, count)`.
  constructor(rules, page, { clock, newId, started = "" }) {
    this.rules = rules;
    this.nodes = rules.nodes;
    for (const node of this.nodes) node.kind = rules.types[node.type];
    this.order = rules.order;
    this.page = page;
    this.clock = clock;
    this.newId = newId;
    this.started = started;
    this.rank = new Int32Array(this.nodes.length);
    this.order.forEach((row, rank) => (this.rank[row] = rank));
    this.dirty = new Uint8Array(this.nodes.length);
    this.next = this.nodes.length; // no row before this rank is dirty
    this.running = -1; // the rank of the row that is being settled
    this.unpainted = new Map();
    this.byScope = rules.scopes.map(() => []);
    this.premises = new Premises(this);
    this.root = this.enter(new Instance(0, null, null));
  }

  // Instances of repeats

  enter(instance) {
    this.byScope[instance.scope].push(instance);
    for (const row of this.rules.scopes[instance.scope]) this.mark(row);
    return instance;
  }

  // One more instance of a repeat, at the end. A new one starts with its questions' defaults.
  append(around, repeat, { isNew = false } = {}) {
    const made = new Instance(this.nodes[repeat].inner, around, repeat);
    made.isNew = isNew;
    made.index = around.instancesOf(repeat).length;
    around.instances.set(repeat, [...around.instancesOf(repeat), made]);
    this.mark(repeat);
    return this.enter(made);
  }

  remove(gone) {
    const left = gone.parent.instancesOf(gone.repeat).filter((one) => one !== gone);
    left.forEach((one, index) => (one.index = index));
    gone.parent.instances.set(gone.repeat, left);
    this.leave(gone);
    this.mark(gone.repeat);
    for (const scope of this.scopesWithin(gone.scope))
      for (const row of this.rules.scopes[scope]) this.mark(row);
  }

  // An instance that was removed comes back at the end, as it was.
  restore(again) {
    again.index = again.parent.instancesOf(again.repeat).length;
    again.parent.instances.set(again.repeat, [...again.parent.instancesOf(again.repeat), again]);
    this.enterAll(again);
  }

  enterAll(again) {
    this.enter(again);
    for (const inner of again.instances.values()) inner.forEach((one) => this.enterAll(one));
  }

  leave(gone) {
    this.byScope[gone.scope] = this.byScope[gone.scope].filter((one) => one !== gone);
    for (const inner of gone.instances.values()) inner.forEach((one) => this.leave(one));
  }

  scopesWithin(scope) {
    const inner = this.rules.scopes[scope].map((row) => this.nodes[row].inner);
    return [scope, ...inner.filter(Boolean).flatMap((one) => this.scopesWithin(one))];
  }

  // Whether somebody typed something in an instance, or a calculation fills a field that can be typed over.
  isFilledIn(instance) {
    for (const row of this.rules.scopes[instance.scope]) {
      const { entered, calculation, keepsSent } = this.nodes[row];
      if (!entered) continue;
      if (calculation === undefined ? instance.typed.get(row) !== undefined : keepsSent) return true;
    }
    return [...instance.instances.values()].some((inner) => inner.some((one) => this.isFilledIn(one)));
  }

  // The instances that count: of those that somebody adds, none after the last one that is filled in.
  counted(instance, repeat) {
    const all = instance.instancesOf(repeat);
    if (this.nodes[repeat].repeatCount !== undefined) return all;
    let count = all.length;
    while (count > 0 && !this.isFilledIn(all[count - 1])) count -= 1;
    return all.slice(0, count);
  }

  // Changes

  mark(row) {
    const rank = this.rank[row];
    if (rank <= this.running) return; // two filters that read each other: each is settled once
    this.premises.assume(row);
    this.dirty[rank] = 1;
    if (rank < this.next) this.next = rank;
  }

  // What a field holds when the page is opened; undefined for nothing.
  seed(instance, row, value) {
    instance.typed.set(row, value);
    if (value !== undefined) instance.answers[this.nodes[row].key] = value;
  }

  // What a person typed or chose; undefined for nothing.
  change(instance, row, value) {
    const before = instance.typed.get(row);
    if (same(before, value)) return;
    instance.typed.set(row, value);
    const node = this.nodes[row];
    if (this.premises.has(row)) this.mark(row);
    for (const triggered of node.triggers ?? []) {
      for (const one of this.byScope[this.nodes[triggered].scope]) one.due.add(triggered);
      this.mark(triggered);
    }
    if (node.keepsSent && value === undefined) this.mark(row);
    if ((before === undefined) !== (value === undefined)) this.markRepeats(instance);
    this.settle(instance, row);
    this.run();
  }

  // An instance that is filled in for the first time begins to count.
  markRepeats(instance) {
    for (let one = instance; one.parent; one = one.parent) this.mark(one.repeat);
  }

  // Settles all rows that are marked, and what depends on them; then lets the page show it.
  run() {
    for (; this.next < this.order.length; this.next += 1) {
      if (!this.dirty[this.next]) continue;
      this.dirty[this.next] = 0;
      this.running = this.next;
      const row = this.order[this.next];
      for (const instance of [...this.byScope[this.nodes[row].scope]]) this.visit(instance, row);
      this.premises.conclude(row);
    }
    this.running = -1;
    const unpainted = this.unpainted;
    this.unpainted = new Map();
    for (const [row, instances] of unpainted)
      for (const instance of instances) this.page.paint(instance, row);
  }

  // One row in one instance

  visit(instance, row) {
    const node = this.nodes[row];
    const before = instance.asked.get(row);
    if (node.premises && node.inner !== undefined) this.offerInstances(instance, row);
    const asked = this.isRelevant(instance, row);
    instance.asked.set(row, asked);
    this.repaint(instance, row);
    if (instance.isNew && before === undefined && node.initial !== undefined) this.start(instance, row);
    if (asked) this.fill(instance, row);
    if (asked && node.repeatCount !== undefined) this.resize(instance, row);
    this.settle(instance, row, before !== asked);
  }

  isRelevant(instance, row) {
    const { relevant } = this.nodes[row];
    if (!this.isContainerAsked(instance, row)) return false;
    return relevant === undefined || this.holds(instance, row, relevant);
  }

  isContainerAsked(instance, row) {
    const container = this.premises.containerOf(row);
    if (container === undefined) return true;
    let around = instance;
    while (around.scope !== this.nodes[container].scope) around = around.parent;
    return around.asked.get(container) ?? true;
  }

  // Lets a repeat's own relevance read its instances.
  offerInstances(instance, row) {
    const instances = some(this.counted(instance, row).map((one) => one.answers));
    this.put(instance, row, instances);
  }

  put(instance, row, value) {
    const { key } = this.nodes[row];
    if (value === undefined) delete instance.answers[key];
    else instance.answers[key] = value;
  }

  // The default of a question in a new instance, or on a new page.
  start(instance, row) {
    if (instance.typed.get(row) !== undefined) return;
    const { initial, fit } = this.nodes[row];
    instance.typed.set(row, fitAnswer(fit, this.evaluate(instance, row, initial), this.context(instance, row)));
  }

  // What the form itself answers.
  fill(instance, row) {
    const node = this.nodes[row];
    if (node.calculation !== undefined) this.calculate(instance, row);
    else if (node.fixed !== undefined && instance.typed.get(row) === undefined)
      instance.typed.set(row, fitAnswer(node.fit, node.fixed, this.context(instance, row)));
    else if (node.type in STAMPS) instance.typed.set(row, STAMPS[node.type](this.context(instance, row)));
    else if (node.kind.source === "page" && !instance.parent && this.started) instance.typed.set(row, this.started);
  }

  // With `keepsSent` what was typed stands until a new result differs from the last one.
  calculate(instance, row) {
    const node = this.nodes[row];
    const isDue = instance.due.delete(row);
    if (!node.keepsSent) return instance.typed.set(row, this.calculation(instance, row));
    const isBlank = instance.typed.get(row) === undefined;
    if (node.triggeredBy && !isDue && (!isBlank || !this.isTriggered(instance, node))) return;
    const result = this.calculation(instance, row);
    const isChanged = instance.calculated.has(row) && !same(instance.calculated.get(row), result);
    instance.calculated.set(row, result);
    if (isBlank || isDue || isChanged) instance.typed.set(row, result);
  }

  isTriggered(instance, node) {
    return node.triggeredBy.some((trigger) => {
      const { scope, key } = this.nodes[trigger];
      let around = instance;
      while (around && around.scope !== scope) around = around.parent;
      return around?.answers[key] !== undefined;
    });
  }

  calculation(instance, row) {
    const { calculation, fit } = this.nodes[row];
    return fitAnswer(fit, this.evaluate(instance, row, calculation), this.context(instance, row));
  }

  resize(instance, row) {
    const result = Math.floor(Number(this.evaluate(instance, row, this.nodes[row].repeatCount)));
    const count = Math.min(Math.max(result || 0, 0), this.rules.maxInstances);
    if (count !== instance.instancesOf(row).length) this.page.resize(instance, row, count);
  }

  // Puts the answer where other rows see it, and marks what depends on it.
  settle(instance, row, isTurned = false) {
    const node = this.nodes[row];
    const before = instance.answers[node.key];
    const value = this.answer(instance, row);
    this.put(instance, row, value);
    if (!isTurned && node.inner === undefined && same(before, value)) return;
    this.spread(instance, row);
  }

  // Marks and repaints what depends on a row.
  spread(instance, row) {
    const node = this.nodes[row];
    this.repaint(instance, row);
    for (const dependent of node.dependents) this.mark(dependent);
    for (const other of node.mentionedBy)
      for (const one of this.byScope[this.nodes[other].scope]) this.repaint(one, other);
  }

  // The answer as other rows see it: none where the question is not asked, or the choice not offered.
  answer(instance, row) {
    const node = this.nodes[row];
    if ((node.kind.isContainer && node.inner === undefined) || !(instance.asked.get(row) ?? true)) return undefined;
    if (node.inner !== undefined) return some(this.counted(instance, row).map((one) => one.answers));
    const value = instance.typed.get(row);
    if (node.choiceFilter === undefined || value === undefined) return value;
    const offered = new Set(this.offered(instance, row).map((choice) => choice.name));
    if (node.orOther) offered.add(OTHER);
    if (!Array.isArray(value)) return offered.has(value) ? value : undefined;
    return some(value.filter((one) => offered.has(one)));
  }

  // The rows of a question's list that its filter lets through.
  offered(instance, row) {
    const { choiceFilter, list } = this.nodes[row];
    return filterRows(choiceFilter, this.context(instance, row), this.rules.lists[list]);
  }

  // What is wrong with the answer, as far as a page can tell: `required`, `constraint`, or nothing.
  check(instance, row) {
    const { required, constraint } = this.nodes[row];
    if (!(instance.asked.get(row) ?? true)) return "";
    if (instance.answers[this.nodes[row].key] === undefined)
      return required !== undefined && this.holds(instance, row, required) ? "required" : "";
    return constraint !== undefined && !this.holds(instance, row, constraint) ? "constraint" : "";
  }

  // Whether one of these rows, which a page of a form in steps shows, is asked now; of a repeat with a count, in an instance.
  asksAny(rows, instance = this.root) {
    const isAsked = (row) => {
      if (this.nodes[row].scope !== instance.scope || !(instance.asked.get(row) ?? true)) return false;
      if (this.nodes[row].repeatCount === undefined) return true;
      return instance.instancesOf(row).some((one) => this.asksAny(rows, one));
    };
    return rows.some(isAsked);
  }

  repaint(instance, row) {
    const instances = this.unpainted.get(row);
    if (instances) instances.add(instance);
    else this.unpainted.set(row, new Set([instance]));
  }

  // Expressions

  holds(instance, row, tree) {
    return toBoolean(this.evaluate(instance, row, tree));
  }

  evaluate(instance, row, tree) {
    return evaluate(tree, this.context(instance, row));
  }

  text(instance, row, tree) {
    const text = toText(this.evaluate(instance, row, tree));
    return text === "NaN" ? "–" : text;
  }

  // A message given in parts: words, and names whose answers stand in their place.
  message(instance, row, parts) {
    const { texts } = this.nodes[row];
    return parts.map((part) => (part.name ? this.text(instance, row, texts[part.name]) : part)).join("");
  }

  context(instance, row) {
    const { language, lists, zone } = this.rules;
    return {
      frames: [...instance.frames],
      positions: instance.positions,
      value: instance.typed.get(row),
      now: this.clock(),
      newId: this.newId,
      language,
      lists,
      zone,
    };
  }
}

const STAMPS = {
  today,
  end: (context) => formatIsoDateTime(Math.floor(context.now / 1000) * 1000, context).replace(".000", ""),
};

const some = (list) => (list.length ? list : undefined);
