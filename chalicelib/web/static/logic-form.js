// A form in which answers decide about other questions, or whose groups repeat.

import { Form } from "./form-page.js";
import { FormLogic } from "./logic.js";
import { LogicView } from "./logic-views.js";
import { copyBlank, renumber } from "./repeats.js";

class LogicForm extends Form {
  inside = new Map();

  makeLogic() {
    const newId = () => crypto.randomUUID?.() ?? String(Math.random());
    const started = this.element.elements.namedItem("_started")?.value;
    return new FormLogic(this.rules, this, { clock: Date.now, newId, started });
  }

  makeView(...about) {
    return new LogicView(...about);
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
  }

  addView(element, instance) {
    const view = super.addView(element, instance);
    const inside = this.inside.get(instance) ?? new Map();
    this.inside.set(instance, inside.set(view.number, view));
    return view;
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

  repaint({ instance, number }) {
    this.paint(instance, number);
  }

  fillText(element, { node, instance, number }) {
    const tree = node.texts?.[element.dataset.text];
    const text = tree ? this.logic.text(instance, number, tree) : "";
    if (element.textContent !== text) element.textContent = text;
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
    } else super.press(event);
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

  // A draft first brings the instances of repeats.
  fill(pairs, isWanted) {
    this.fillRows(new Set([...pairs].filter(([name]) => name === "_row").map(([, value]) => value)));
    super.fill(pairs, isWanted);
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
}

Form.kind = LogicForm;
