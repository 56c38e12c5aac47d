// A question that is open in its line. Its form is that of the question's own page; what is typed there is saved by itself after a
// pause, and kept on this device until the server has it.

import { forget, textPairs } from "./drafts.js";
import { NameOffers } from "./editor-names.js";
import { fetchPage } from "./editor-steps.js";
import { fill, title } from "./editor-outline.js";

const AFTER_A_PAUSE = 600;
// The fields of a condition on which others depend.
const SHAPES = /_(question|operator)_/;

export class Question {
  constructor(editor, line) {
    this.editor = editor;
    this.line = line;
    this.panel = document.createElement("div");
    this.panel.className = "panel";
    this.panel.dataset.panel = this.panel.dataset.own = "";
    this.timer = 0;
    this.isDirty = false;
    line.append(this.panel);
    line.classList.add("open");
    this.panel.addEventListener("keydown", (event) => this.onKey(event));
    for (const name of ["input", "change"]) this.panel.addEventListener(name, (event) => this.changed(event));
    this.panel.addEventListener("submit", (event) => this.submit(event));
  }

  get isNew() {
    return this.line.dataset.row === undefined && !this.isGone;
  }

  // Somebody else has removed it; what was typed stays on the page.
  get isGone() {
    return this.line.classList.contains("gone");
  }

  // Fetches the question's page and shows its form; false where it cannot be had now.
  async open(kind = "", pairs) {
    const page = await fetchPage(this.address(kind));
    const form = page?.querySelector("form[data-question]");
    if (!form) return false;
    this.adopt(form, page);
    this.base = this.snapshot();
    if (pairs) this.fillIn(pairs);
    const first = this.firstField();
    first?.focus({ preventScroll: true });
    if (first?.value && first.select) first.setSelectionRange(first.value.length, first.value.length);
    this.line.scrollIntoView({ block: "nearest" });
    return true;
  }

  address(kind = "") {
    const query = new URLSearchParams({ at: this.line.dataset.at, ...(kind && { kind }) });
    return `${this.editor.addresses.question}?${query}`;
  }

  adopt(form, page) {
    this.form = document.adoptNode(form);
    const { words } = this.editor;
    const heading = document.createElement("p");
    heading.className = "soft";
    heading.textContent = page.querySelector("h1 .soft")?.textContent ?? "";
    const done = document.createElement("button");
    done.type = "button";
    done.className = "button second";
    done.textContent = words.done;
    done.addEventListener("click", () => this.editor.close());
    [...this.form.querySelectorAll(":scope > .buttons")].at(-1)?.replaceChildren(done);
    const names = new Map();
    const fold = this.form.querySelector("[data-insert]")?.closest("details");
    for (const name of this.form.querySelectorAll("[data-insert]")) {
      names.set(name.dataset.insert, name.closest("tr").cells[0].textContent);
      const button = makeButton(name.textContent, () => this.insertName(name.dataset.insert));
      button.className = "plain";
      name.replaceWith(button);
    }
    this.offers = new NameOffers([...names], fold?.querySelector("summary").textContent ?? "");
    this.panel.replaceChildren(heading, this.form);
    this.panel.setAttribute("role", "group");
    this.panel.setAttribute("aria-label", title(this.line) || heading.textContent);
  }

  firstField() {
    return this.form.querySelector("textarea, input:not([type=hidden]), select");
  }

  onKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    this.editor.close();
  }

  changed(event) {
    if (event.target.matches("[data-expression]")) {
      this.expression = event.target;
      if (event.type === "input") this.offers.offer(event.target);
    }
    this.saveSoon();
    if (event.type !== "change" || !SHAPES.test(event.target.name)) return;
    const again = event.target.closest("[data-condition]")?.querySelector("[data-refresh]");
    if (again) this.refresh(again, event.target);
  }

  saveSoon() {
    this.isDirty = !isSame(this.base, this.snapshot());
    clearTimeout(this.timer);
    if (this.isDirty) this.timer = setTimeout(() => this.save(), AFTER_A_PAUSE);
  }

  submit(event) {
    event.preventDefault();
    const { submitter } = event;
    if (submitter?.name === "do" || submitter?.name.startsWith("_")) this.refresh(submitter);
    else this.save();
  }

  // What was typed, as pairs of name and value.
  snapshot() {
    return typed(this.form);
  }

  pairs() {
    return textPairs(this.form).filter(([name]) => name !== "at" && name !== "do");
  }

  save() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.isDirty || this.isGone) return;
    this.keep();
    this.editor.steps.push({
      key: this,
      at: this.line.dataset.at,
      address: this.editor.addresses.question,
      pairs: (at = this.line.dataset.at) => {
        this.sent = this.snapshot();
        return [...this.pairs(), ["at", at]];
      },
      done: (data) => this.saved(data),
      refused: (answer) => this.refused(answer),
    });
  }

  saved(data) {
    this.base = this.sent;
    this.saveSoon();
    if (!this.isDirty) forget(this.editor.key);
    const wasNew = this.isNew;
    this.editor.takeLine(this.line, data);
    if (wasNew) this.becomeStored();
    else this.form.elements.namedItem("row").value = this.line.dataset.row; // a name may follow its label
    this.showMessages(data);
    this.hideNotice();
  }

  // A question that was new is there now: what follows changes it.
  becomeStored() {
    const fields = this.form.elements;
    fields.namedItem("kind").value = "";
    fields.namedItem("row").value = this.line.dataset.row;
    forget(this.editor.key);
    if (this.isDirty) this.keep();
  }

  async refused(answer) {
    if (answer.status === 409) return this.settleConflict(answer);
    if (answer.data?.messages) this.showMessages(answer.data);
    this.keep();
    this.editor.say("refused", { isAlert: true, text: answer.data?.message });
    if (answer.status !== 422) this.editor.stop(answer);
  }

  // The form has changed meanwhile. Where this question has not, or holds what was sent (its answer was lost on the way), what
  // was typed is saved again by itself; otherwise the person decides.
  async settleConflict(answer) {
    this.keep();
    const before = new Set(this.editor.outline.lines.map((each) => each.dataset.row));
    await this.editor.sync();
    if (this.isNew) {
      const arrived = answer.wasDoubtful && this.editor.outline.find(this.line.dataset.at);
      if (arrived && !before.has(arrived.dataset.row)) return this.moveInto(arrived);
      return this.save();
    }
    if (this.isGone) return this.gone();
    const page = await fetchPage(this.address());
    const form = page?.querySelector("form[data-question]");
    const theirs = form && typed(form);
    if (!form || isSame(theirs, this.base) || isSame(theirs, this.sent)) return this.save();
    this.ask(answer.data, form, page);
  }

  // Shows the question after a step that may have changed it; where something else was typed meanwhile, the person decides.
  async reload(data = {}) {
    if (this.isNew) return;
    if (this.isGone) return this.gone();
    const page = await fetchPage(this.address());
    const form = page?.querySelector("form[data-question]");
    if (!form || isSame(typed(form), this.base)) return;
    if (this.isDirty) return this.ask(data, form, page);
    this.take(form, page);
  }

  take(form, page) {
    const { id } = document.activeElement;
    this.adopt(form, page);
    this.base = this.snapshot();
    this.isDirty = false;
    forget(this.editor.key);
    if (id) document.getElementById(id)?.focus({ preventScroll: true });
  }

  moveInto(line) {
    this.line.remove();
    this.line = line;
    line.append(this.panel);
    line.classList.add("open");
    this.becomeStored();
    this.isDirty = true;
    this.save();
  }

  // Somebody else has changed this very question.
  ask(data, form, page) {
    const { words } = this.editor;
    const text = fill(words.conflict, { name: (data.colleagues ?? []).join(", ") || words.someone });
    this.showNotice(text, [
      [words.saveMine, () => { this.hideNotice(); this.isDirty = true; this.save(); }],
      [words.takeTheirs, () => this.take(form, page)],
    ]);
    this.editor.say("conflict", { isAlert: true, text });
  }

  gone() {
    const { words } = this.editor;
    this.showNotice(words.gone, [[words.saveMine, () => this.putBack()]]);
    this.editor.say("gone", { isAlert: true });
  }

  // A question that was removed is added where it was, with what was typed.
  putBack() {
    this.hideNotice();
    this.line.classList.remove("gone");
    this.form.elements.namedItem("kind").value = "gone";
    this.isDirty = true;
    this.save();
  }

  showNotice(text, buttons) {
    this.hideNotice();
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.notice = "";
    const words = document.createElement("p");
    words.textContent = text;
    notice.append(words, ...buttons.flatMap(([label, press]) => [makeButton(label, press), " "]));
    this.panel.prepend(notice);
  }

  hideNotice() {
    this.panel.querySelector("[data-notice]")?.remove();
  }

  // Brings the form as the server makes it of what is chosen so far, and keeps the place in it. Half a condition is not
  // saved yet.
  async refresh(control, { id, name } = document.activeElement) {
    clearTimeout(this.timer);
    const { steps, addresses } = this.editor;
    const body = new URLSearchParams([...this.pairs(), ["at", this.line.dataset.at]]);
    const step = control.tagName === "BUTTON" && control.value ? [control.name, control.value] : ["do", "refresh"];
    body.set(...step);
    body.set("revision", steps.revision);
    const asked = this.snapshot();
    const page = await fetchPage(addresses.question, { method: "POST", body });
    const form = page?.querySelector("form[data-question]");
    if (!form) return this.save();
    if (!isSame(asked, this.snapshot())) return this.refresh(control, { id, name });
    const open = [...this.form.querySelectorAll("details")].map((each) => each.open);
    this.adopt(form, page);
    this.form.querySelectorAll("details").forEach((each, index) => (each.open ||= open[index] ?? false));
    const again = (id && document.getElementById(id)) || (name && this.form.elements.namedItem(name));
    (again?.focus ? again : this.firstField())?.focus({ preventScroll: true });
    this.isDirty = true;
    if (control.value === "fill") this.save();
  }

  // The words at each field, as the question's own page has them; a “fix it” beside what is mechanical.
  showMessages({ messages = {}, problems = [] }) {
    for (const old of this.form.querySelectorAll("[data-said]")) old.remove();
    const fixes = new Map(problems.filter((each) => each.at === this.line.dataset.at && each.fix).map((each) => [each.field, each.fix]));
    for (const field of this.form.querySelectorAll(".field")) {
      const control = field.querySelector("[name]");
      if (control && field.querySelector(".field") === null) this.showMessage(field, control, messages[control.name], fixes.get(control.name));
    }
  }

  showMessage(field, control, text, fix) {
    const id = `${control.id || control.name}-message`;
    field.querySelector(`.message`)?.remove();
    field.classList.toggle("wrong", Boolean(text));
    const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
    if (text) {
      described.push(id);
      control.setAttribute("aria-invalid", "true");
      const message = document.createElement("p");
      message.className = "message";
      message.id = id;
      message.textContent = text;
      field.append(message);
    } else control.removeAttribute("aria-invalid");
    if (described.length) control.setAttribute("aria-describedby", described.join(" "));
    else control.removeAttribute("aria-describedby");
    if (!fix) return;
    const button = makeButton(fix.words, () => this.editor.fix(fix));
    button.dataset.said = "";
    field.append(button);
  }

  // Puts the name of a question into the expression that was typed in last, else into the first one.
  insertName(name) {
    const field = this.expression?.isConnected ? this.expression : this.form.querySelector("[data-expression]");
    if (!field) return;
    field.closest("details")?.setAttribute("open", "");
    field.setRangeText(name, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Puts in what was kept on this device.
  fillIn(pairs) {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
    for (const control of this.form.elements) {
      const { name, type } = control;
      if (!name || ["hidden", "file", "submit"].includes(type)) continue;
      const given = values.get(name) ?? [];
      if (type === "checkbox" || type === "radio") control.checked = given.includes(control.value);
      else control.value = given[0] ?? "";
    }
    this.isDirty = true;
    this.save();
  }

  keep() {
    const { row, kind } = { row: this.line.dataset.row, kind: this.form.elements.namedItem("kind")?.value };
    try {
      localStorage.setItem(this.editor.key, JSON.stringify({ row, kind, place: this.line.dataset.at, at: Date.now(), pairs: this.snapshot() }));
    } catch {
      // No room, or the browser keeps nothing: the editor works without.
    }
  }

  close() {
    this.save();
    this.panel.remove();
    this.line.classList.remove("open");
    if (this.isGone) this.line.remove();
  }
}

// What people fill in, without the fields that they do not see.
export function typed(form) {
  const hidden = new Set([...form.querySelectorAll("input[type=hidden]")].map((each) => each.name));
  return textPairs(form).filter(([name]) => !hidden.has(name));
}

// Whether the same was filled in; the server tidies spaces at the ends.
export function isSame(one, other) {
  const [first, second] = [one, other].map((pairs) => JSON.stringify(pairs?.map(([name, value]) => [name, value.trim()]).filter(([, value]) => value)));
  return first === second;
}

export function makeButton(words, press) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button second small";
  button.textContent = words;
  button.addEventListener("click", press);
  return button;
}
