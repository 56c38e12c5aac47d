// A form that reacts while it is filled in, without what only a form with logic needs. The page works without this script:
// whatever it shows, hides and calculates the server does again, and the server decides.
//
// `Form.kind` is the class of the page's form, which `form.js` makes: `plain-form.js` or `logic-form.js` names itself there.

import { problemOf } from "./checks.js";

const AFTER_LEAVING = 300;

export class Form {
  static kind;

  constructor(element, rules) {
    this.element = element;
    this.rules = rules;
    this.views = new Map();
  }

  start() {
    const { element } = this;
    this.logic = this.makeLogic();
    this.logic.root.element = element;
    this.find(element, this.logic.root);
    this.logic.run();
    element.addEventListener("input", (event) => this.changed(event.target));
    element.addEventListener("change", (event) => this.left(event.target));
    element.addEventListener("focusout", (event) => this.leftRanking(event));
    element.addEventListener("click", (event) => this.press(event));
    // Another language or another page of the same form takes along what is hidden now.
    element.addEventListener("submit", (event) => {
      if (event.submitter?.name.startsWith("_")) this.enableAll();
    });
    // An answer that was taken back is sent as none, so that a default does not come back in its place.
    element.addEventListener("formdata", ({ formData }) => {
      for (const view of this.views.values()) {
        if (view.isRemoved && view.isAsked !== false && view.element.isConnected && !formData.has(view.id)) formData.append(view.id, "");
      }
    });
  }

  addView(element, instance) {
    const number = Number(element.dataset.node);
    const view = this.makeView(element, this.logic.nodes[number], number, instance);
    view.rules = this.rules;
    view.offerRemoval(this.rules.words.removeAnswer);
    this.views.set(element, view);
    if (view.isQuestion) {
      const value = view.read();
      if (value !== undefined) this.logic.seed(instance, number, value);
    }
    return view;
  }

  // Of a question that was left: what is wrong as far as a page can tell, else what the server refused of this answer.
  showProblem(view) {
    if (view.isTouched) view.showProblem(problemOf(view, this.logic, this.rules.words) || view.standingRefusal);
  }

  changed(control) {
    const view = this.views.get(control.closest("[data-node]"));
    if (!view?.isQuestion) return;
    if (view.other) {
      if (control.name === `${view.id}_other`) return;
      view.showOther();
    }
    view.chose();
    view.showRemoval();
    this.logic.change(view.instance, view.number, view.read());
    this.showProblem(view);
  }

  // A question is checked once its field was left, not while it is half typed; and a little later, so that
  // the button that is being pressed does not move away from under the finger.
  left(control) {
    const view = this.views.get(control.closest("[data-node]"));
    if (!view?.isQuestion) return;
    this.changed(control);
    if (view.isRanking && view.element.contains(document.activeElement)) return;
    setTimeout(() => {
      view.isTouched = true;
      this.repaint(view);
    }, AFTER_LEAVING);
  }

  repaint(view) {
    view.showRemoval();
    this.showProblem(view);
  }

  // A ranking has a menu for each item, and is checked once all of them were left.
  leftRanking({ target, relatedTarget }) {
    const view = this.views.get(target.closest("[data-node]"));
    if (view?.isRanking && !view.element.contains(relatedTarget)) this.left(target);
  }

  press({ target }) {
    const button = target.closest("button");
    if (button?.dataset.removeAnswer !== undefined) this.views.get(button.closest("[data-node]")).removeAnswer();
  }

  // Puts in what a draft kept: each question in order.
  fill(pairs, isWanted = () => true) {
    const texts = new Map();
    for (const [name, value] of pairs) texts.set(name, [...(texts.get(name) ?? []), value]);
    const seen = new Set();
    for (const control of [...this.element.querySelectorAll("[name^='q.'], [data-node]")]) {
      const view = this.views.get(control.closest("[data-node]"));
      if (!view?.isQuestion || seen.has(view) || !isWanted(view)) continue;
      seen.add(view);
      for (const name of new Set([...view.controls.map((one) => one.name), view.id])) {
        if (texts.has(name)) view.write(name, texts.get(name));
      }
      if (view.other) view.showOther();
      view.showRemoval();
      this.logic.change(view.instance, view.number, view.read());
    }
  }

  // A line beneath the button: that something was kept, sent, or could not be. What `yields` does not replace an alert:
  // that answers are kept is no comfort to somebody who must still press the button.
  showStatus(text, { isAlert = false, yields = false } = {}) {
    const line = document.querySelector("[data-status]");
    if (line.textContent === text || (yields && line.classList.contains("message"))) return;
    line.classList.toggle("message", isAlert);
    line.textContent = text;
    if (isAlert) line.scrollIntoView({ block: "nearest" });
  }

  enableAll() {
    for (const view of this.views.values()) {
      view.isAsked = undefined;
      view.enable();
      for (const control of view.controls) control.disabled = false;
    }
  }
}
