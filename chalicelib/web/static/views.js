// One question on the page: reads its fields, and shows messages. `logic-views.js` adds what a form with logic shows.

import { plainNumber, readTypedNumber, readTypedText } from "./typed-answers.js";

export class View {
  constructor(element, node, number, instance) {
    this.element = element;
    this.node = node;
    this.number = number;
    this.instance = instance;
    this.isTouched = false;
    this.isQuestion = !node.kind.isContainer && node.kind.source !== "none";
    this.isRanking = node.kind.widget === "ranking";
    this.other = element.querySelector(":scope > [data-other]");
  }

  // All that can be typed into or chosen here; none for a group, whose questions see to themselves.
  get controls() {
    if (!this.isQuestion) return [];
    if (this.element.matches("input")) return [this.element];
    return [...this.element.querySelectorAll("input, select, textarea")];
  }

  // The element that a message describes for a screen reader: the field itself, or the group of its radios.
  get described() {
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
    const value = READERS[this.node.kind.reader](this.own(), this);
    return value === "" ? undefined : value;
  }

  // The controls of the answer itself, without the text beside “other” and without a file.
  own() {
    return this.controls.filter((one) => one.name !== `${this.id}_other` && one.type !== "file");
  }

  // Puts texts into the field of that name, as a draft kept them.
  write(name, texts) {
    for (const control of this.controls) {
      if (control.name !== name || control.type === "file") continue;
      if (control.type === "radio" || control.type === "checkbox") control.checked = texts.includes(control.value);
      else control.value = texts.at(-1) ?? "";
    }
  }

  // Somebody answered; a form with logic has something to do then.
  chose() {}

  // What is left out is not sent, but stays as it is while the page is open.
  showAsked(asked) {
    if (this.element.hidden === !asked && this.isAsked === asked) return;
    this.isAsked = asked;
    this.element.hidden = !asked && !this.element.matches("input");
    this.enable();
  }

  enable() {
    const off = this.isAsked === false;
    if (this.element.matches("fieldset")) this.element.disabled = off;
    else for (const control of this.controls) control.disabled = off;
    if (this.other) this.showOther();
  }

  // The text beside “other” is asked for once that is chosen.
  showOther() {
    const chosen = [].concat(this.read() ?? []).includes("other");
    const field = this.other.querySelector("input");
    this.other.hidden = !chosen;
    field.disabled = !chosen || this.isAsked === false;
  }

  // In the place of the radio button that stands for no answer: a button that takes a chosen answer back.
  offerRemoval(words) {
    const none = this.element.querySelector(":scope > .none");
    if (!none) return;
    this.isRequired = none.hidden;
    this.isRemoved = none.querySelector("input").checked;
    this.removal = document.createElement("button");
    Object.assign(this.removal, { type: "button", className: "plain removal", textContent: words });
    this.removal.dataset.removeAnswer = "";
    none.replaceWith(this.removal);
    this.showRemoval();
  }

  showRemoval() {
    if (!this.removal) return;
    const isChosen = this.own().some((one) => one.checked);
    this.removal.hidden = this.isRequired || this.isLocked || !isChosen;
    if (isChosen) this.isRemoved = false;
  }

  // The focus goes to the first choice: the button is about to vanish.
  removeAnswer() {
    const [first] = this.own();
    for (const control of this.own()) control.checked = false;
    this.isRemoved = true;
    first.focus();
    first.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // What the server refuses of the answer as it is now, which stays until the answer is another one.
  showRefusal(text) {
    this.refusal = text;
    this.refused = JSON.stringify(this.read());
    this.showProblem(text);
  }

  get standingRefusal() {
    return this.refusal && this.refused === JSON.stringify(this.read()) ? this.refusal : "";
  }

  // A message beneath the question; none for an empty text. Whoever listens hears it with the field.
  showProblem(text) {
    const id = `${this.id}-message`;
    const there = this.element.querySelector(".message:not([data-other] .message)");
    if ((there?.dataset.text ?? "") === text && (there || !text)) return;
    there?.remove();
    this.element.classList.toggle("wrong", Boolean(text));
    const described = this.described;
    const ids = (described?.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
    if (text) {
      this.element.querySelector("legend, label, .asked > span").after(message(id, text));
      ids.push(id);
    }
    if (!described) return;
    if (ids.length) described.setAttribute("aria-describedby", ids.join(" "));
    else described.removeAttribute("aria-describedby");
    if (text && !described.matches("fieldset, [role=group]")) described.setAttribute("aria-invalid", "true");
    else described.removeAttribute("aria-invalid");
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

const readText = ([control]) => control && readTypedText(control.value);
const readNumber = (controls) => {
  const chosen = controls.find((one) => one.type !== "radio" || one.checked);
  return chosen && readTypedNumber(chosen.value);
};
const readOne = (controls) => controls.find((one) => one.type !== "radio" || one.checked)?.value;
const readSeveral = (controls) => {
  const chosen = controls.filter((one) => one.checked).map((one) => one.value);
  return chosen.length ? chosen : undefined;
};
const readRanking = (controls, view) => {
  const ranked = view.node.ranksAll ? controls.filter((one) => one.value !== "") : controls;
  const places = ranked.map((one) => [Number(one.value), one.name.slice(view.id.length + 1)]);
  const whole = places.toSorted ? places.toSorted(byPlace) : [...places].sort(byPlace);
  if (!whole.length || !whole.every(([place], index) => place === index + 1)) return undefined;
  return whole.map(([, name]) => name);
};
const byPlace = ([one], [other]) => one - other;
const readMoment = ([control], view) => control.value && `${control.value}${view.rules.offset}`;

const readCalculated = ([control]) => plainNumber(control.value);

// By the `reader` of the type, as the server's table of question types has it.
const READERS = {
  text: readText,
  number: readNumber,
  one: readOne,
  several: readSeveral,
  ranking: readRanking,
  tick: ([box]) => (box.checked ? "OK" : undefined),
  moment: readMoment,
  calculation: readCalculated,
};
