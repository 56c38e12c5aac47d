// One question on the page: reads what was typed, and shows what the logic makes of it.

import { Choices } from "./choices.js";

const TYPED_NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/;
const SPACES = /[\s\u00a0\u2009\u202f]/g;

// A number as people here write it: `3,5`, `12 500`; undefined for anything else.
export function typedNumber(text) {
  const packed = text.replace(SPACES, "").replace("\u2212", "-");
  return TYPED_NUMBER.test(packed) ? Number(packed.replace(",", ".")) : undefined;
}

export class View {
  constructor(element, node, number, instance) {
    this.element = element;
    this.node = node;
    this.number = number;
    this.instance = instance;
    this.said = [];
    this.touched = false;
    this.isQuestion = node.type !== "begin_group" && node.type !== "begin_repeat" && node.type !== "note";
    this.choices = node.filter && this.isQuestion ? new Choices(element, node) : null;
    this.other = element.querySelector(":scope > [data-other]");
  }

  // All that can be typed into or chosen here; none for a group, whose questions see to themselves.
  get controls() {
    if (!this.isQuestion) return [];
    if (this.element.matches("input")) return [this.element];
    return [...this.element.querySelectorAll("input, select, textarea")];
  }

  // Where a message is heard: the field itself, or the group of its radios.
  get spoken() {
    return this.element.matches("fieldset, [role]") ? this.element : this.element.querySelector("[name]:not([type=hidden])");
  }

  get id() {
    return `q.${this.name}`;
  }

  get name() {
    const within = this.instance.parent ? `${this.instance.path}/` : "";
    return `${within}${this.node.key}`;
  }

  // The answer as it stands in the page; undefined for none, or where it cannot be read.
  read() {
    const reader = READERS[this.node.type] ?? readText;
    const value = reader(this.own(), this);
    return value === "" ? undefined : value;
  }

  // The controls of the answer itself, without the text beside “other” and without a file.
  own() {
    return this.controls.filter((one) => one.name !== `${this.id}_other` && one.type !== "file");
  }

  // Puts texts into the field of that name, as a draft kept them.
  write(name, texts) {
    if (this.choices && name === this.id) this.choices.remember(texts);
    for (const control of this.controls) {
      if (control.name !== name || control.type === "file") continue;
      if (control.type === "radio" || control.type === "checkbox") control.checked = texts.includes(control.value);
      else control.value = texts.at(-1) ?? "";
    }
  }

  // Shows a value that was calculated.
  show(value) {
    const text = value === undefined ? "" : shown(value, this.node, this.program);
    for (const control of this.own()) {
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = text.split(" ").includes(control.value);
      } else if (control.value !== text) control.value = text;
    }
  }

  // What is left out is not sent, but stays as it is while the page is open.
  turn(asked) {
    if (this.element.hidden === !asked && this.asked === asked) return;
    this.asked = asked;
    this.element.hidden = !asked && !this.element.matches("input");
    this.enable();
  }

  enable() {
    const off = this.asked === false;
    if (this.element.matches("fieldset")) this.element.disabled = off;
    else for (const control of this.controls) control.disabled = off;
    if (this.other) this.turnOther();
  }

  // The text beside “other” is asked for once that is chosen.
  turnOther() {
    const chosen = [].concat(this.read() ?? []).includes("other");
    const field = this.other.querySelector("input");
    this.other.hidden = !chosen;
    field.disabled = !chosen || this.asked === false;
  }

  require(required) {
    const optional = this.element.querySelector(".optional");
    if (optional) optional.hidden = required;
    const none = this.element.querySelector(":scope > .none");
    if (none) none.hidden = required;
  }

  lock(locked) {
    for (const control of this.own()) {
      if (control.matches("textarea, input:not([type=radio], [type=checkbox], [type=hidden])")) control.readOnly = locked;
    }
    const chosen = this.element.querySelector("[data-options], .scale, .places");
    if (chosen) chosen.inert = locked;
  }

  // A message beneath the question; none for an empty text. Whoever listens hears it with the field.
  complain(text) {
    const id = `${this.id}-message`;
    const there = this.element.querySelector(".message:not([data-other] .message)");
    if ((there?.dataset.text ?? "") === text && (there || !text)) return;
    there?.remove();
    this.element.classList.toggle("wrong", Boolean(text));
    const spoken = this.spoken;
    const ids = (spoken?.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
    if (text) {
      this.element.querySelector("legend, label, .asked > span").after(message(id, text));
      ids.push(id);
    }
    if (!spoken) return;
    if (ids.length) spoken.setAttribute("aria-describedby", ids.join(" "));
    else spoken.removeAttribute("aria-describedby");
    if (text && !spoken.matches("fieldset, [role=group]")) spoken.setAttribute("aria-invalid", "true");
    else spoken.removeAttribute("aria-invalid");
  }
}

function message(id, text) {
  const made = document.createElement("p");
  made.className = "message";
  made.id = id;
  made.dataset.text = text;
  made.textContent = text;
  return made;
}

// A calculated value as its field holds it: numbers with the point that the server reads.
function shown(value, node) {
  if (node.type === "integer" && typeof value === "number") return String(Math.trunc(value));
  if (Array.isArray(value)) return value.join(" ");
  return String(value);
}

const readText = ([control]) => control?.value.replaceAll("\r\n", "\n").trim().normalize("NFC");
const readNumber = (controls) => {
  const chosen = controls.find((one) => one.type !== "radio" || one.checked);
  return chosen && typedNumber(chosen.value);
};
const readOne = (controls) => controls.find((one) => one.type !== "radio" || one.checked)?.value;
const readSeveral = (controls) => {
  const chosen = controls.filter((one) => one.checked).map((one) => one.value);
  return chosen.length ? chosen : undefined;
};
const readRanking = (controls, view) => {
  const places = controls.map((one) => [Number(one.value), one.name.slice(view.id.length + 1)]);
  const whole = places.toSorted ? places.toSorted(byPlace) : [...places].sort(byPlace);
  return whole.every(([place], index) => place === index + 1) ? whole.map(([, name]) => name) : undefined;
};
const byPlace = ([one], [other]) => one - other;
const readMoment = ([control], view) => control.value && `${control.value}${view.program.offset}`;

const READERS = {
  integer: readNumber,
  decimal: readNumber,
  range: readNumber,
  select_one: readOne,
  select_one_from_file: readOne,
  select_multiple: readSeveral,
  select_multiple_from_file: readSeveral,
  rank: readRanking,
  acknowledge: ([box]) => (box.checked ? "OK" : undefined),
  dateTime: readMoment,
};
