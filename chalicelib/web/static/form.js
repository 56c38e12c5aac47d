// A form that reacts while it is filled in. The page works without this script: whatever it shows, hides and
// calculates the server does again, and the server decides.

import { problemOf } from "./checks.js";
import { Drafts } from "./drafts.js";
import { offerLocation, showLocate } from "./location.js";
import { FormLogic } from "./logic.js";
import { copyBlank, renumber } from "./repeats.js";
import { hasFiles, post, sendOver, takeOver } from "./sending.js";
import { View } from "./views.js";
import "./error-summary.js";

// What goes on from here (steps.js) finds it in this module, so that no page loads it twice.
export { hasFiles, post, problemOf, takeOver };

const AFTER_LEAVING = 300;

class Form {
  constructor(element, rules) {
    this.element = element;
    this.rules = rules;
    this.views = new Map();
    this.inside = new Map();
    const newId = () => crypto.randomUUID?.() ?? String(Math.random());
    const started = element.elements.namedItem("_started")?.value;
    this.logic = new FormLogic(rules, this, { clock: Date.now, newId, started });
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

  // Finds the questions in a part of the page; those in an instance of a repeat belong to it.
  find(part, around) {
    const instances = new Map([[part, around]]);
    const home = (element) => {
      const own = element.closest("[data-instance]");
      return (own && instances.get(own)) ?? around;
    };
    for (const element of part.querySelectorAll("[data-node], [data-instance], [data-text]")) {
      if (element.dataset.instance !== undefined) instances.set(element, this.enter(element, home(element.parentElement)));
      else if (element.dataset.text) this.addText(element);
      else this.addView(element, home(element));
    }
    showLocate(part);
  }

  addView(element, instance) {
    const number = Number(element.dataset.node);
    const view = new View(element, this.logic.nodes[number], number, instance);
    view.rules = this.rules;
    view.offerRemoval(this.rules.words.removeAnswer);
    this.views.set(element, view);
    const inside = this.inside.get(instance) ?? new Map();
    this.inside.set(instance, inside.set(number, view));
    if (view.isQuestion) {
      const value = view.read();
      if (value !== undefined) this.logic.seed(instance, number, value);
    }
  }

  enter(element, around) {
    const repeat = Number(element.parentElement.closest("[data-node]").dataset.node);
    const made = this.logic.append(around, repeat, { isNew: element.isNew });
    made.element = element;
    return this.setPath(made);
  }

  setPath(instance) {
    const repeat = this.view(instance.parent, instance.repeat).element;
    instance.path = `${repeat.dataset.repeat}[${instance.index}]`;
    return instance;
  }

  // The place of a `${name}` in a text of a question.
  addText(element) {
    const view = this.views.get(element.closest("[data-node]"));
    view?.texts.push(element);
  }

  view(instance, number) {
    return this.inside.get(instance)?.get(number);
  }

  // The logic calls this: a question may look different now.
  paint(instance, number) {
    const view = this.view(instance, number);
    if (!view) return;
    const { logic } = this;
    const { node } = view;
    view.showAsked(instance.asked.get(number) ?? true);
    if (view.choices) view.choices.offer(logic.offered(instance, number), this.rules.lists[node.list]);
    if (node.calculation !== undefined || node.fixed !== undefined) view.show(instance.typed.get(number));
    else if (instance.isNew && node.initial !== undefined) view.start(instance.typed.get(number));
    if (node.required !== undefined) view.setRequired(logic.holds(instance, number, node.required));
    if (node.readOnly !== undefined) view.setReadOnly(logic.holds(instance, number, node.readOnly));
    for (const element of view.texts) this.fillText(element, view);
    view.showRemoval();
    this.showProblem(view);
  }

  // Of a question that was left: what is wrong as far as a page can tell, else what the server refused of this answer.
  showProblem(view) {
    if (view.isTouched) view.showProblem(problemOf(view, this.logic, this.rules.words) || view.standingRefusal);
  }

  fillText(element, { node, instance, number }) {
    const tree = node.texts?.[element.dataset.text];
    const text = tree ? this.logic.text(instance, number, tree) : "";
    if (element.textContent !== text) element.textContent = text;
  }

  changed(control) {
    const view = this.views.get(control.closest("[data-node]"));
    if (!view?.isQuestion) return;
    if (view.other) {
      if (control.name === `${view.id}_other`) return;
      view.showOther();
    }
    view.choices?.chose();
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
      this.paint(view.instance, view.number);
    }, AFTER_LEAVING);
  }

  // A ranking has a menu for each item, and is checked once all of them were left.
  leftRanking({ target, relatedTarget }) {
    const view = this.views.get(target.closest("[data-node]"));
    if (view?.isRanking && !view.element.contains(relatedTarget)) this.left(target);
  }

  press(event) {
    const button = event.target.closest("button");
    if (button?.name === "_add") {
      event.preventDefault();
      const view = this.views.get(button.closest("[data-node]"));
      this.add(view).focus();
      this.announceInstances();
    } else if (button?.name === "_remove") {
      event.preventDefault();
      this.remove(button.closest("[data-instance]"));
      this.announceInstances();
    } else if (button?.dataset.removeAnswer !== undefined) {
      this.views.get(button.closest("[data-node]")).removeAnswer();
    }
  }

  announceInstances() {
    this.element.dispatchEvent(new Event("pikir:rows"));
  }

  add(view) {
    const made = this.append(view);
    this.logic.run();
    this.limitAdding(view);
    return made;
  }

  // One more instance at the end, blank but for its questions' defaults.
  append(view) {
    const box = view.element.querySelector(":scope > [data-instances]");
    const made = copyBlank(view.element.querySelector(":scope > template"), view.element.dataset.repeat, box.children.length);
    box.append(made);
    made.isNew = true;
    this.find(made, this.enter(made, view.instance));
    return made;
  }

  remove(element) {
    const view = this.views.get(element.parentElement.closest("[data-node]"));
    const rows = view.instance.instancesOf(view.number);
    const gone = rows.find((one) => one.element === element);
    const next = element.previousElementSibling ?? view.element;
    this.forget(gone);
    element.remove();
    this.logic.remove(gone);
    for (const row of view.instance.instancesOf(view.number).slice(gone.index)) {
      renumber(row.element, view.element.dataset.repeat, row.index + 1, row.index);
      this.setPath(row);
    }
    this.logic.run();
    this.limitAdding(view);
    next.focus();
  }

  forget(instance) {
    for (const rows of instance.instances.values()) rows.forEach((one) => this.forget(one));
    for (const view of this.inside.get(instance)?.values() ?? []) this.views.delete(view.element);
    this.inside.delete(instance);
  }

  // The logic calls this: an expression says how many instances there are.
  resize(instance, number, count) {
    const view = this.view(instance, number);
    if (!view) return;
    view.spare ??= [];
    const box = view.element.querySelector(":scope > [data-instances]");
    while (box.children.length > count) {
      const last = instance.instancesOf(number).at(-1);
      view.spare.push(last);
      last.element.remove();
      this.logic.remove(last);
    }
    while (box.children.length < count) {
      const again = view.spare.pop();
      if (again) {
        box.append(again.element);
        this.logic.restore(again);
      } else this.append(view);
    }
  }

  limitAdding(view) {
    const add = view.element.querySelector(":scope > .buttons [name=_add]");
    if (add) add.hidden = view.element.querySelector(":scope > [data-instances]").children.length >= this.rules.maxInstances;
  }

  // Puts in what a draft kept: first the instances of repeats, then each question in order.
  fill(pairs, isWanted = () => true) {
    const texts = new Map();
    for (const [name, value] of pairs) texts.set(name, [...(texts.get(name) ?? []), value]);
    this.fillRows(new Set(texts.get("_row")));
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

  fillRows(places) {
    for (const view of [...this.views.values()]) {
      if (view.node.inner === undefined || view.node.repeatCount !== undefined) continue;
      let rows = view.instance.instancesOf(view.number);
      while (places.has(`${view.element.dataset.repeat}[${rows.length}]`)) {
        this.append(view);
        rows = view.instance.instancesOf(view.number);
      }
    }
    this.logic.run();
    const more = [...this.views.values()].some((view) => this.hasMore(view, places));
    if (more) this.fillRows(places);
  }

  // Instances of a repeat within an instance that has just been added.
  hasMore(view, places) {
    if (view.node.inner === undefined || view.node.repeatCount !== undefined) return false;
    const rows = view.instance.instancesOf(view.number);
    return places.has(`${view.element.dataset.repeat}[${rows.length}]`);
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

document.documentElement.classList.add("scripted");
export const form = new Form(
  document.getElementById("answers"),
  JSON.parse(document.getElementById("logic").textContent),
);
export const drafts = new Drafts(form);
drafts.start();
if (form.element.dataset.unsent === undefined) sendOver(form, drafts);
else form.element.addEventListener("submit", () => form.showStatus(form.element.dataset.unsent));
offerLocation(form.element);
