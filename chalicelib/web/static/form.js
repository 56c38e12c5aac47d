// A form that answers while it is filled in. The page is whole without this: what the script shows,
// hides and works out, the server does again, and the server decides.

import { fault } from "./checks.js";
import { Drafts } from "./drafts.js";
import { Logic } from "./logic.js";
import { offerLocation, showLocate } from "./place.js";
import { copied, renumber } from "./repeats.js";
import { sendOver } from "./sending.js";
import { View } from "./views.js";

const AFTER_LEAVING = 300;

class Form {
  constructor(element, program) {
    this.element = element;
    this.program = program;
    this.views = new Map();
    this.inside = new Map();
    const newId = () => crypto.randomUUID?.() ?? String(Math.random());
    this.logic = new Logic(program, this, { clock: Date.now, newId });
    this.logic.root.element = element;
    this.take(element, this.logic.root);
    this.logic.run();
    element.addEventListener("input", (event) => this.typed(event.target));
    element.addEventListener("change", (event) => this.left(event.target));
    element.addEventListener("click", (event) => this.pressed(event));
    // Another language or another page of the same form takes along what is hidden now.
    element.addEventListener("submit", (event) => {
      if (event.submitter?.name.startsWith("_")) this.enableAll();
    });
  }

  // Finds the questions in a part of the page; those in a round of a repeat belong to that round.
  take(part, around) {
    const instances = new Map([[part, around]]);
    const home = (element) => {
      const own = element.closest("[data-instance]");
      return (own && instances.get(own)) ?? around;
    };
    for (const element of part.querySelectorAll("[data-node], [data-instance], [data-said]")) {
      if (element.dataset.instance !== undefined) instances.set(element, this.enter(element, home(element.parentElement)));
      else if (element.dataset.said) this.listen(element, around);
      else this.look(element, home(element));
    }
    showLocate(part);
  }

  look(element, instance) {
    const number = Number(element.dataset.node);
    const view = new View(element, this.logic.nodes[number], number, instance);
    view.program = this.program;
    this.views.set(element, view);
    const inside = this.inside.get(instance) ?? new Map();
    this.inside.set(instance, inside.set(number, view));
    if (view.isQuestion) {
      const value = view.read();
      if (value !== undefined) instance.typed.set(number, value);
    }
  }

  enter(element, around) {
    const repeat = Number(element.parentElement.closest("[data-node]").dataset.node);
    const made = this.logic.grow(around, repeat);
    made.element = element;
    return this.place(made);
  }

  place(instance) {
    const repeat = this.view(instance.parent, instance.repeat).element;
    instance.path = `${repeat.dataset.repeat}[${instance.index}]`;
    return instance;
  }

  listen(element) {
    const view = this.views.get(element.closest("[data-node]"));
    view?.said.push(element);
  }

  view(instance, number) {
    return this.inside.get(instance)?.get(number);
  }

  // What the logic tells: one question, or all that can be seen of it, may look different now.
  paint(instance, number) {
    const view = this.view(instance, number);
    if (!view) return;
    const { logic } = this;
    const { node } = view;
    view.turn(instance.asked.get(number) ?? true);
    if (view.choices) view.choices.offer(logic.offered(instance, number), this.program.lists[node.list]);
    if (node.calculation) view.show(instance.typed.get(number));
    if (node.required !== undefined) view.require(logic.holds(instance, number, node.required));
    if (node.locked !== undefined) view.lock(logic.holds(instance, number, node.locked));
    for (const place of view.said) this.say(place, logic);
    if (view.touched) view.complain(fault(view, logic, this.program.words));
  }

  say(place, logic) {
    const own = this.views.get(place.closest("[data-node]"));
    const name = place.dataset.said.slice(place.dataset.said.indexOf(":") + 1);
    const tree = own.node.said?.[name];
    const text = tree ? logic.text(own.instance, own.number, tree) : "";
    if (place.textContent !== text) place.textContent = text;
  }

  typed(control) {
    const view = this.views.get(control.closest("[data-node]"));
    if (!view?.isQuestion) return;
    if (view.other) {
      if (control.name === `${view.id}_other`) return;
      view.turnOther();
    }
    view.choices?.chose();
    this.logic.typed(view.instance, view.number, view.read());
    if (view.touched) view.complain(fault(view, this.logic, this.program.words));
  }

  // A question is looked at once it was left, not while it is half typed; and a little later, so that
  // the button that is being pressed does not slip away from under the finger.
  left(control) {
    const view = this.views.get(control.closest("[data-node]"));
    if (!view?.isQuestion) return;
    this.typed(control);
    setTimeout(() => {
      view.touched = true;
      view.complain(fault(view, this.logic, this.program.words));
    }, AFTER_LEAVING);
  }

  pressed(event) {
    const button = event.target.closest("button");
    if (button?.name === "_add") {
      event.preventDefault();
      const view = this.views.get(button.closest("[data-node]"));
      this.add(view).focus();
      this.changed();
    } else if (button?.name === "_remove") {
      event.preventDefault();
      this.remove(button.closest("[data-instance]"));
      this.changed();
    }
  }

  changed() {
    this.element.dispatchEvent(new Event("pikir:rows"));
  }

  add(view) {
    const made = this.append(view);
    this.logic.run();
    this.counted(view);
    return made;
  }

  // One more round at the end, blank but for what its questions start with.
  append(view) {
    const box = view.element.querySelector(":scope > [data-instances]");
    const made = copied(view.element.querySelector(":scope > template"), view.element.dataset.repeat, box.children.length);
    box.append(made);
    const instance = this.enter(made, view.instance);
    this.take(made, instance);
    for (const one of this.inside.get(instance)?.values() ?? []) this.begin(one);
    return made;
  }

  begin({ node, number, instance }) {
    if (!node.initial || instance.typed.has(number)) return;
    const value = this.logic.value(instance, number, node.initial);
    if (value === "") return;
    instance.typed.set(number, value);
    this.view(instance, number).show(value);
  }

  remove(element) {
    const view = this.views.get(element.parentElement.closest("[data-node]"));
    const rows = view.instance.rows.get(view.number);
    const gone = rows.find((one) => one.element === element);
    const next = element.previousElementSibling ?? view.element;
    this.forget(gone);
    element.remove();
    this.logic.shrink(gone);
    for (const row of view.instance.rows.get(view.number).slice(gone.index)) {
      renumber(row.element, view.element.dataset.repeat, row.index + 1, row.index);
      this.place(row);
    }
    this.logic.run();
    this.counted(view);
    next.focus();
  }

  forget(instance) {
    for (const rows of instance.rows.values()) rows.forEach((one) => this.forget(one));
    for (const view of this.inside.get(instance)?.values() ?? []) this.views.delete(view.element);
    this.inside.delete(instance);
  }

  // An expression says how many rounds there are.
  resize(instance, number, count) {
    const view = this.view(instance, number);
    if (!view) return;
    view.spare ??= [];
    const box = view.element.querySelector(":scope > [data-instances]");
    while (box.children.length > count) {
      const last = instance.rows.get(number).at(-1);
      view.spare.push(last);
      last.element.remove();
      this.logic.shrink(last);
    }
    while (box.children.length < count) {
      const again = view.spare.pop();
      if (again) {
        box.append(again.element);
        this.logic.regrow(again);
      } else this.append(view);
    }
  }

  counted(view) {
    const add = view.element.querySelector(":scope > .buttons [name=_add]");
    if (add) add.hidden = view.element.querySelector(":scope > [data-instances]").children.length >= this.program.most;
  }

  // Puts in what a draft kept: first the rounds of the repeats, then each question in order.
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
      if (view.other) view.turnOther();
      this.logic.typed(view.instance, view.number, view.read());
    }
  }

  fillRows(places) {
    for (const view of [...this.views.values()]) {
      if (view.node.type !== "begin_repeat" || view.node.count) continue;
      let rows = view.instance.rows.get(view.number) ?? [];
      while (places.has(`${view.element.dataset.repeat}[${rows.length}]`)) {
        this.append(view);
        rows = view.instance.rows.get(view.number);
      }
    }
    this.logic.run();
    const more = [...this.views.values()].some((view) => this.hasMore(view, places));
    if (more) this.fillRows(places);
  }

  // Rounds of a repeat within a round that has just been added.
  hasMore(view, places) {
    if (view.node.type !== "begin_repeat" || view.node.count) return false;
    const rows = view.instance.rows.get(view.number) ?? [];
    return places.has(`${view.element.dataset.repeat}[${rows.length}]`);
  }

  // A line beneath the button: that something was kept, sent, or could not be.
  tell(text, { isAlert = false } = {}) {
    const place = document.querySelector("[data-status]");
    if (place.textContent === text) return;
    place.classList.toggle("message", isAlert);
    place.textContent = text;
    if (isAlert) place.scrollIntoView({ block: "nearest" });
  }

  enableAll() {
    for (const view of this.views.values()) {
      view.asked = undefined;
      view.enable();
      for (const control of view.controls) control.disabled = false;
    }
  }
}

document.documentElement.classList.add("scripted");
const form = new Form(
  document.getElementById("answers"),
  JSON.parse(document.getElementById("logic").textContent),
);
const drafts = new Drafts(form);
drafts.start();
sendOver(form, drafts);
offerLocation(form.element);
