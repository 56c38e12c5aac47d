// What the answers so far decide: which questions are asked, what is calculated, which choices fit.
// No page in here: it works on the program that the server wrote (see web/participant/program.py)
// and on instances, which hold the answers of the form itself or of one round of a repeat.
//
// A change is worked out along what depends on it, each question once, in the program's order; so a
// key pressed costs what follows from it, not what the form is long.

import { evaluate, filterRows, toBoolean, toText } from "./expressions.js";

export class Instance {
  constructor(scope, parent, repeat) {
    this.scope = scope;
    this.parent = parent;
    this.repeat = repeat;
    this.index = 0;
    this.answers = {};
    this.frames = parent ? [...parent.frames, this.answers] : [this.answers];
    this.typed = new Map();
    this.asked = new Map();
    this.rows = new Map();
    this.due = new Set();
  }

  // The numbers of the rounds around its questions, from the outermost, counted from 0.
  get positions() {
    return this.parent ? [...this.parent.positions, this.index] : [0];
  }
}

export class Logic {
  // `program` is the server's; `clock` gives the moment in milliseconds; `newId` makes a UUID.
  // `page` is told what to show: `paint(instance, number)` and `resize(instance, number, count)`.
  constructor(program, page, { clock, newId }) {
    this.nodes = program.nodes;
    this.program = program;
    this.page = page;
    this.clock = clock;
    this.newId = newId;
    this.order = program.order;
    this.rank = new Int32Array(this.nodes.length);
    this.order.forEach((number, rank) => (this.rank[number] = rank));
    this.dirty = new Uint8Array(this.nodes.length);
    this.lowest = this.nodes.length;
    this.seen = new Map();
    this.within = program.scopes.map(() => []);
    this.root = this.enter(new Instance(0, null, null));
  }

  enter(instance) {
    this.within[instance.scope].push(instance);
    for (const number of this.program.scopes[instance.scope]) this.mark(number);
    return instance;
  }

  // One more round of a repeat, at the end.
  grow(around, repeat) {
    const node = this.nodes[repeat];
    const rows = around.rows.get(repeat) ?? [];
    const made = new Instance(node.inner, around, repeat);
    made.index = rows.length;
    around.rows.set(repeat, [...rows, made]);
    this.mark(repeat);
    return this.enter(made);
  }

  shrink(gone) {
    const rows = gone.parent.rows.get(gone.repeat).filter((one) => one !== gone);
    rows.forEach((one, index) => (one.index = index));
    gone.parent.rows.set(gone.repeat, rows);
    this.leave(gone);
    this.mark(gone.repeat);
    for (const scope of this.scopesUnder(gone.scope))
      for (const number of this.program.scopes[scope]) this.mark(number);
  }

  // A round that went comes back at the end, as it was.
  regrow(again) {
    const rows = again.parent.rows.get(again.repeat) ?? [];
    again.index = rows.length;
    again.parent.rows.set(again.repeat, [...rows, again]);
    this.enterAll(again);
  }

  enterAll(again) {
    this.enter(again);
    for (const rows of again.rows.values()) rows.forEach((one) => this.enterAll(one));
  }

  leave(gone) {
    this.within[gone.scope] = this.within[gone.scope].filter((one) => one !== gone);
    for (const rows of gone.rows.values()) rows.forEach((one) => this.leave(one));
  }

  scopesUnder(scope) {
    const inner = this.program.scopes[scope].map((number) => this.nodes[number].inner);
    return [scope, ...inner.filter(Boolean).flatMap((one) => this.scopesUnder(one))];
  }

  mark(number) {
    const rank = this.rank[number];
    this.dirty[rank] = 1;
    if (rank < this.lowest) this.lowest = rank;
  }

  markAll() {
    this.dirty.fill(1);
    this.lowest = 0;
  }

  // What a person typed or chose; undefined for nothing.
  typed(instance, number, value) {
    if (same(instance.typed.get(number), value)) return;
    instance.typed.set(number, value);
    for (const triggered of this.nodes[number].triggers ?? []) {
      for (const one of this.within[this.nodes[triggered].scope]) one.due.add(triggered);
      this.mark(triggered);
    }
    this.settle(instance, number);
    this.run();
  }

  // Works out everything that is marked, and what follows from it; then lets the page show it.
  run() {
    for (; this.lowest < this.order.length; this.lowest += 1) {
      if (!this.dirty[this.lowest]) continue;
      this.dirty[this.lowest] = 0;
      const number = this.order[this.lowest];
      for (const instance of this.within[this.nodes[number].scope]) this.visit(instance, number);
    }
    const seen = this.seen;
    this.seen = new Map();
    for (const [number, instances] of seen)
      for (const instance of instances) this.page.paint(instance, number);
  }

  visit(instance, number) {
    const node = this.nodes[number];
    const asked = this.isAsked(instance, number);
    const was = instance.asked.get(number);
    instance.asked.set(number, asked);
    this.look(instance, number);
    if (asked && node.calculation) this.calculate(instance, number);
    if (asked && node.count) this.resize(instance, number);
    this.settle(instance, number, was !== asked);
  }

  isAsked(instance, number) {
    const node = this.nodes[number];
    if (node.container !== undefined && !this.containerIsAsked(instance, node.container)) return false;
    return !node.relevant || this.holds(instance, number, node.relevant);
  }

  containerIsAsked(instance, container) {
    const around = this.nodes[container].scope === instance.scope ? instance : instance.parent;
    return around.asked.get(container) ?? true;
  }

  calculate(instance, number) {
    const node = this.nodes[number];
    if (node.triggered && !instance.due.delete(number)) return;
    const value = this.value(instance, number, node.calculation);
    instance.typed.set(number, value === "" || Number.isNaN(value) ? undefined : value);
  }

  resize(instance, number) {
    const asked = Math.floor(Number(this.value(instance, number, this.nodes[number].count)));
    const count = Math.min(Math.max(asked || 0, 0), this.program.most);
    if (count !== (instance.rows.get(number) ?? []).length) this.page.resize(instance, number, count);
  }

  // The answer as others see it: none where the question is not asked.
  settle(instance, number, turned = false) {
    const node = this.nodes[number];
    const before = instance.answers[node.key];
    const value = this.standing(instance, number);
    if (value === undefined) delete instance.answers[node.key];
    else instance.answers[node.key] = value;
    if (!turned && !node.inner && same(before, value)) return;
    this.look(instance, number);
    for (const next of node.feeds) this.mark(next);
    for (const next of node.looks) for (const one of this.within[this.nodes[next].scope]) this.look(one, next);
  }

  standing(instance, number) {
    const node = this.nodes[number];
    if (node.type === "begin_group" || !(instance.asked.get(number) ?? true)) return undefined;
    if (node.inner) return (instance.rows.get(number) ?? []).map((one) => one.answers);
    const value = instance.typed.get(number);
    if (!node.filter || value === undefined) return value;
    const offered = new Set(this.offered(instance, number).map((choice) => choice.name));
    if (node.other) offered.add("other");
    if (!Array.isArray(value)) return offered.has(value) ? value : undefined;
    const left = value.filter((one) => offered.has(one));
    return left.length ? left : undefined;
  }

  look(instance, number) {
    const instances = this.seen.get(number);
    if (instances) instances.add(instance);
    else this.seen.set(number, new Set([instance]));
  }

  // The rows of a question's list that its filter lets through.
  offered(instance, number) {
    const { filter, list } = this.nodes[number];
    return filterRows(filter, this.context(instance, number), this.program.lists[list]);
  }

  holds(instance, number, tree) {
    return toBoolean(this.value(instance, number, tree));
  }

  value(instance, number, tree) {
    return evaluate(tree, this.context(instance, number));
  }

  text(instance, number, tree) {
    const text = toText(this.value(instance, number, tree));
    return text === "NaN" ? "–" : text;
  }

  // A message whose parts are words, and names of what stands there.
  told(instance, number, parts) {
    const { said } = this.nodes[number];
    return parts.map((part) => (part.name ? this.text(instance, number, said[part.name]) : part)).join("");
  }

  context(instance, number) {
    const { language, lists, zone } = this.program;
    return {
      frames: [...instance.frames],
      positions: instance.positions,
      value: instance.typed.get(number),
      now: this.clock(),
      newId: this.newId,
      language,
      lists,
      zone,
    };
  }
}

export function same(one, other) {
  if (one === other) return true;
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((each, place) => each === other[place]);
}
