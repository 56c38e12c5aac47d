// The choices of a question with a `choice_filter`. A choice that is not offered leaves the page but is
// remembered: once it is offered again, it comes back as it was.

export class Choices {
  constructor(element, node) {
    this.node = node;
    this.box = element.querySelector("[data-options]");
    this.isMenu = this.box.matches("select");
    this.blank = this.isMenu ? this.box.options[0] : null;
    this.made = new Map();
    this.remembered = new Set();
  }

  // The choices that the server wrote, each with its row of the list. In a list where a name stands
  // twice (a filter tells the rows apart) the script writes them itself.
  take(rows) {
    const names = rows.map((row) => row.name);
    const isPlain = new Set(names).size === names.length;
    for (const item of this.items()) {
      const { value } = this.control(item);
      if (this.isChosen(item)) this.remembered.add(value);
      const row = rows.find((one) => one.name === value) ?? (value === "other" ? OTHER : null);
      if (row && (isPlain || row === OTHER)) this.made.set(row, item);
    }
    this.rows = rows;
  }

  items() {
    return [...this.box.children].filter((one) => one !== this.blank);
  }

  control(item) {
    return this.isMenu ? item : item.querySelector("input");
  }

  isChosen(item) {
    return this.isMenu ? item.selected : this.control(item).checked;
  }

  choose(item, chosen) {
    if (this.isMenu) item.selected = chosen;
    else this.control(item).checked = chosen;
  }

  // What a draft kept.
  remember(names) {
    this.remembered = new Set(names);
    for (const item of this.made.values()) this.choose(item, this.remembered.has(this.control(item).value));
  }

  // A person chose: what was remembered for better times is forgotten, except among many boxes.
  chose() {
    if (this.isMenu) this.remembered = new Set([this.box.value]);
    else if (this.box.dataset.type === "radio") {
      this.remembered.clear();
      for (const item of this.made.values()) if (!item.isConnected) this.choose(item, false);
    }
  }

  // Shows exactly these rows of the list, and “other” after them where it is offered.
  offer(offered, rows) {
    if (!this.rows) this.take(rows);
    const items = offered.map((row) => this.made.get(row) ?? this.make(row));
    if (this.made.has(OTHER)) items.push(this.made.get(OTHER));
    const current = this.items();
    if (items.length === current.length && items.every((item, index) => item === current[index])) return;
    if (this.isMenu && this.box.value) this.remembered = new Set([this.box.value]);
    this.box.replaceChildren(...(this.blank ? [this.blank, ...items] : items));
    if (this.isMenu) this.box.value = items.find((item) => this.remembered.has(item.value))?.value ?? "";
  }

  make(row) {
    const { name, label } = row;
    const item = this.isMenu ? new Option(label, name) : this.option(name, label);
    this.made.set(row, item);
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
    control.id = document.getElementById(field) ? `${field}-of-${this.made.size + 1}` : field;
    words.htmlFor = control.id;
    words.textContent = label;
    item.append(control, words);
    return item;
  }
}

const OTHER = { name: "other" };
