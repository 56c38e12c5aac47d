// The choices of a question whose list depends on other answers. What does not fit leaves the page
// but is remembered: should it fit again, it comes back as it was.

export class Choices {
  constructor(element, node) {
    this.node = node;
    this.box = element.querySelector("[data-options]");
    this.isMenu = this.box.matches("select");
    this.made = new Map();
    this.remembered = new Set();
    for (const item of this.items()) this.made.set(this.control(item).value, item);
    this.blank = this.isMenu ? this.box.options[0] : null;
  }

  items() {
    return [...this.box.children].filter((one) => !this.isMenu || one.value !== "");
  }

  control(item) {
    return this.isMenu ? item : item.querySelector("input");
  }

  remember(names) {
    this.remembered = new Set(names);
    for (const [name, item] of this.made) this.choose(item, this.remembered.has(name));
  }

  choose(item, chosen) {
    const control = this.control(item);
    if (this.isMenu) control.selected = chosen;
    else control.checked = chosen;
  }

  // A person chose: what was remembered for better times is forgotten, except among many boxes.
  chose() {
    if (this.isMenu) this.remembered = new Set([this.box.value]);
    else if (this.box.dataset.type === "radio") {
      this.remembered.clear();
      for (const item of this.made.values()) if (!item.isConnected) this.choose(item, false);
    }
  }

  // Shows exactly these, in the order of the list.
  offer(names, program) {
    const wanted = [...names].map((name) => this.made.get(name) ?? this.make(name, program)).filter(Boolean);
    const shown = this.items();
    if (wanted.length === shown.length && wanted.every((item, place) => item === shown[place])) return;
    if (this.isMenu && this.box.value) this.remembered = new Set([this.box.value]);
    this.box.replaceChildren(...(this.blank ? [this.blank, ...wanted] : wanted));
    if (this.isMenu) this.box.value = wanted.find((item) => this.remembered.has(item.value))?.value ?? "";
  }

  make(name, program) {
    const choice = program.lists[this.node.list].find((one) => one.name === name);
    if (!choice) return null;
    const item = this.isMenu ? new Option(choice.label, name) : this.option(name, choice.label);
    this.made.set(name, item);
    if (this.remembered.has(name)) this.choose(item, true);
    return item;
  }

  option(name, label) {
    const field = this.box.dataset.options;
    const item = document.createElement("div");
    const control = document.createElement("input");
    const words = document.createElement("label");
    item.className = "option";
    control.type = this.box.dataset.type;
    control.name = field;
    control.value = name;
    control.id = this.made.size ? `${field}-${this.made.size + 1}` : field;
    words.htmlFor = control.id;
    words.textContent = label;
    item.append(control, words);
    return item;
  }
}
