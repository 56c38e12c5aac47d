// A question of a form with logic, which also shows what the logic decides: choices, calculated values, locked fields.

import { Choices } from "./choices.js";
import { formatNumber } from "./expression-numbers.js";
import { same } from "./values.js";
import { View } from "./views.js";

export class LogicView extends View {
  constructor(element, node, number, instance) {
    super(element, node, number, instance);
    this.texts = [];
    this.choices = node.choiceFilter !== undefined && element.querySelector("[data-options]") ? new Choices(element, node) : null;
  }

  write(name, texts) {
    if (this.choices && name === this.id) this.choices.remember(texts);
    super.write(name, texts);
  }

  chose() {
    this.choices?.chose();
  }

  // Shows the default of a new question, once.
  start(value) {
    if (!this.isStarted) this.show(value);
    this.isStarted = true;
  }

  // Shows a calculated value. What is being typed, and what cannot be read, stays as it is.
  show(value) {
    if (same(this.read(), value) || this.isUnreadable()) return;
    const text = value === undefined ? "" : fieldText(value, this.node);
    for (const control of this.own()) {
      if (control === document.activeElement && !control.readOnly) continue;
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = text.split(" ").includes(control.value);
      } else if (control.value !== text) control.value = text;
    }
    this.showRemoval();
  }

  isUnreadable() {
    const [control] = this.own();
    const isText = control?.matches("textarea, input:not([type=radio], [type=checkbox], [type=hidden])");
    return isText && !control.readOnly && control.value.trim() !== "" && this.read() === undefined;
  }

  setRequired(required) {
    const optional = this.element.querySelector(".optional");
    if (optional) optional.hidden = required;
    this.isRequired = required;
    this.showRemoval();
  }

  setReadOnly(locked) {
    for (const control of this.own()) {
      if (control.matches("textarea, input:not([type=radio], [type=checkbox], [type=hidden])")) control.readOnly = locked;
    }
    const chosen = this.element.querySelector("[data-options], .scale, .places");
    if (chosen) chosen.inert = locked;
    this.isLocked = locked;
    this.showRemoval();
  }
}

// A calculated value as its field holds it: numbers with the point that the server reads, a moment as
// the browser's field for it writes one.
function fieldText(value, node) {
  if (Array.isArray(value)) return value.join(" ");
  if (node.kind.reader === "moment") return value.slice(0, 19).replace(/(T..:..):00$/, "$1");
  return typeof value === "number" ? formatNumber(value) : String(value);
}
