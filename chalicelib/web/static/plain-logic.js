// What is left of a form's logic (logic.js) where nothing depends on an answer: the answers, and which of them are required.

export class PlainLogic {
  constructor({ nodes, types }) {
    this.nodes = nodes;
    for (const node of nodes) node.kind = types[node.type];
    this.root = {};
    this.answers = new Map();
  }

  run() {}

  seed(_, row, value) {
    this.answers.set(row, value);
  }

  change(_, row, value) {
    this.answers.set(row, value);
  }

  check(_, row) {
    return this.nodes[row].required && this.answers.get(row) === undefined ? "required" : "";
  }

  message(_, row, parts) {
    return parts.join("");
  }

  asksAny(rows) {
    return rows.length > 0;
  }
}
