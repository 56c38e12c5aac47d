// regex(): runs an automaton in all its states at once, so that no pattern takes long. A pattern is the tree
// that `regex.py` read: a set of characters, or a list: ["cat", …], ["alt", …],
// ["rep", tree, least, most or null], ["start"], ["end"].

const automata = new WeakMap();
const sets = new Map();

export function matches(tree, text) {
  if (typeof tree === "string") tree = ["cat", tree];
  if (!automata.has(tree)) automata.set(tree, automaton(tree));
  const { states, entry } = automata.get(tree);
  const points = [...text];
  let current = closure(states, [entry], points, 0);
  for (let index = 0; index < points.length && current.length; index++) {
    const next = current.filter(({ set }) => set?.test(points[index])).map(({ next }) => next);
    current = closure(states, next, points, index + 1);
  }
  return current.some(({ accepts }) => accepts);
}

// Returns the states that are reached from `starts` without reading a character (the epsilon closure).
function closure(states, starts, points, index) {
  const seen = new Set();
  const open = [...starts];
  const found = [];
  while (open.length) {
    const number = open.pop();
    if (seen.has(number)) continue;
    seen.add(number);
    const state = states[number];
    if (state.split) open.push(...state.split);
    else if (state.edge === undefined) found.push(state);
    else if (index === (state.edge === "start" ? 0 : points.length)) open.push(state.next);
  }
  return found;
}

function automaton(tree) {
  const states = [{ accepts: true }];
  const add = (state) => states.push(state) - 1;
  const repeat = (part, times, next) => {
    for (let count = 0; count < times; count++) next = build(part, next);
    return next;
  };
  const build = (part, next) => {
    if (typeof part === "string") return add({ set: setOf(part), next });
    const [kind, ...rest] = part;
    if (kind === "cat") return rest.reduceRight((after, inner) => build(inner, after), next);
    if (kind === "alt") return add({ split: rest.map((inner) => build(inner, next)) });
    if (kind !== "rep") return add({ edge: kind, next });
    const [inner, least, most] = rest;
    if (most === null) {
      const loop = add({ split: [next] });
      states[loop].split.push(build(inner, loop));
      return repeat(inner, least, loop);
    }
    let entry = next;
    for (let count = least; count < most; count++) {
      entry = add({ split: [next, build(inner, entry)] });
    }
    return repeat(inner, least, entry);
  };
  return { entry: build(tree, 0), states };
}

function setOf(text) {
  if (!sets.has(text)) sets.set(text, new RegExp(`^${text}$`, "u"));
  return sets.get(text);
}
