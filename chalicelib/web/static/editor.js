// The editor of forms. Every page of it works without this script, which makes the same steps without leaving the list: it opens
// questions in place, saves what is typed by itself, moves lines at once and tells the server after. The server decides all.

import { forget, keyOf, moment } from "./drafts.js";
import { Adding } from "./editor-adding.js";
import { Drag } from "./editor-drag.js";
import { fill, Outline, title } from "./editor-outline.js";
import { Preview } from "./editor-preview.js";
import { isSame, makeButton, Question, typed } from "./editor-question.js";
import { ask, fetchPage, Steps } from "./editor-steps.js";

const ARROWS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };
const MOVES = new Set(Object.values(ARROWS));
const EVERY = 45_000;
const SOON = 400;
const AFTER_STEPS = 800;
const TEXT_FIELD = "input:not([type=checkbox], [type=radio]), textarea, select";

class Editor {
  constructor(form) {
    Object.assign(this, JSON.parse(document.getElementById("editor").textContent));
    this.form = form;
    this.status = document.querySelector("[data-status]");
    this.spoken = document.querySelector("[data-spoken]");
    this.key = keyOf(new URL(this.addresses.edit, location).pathname);
    this.outline = new Outline(form.querySelector("ol.outline"), this.words);
    this.steps = new Steps(this, form.elements.namedItem("revision").value);
    this.adding = new Adding(this);
    this.preview = new Preview(document.querySelector("[data-preview]"), document.querySelector("[data-preview-link]"), this.steps.revision);
    new Drag(this.outline, (lines, target) => this.drop(lines, target));
    form.addEventListener("submit", (event) => this.submit(event));
    this.outline.list.addEventListener("change", (event) => event.target.name === "at" && this.showSelected());
    this.outline.list.addEventListener("keydown", (event) => this.onArrow(event));
    document.addEventListener("keydown", () => this.pauseWork(), true);
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("keydown", (event) => this.onUndoKey(event));
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", () => (this.isLeaving = false));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.question?.save() : this.beat()));
    setInterval(() => this.beat(), EVERY);
    this.spokenSteps = { undo: this.words.undone, redo: this.words.redone };
    this.offerKept();
  }

  // What is said in the status line, after a moment where it will most likely be said otherwise at once.
  say(name, { isAlert = false, text = "", button } = {}) {
    clearTimeout(this.sayTimer);
    const show = () => {
      const now = new Date();
      const time = [now.getHours(), now.getMinutes()].map((each) => String(each).padStart(2, "0")).join(":");
      this.status.classList.toggle("message", isAlert);
      this.status.replaceChildren(text || fill(this.words[name], { time }), ...(button ? [" ", button] : []));
    };
    if (name === "saving") this.sayTimer = setTimeout(show, SOON);
    else show();
  }

  // For those who do not see the page: where a line is now.
  speak(text) {
    this.spoken.textContent = text;
  }

  onState(data) {
    for (const [name, may] of [["undo", data.can_undo], ["redo", data.can_redo]]) {
      for (const button of document.querySelectorAll(`[name=do][value=${name}]`)) button.disabled = may === false;
    }
    const place = document.querySelector("[data-colleagues]");
    const text = (data.colleagues ?? []).map((name) => fill(this.words.colleague, { name })).join(" ");
    if (place && place.textContent !== text) place.textContent = text;
    if (data.is_complete !== undefined) this.preview.showState(data.is_complete, data.revision);
  }

  // The page of 300 questions takes a moment to compare: it waits until the person does.
  onIdle() {
    if (this.isLeaving) return;
    clearTimeout(this.syncTimer);
    if (this.isBehind) this.syncTimer = setTimeout(() => this.steps.isIdle && this.sync(), AFTER_STEPS);
  }

  pauseWork() {
    this.preview.postpone();
    if (this.isBehind && this.steps.isIdle) this.onIdle();
  }

  // Makes the page what the server has. What is open and typed stays.
  async sync({ isForced = false } = {}) {
    this.isBehind = false;
    const page = await fetchPage(this.addresses.edit);
    const form = page?.querySelector("[data-outline]");
    if (!form || !(isForced || this.steps.isIdle)) {
      this.isBehind = true;
      return;
    }
    this.steps.revision = form.elements.namedItem("revision").value;
    this.outline.sync(form.querySelector("ol.outline"));
    this.outline.renumber();
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part=${part.dataset.part}]`);
      if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
    }
  }

  // A question's line as the answer has it; what its change means for other lines is on the page.
  takeLine(line, data) {
    const fresh = new DOMParser().parseFromString(data.line ?? "", "text/html").querySelector("li");
    if (fresh) {
      this.outline.replace(line, fresh);
      this.outline.prepare();
      this.outline.renumber();
    }
    const others = JSON.stringify((data.problems ?? []).filter((each) => each.at !== data.at));
    if (this.others !== undefined && this.others !== others) this.isBehind = true;
    this.others = others;
  }

  /* Questions */

  async open(line, field = "") {
    if (this.question?.line === line) return this.close();
    this.close();
    const question = new Question(this, line);
    this.question = question;
    if (!(await question.open())) {
      this.question = undefined;
      question.close();
      this.say("offline", { isAlert: true });
    } else if (field) document.getElementById(field)?.focus();
  }

  close() {
    const { question } = this;
    this.question = undefined;
    if (!question) return;
    question.close();
    if (question.isNew && !question.isDirty) question.line.remove();
    else question.line.querySelector("h2 a")?.focus();
  }

  click(event) {
    const link = event.target.closest("a[href]");
    const line = event.target.closest("li[data-row]");
    if (event.target.closest("[data-plus]")) return this.adding.below(line);
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return this.select(event, line);
    const { pathname, hash } = new URL(link.href);
    if (pathname === new URL(this.addresses.add, location).pathname && !link.closest("[data-kinds]")) {
      event.preventDefault();
      if (line) this.adding.inside(line);
      else this.adding.below(null);
    } else if (line && !event.target.closest("[data-panel]") && pathname === new URL(this.addresses.question, location).pathname) {
      event.preventDefault();
      this.open(line, hash.slice(1));
    } else if (!link.target && !link.getAttribute("href").startsWith("#")) this.leaveBy(event, link);
  }

  // A page that follows shows the form as it is saved: it waits for what was typed last. A second click does not.
  async leaveBy(event, link) {
    this.question?.save();
    if (this.steps.isIdle || this.isLeaving) return;
    event.preventDefault();
    this.isLeaving = true;
    await this.steps.finished();
    location.assign(link.href);
  }

  // Ctrl or Shift and a click choose lines, as in a list of files.
  select(event, line) {
    const tick = line?.querySelector("input[name=at]");
    if (!tick || event.target === tick || event.target.closest("[data-panel]") || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    const ticks = [...this.outline.list.querySelectorAll("input[name=at]")];
    const [from, to] = [ticks.indexOf(this.lastTick ?? tick), ticks.indexOf(tick)].sort((one, other) => one - other);
    if (event.shiftKey) ticks.slice(from, to + 1).forEach((each) => (each.checked = true));
    else tick.checked = !tick.checked;
    this.lastTick = tick;
    tick.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* Steps */

  showSelected() {
    const menu = document.querySelector("[data-selected]");
    if (menu) menu.open = this.outline.list.querySelector("input[name=at]:checked") !== null;
  }

  submit(event) {
    if (event.target !== this.form) return;
    const [name, at] = (event.submitter?.value ?? "").split(" ");
    if (event.submitter?.name !== "do") return;
    event.preventDefault();
    const line = event.submitter.closest("li[data-row]");
    if (name === "fix") return this.fix({ fields: { do: name, at: this.outline.placeNow(at, line) } });
    if (line) return this.step(name, line);
    const chosen = this.outline.lines.filter((each) => each.querySelector("input[name=at]:checked"));
    const places = at ? [at] : chosen.map((each) => each.dataset.at);
    this.push([["do", name], ...places.map((each) => ["at", each])], name);
  }

  step(name, line) {
    if (this.question?.line === line && name === "remove") this.close();
    this.question?.save();
    const lines = this.outline.chosenWith(line);
    if (lines.length > 1) return this.push([["do", name], ...lines.map((each) => ["at", each.dataset.at])], name);
    const { at } = line.dataset;
    if (MOVES.has(name)) {
      if (!this.outline.step(name, line)) return this.speak(this.words.noFurther);
      this.shown(line);
    } else if (name === "remove") {
      const next = this.outline.block(line).at(-1).nextElementSibling ?? line.previousElementSibling;
      this.outline.remove(line);
      next?.querySelector("h2 a")?.focus();
    }
    this.push([["do", name], ["at", at]], name, MOVES.has(name) || name === "remove");
  }

  drop(lines, { before, depth, to }) {
    this.question?.save();
    const places = lines.map((line) => ["at", line.dataset.at]);
    this.outline.placeAll(lines.map((line) => this.outline.block(line)), before, depth);
    this.shown(lines[0]);
    this.push([["do", "move"], ...places, ["to", to]], "move", true);
  }

  shown(line) {
    line.scrollIntoView({ block: "nearest" });
    this.speak(this.outline.describe(line));
  }

  // `isShown` where the page shows the step already.
  push(pairs, name, isShown = false) {
    const hidden = [...this.form.querySelectorAll("input[type=hidden]")].map((each) => [each.name, each.value]);
    this.steps.push({
      address: this.addresses.edit,
      pairs: () => [...hidden, ...pairs],
      done: (data) => this.done(name, data, isShown),
      refused: (answer) => this.refused(answer),
    });
  }

  async done(name, data, isShown) {
    this.isBehind = true;
    if (name === "remove") this.say("removed", { button: makeButton(this.words.undo, () => this.push([["do", "undo"]], "undo")) });
    if (isShown) return;
    await this.sync({ isForced: this.steps.isIdle });
    await this.question?.reload();
    const line = data.at && this.outline.find(data.at);
    if (!line) return;
    line.scrollIntoView({ block: "nearest" });
    this.speak(this.spokenSteps[name] ?? this.outline.describe(line));
    if (name === "copy") line.querySelector("h2 a")?.focus();
  }

  // The page goes back to what the server has, and says why.
  async refused(answer) {
    const text = answer.data?.message;
    if (answer.status !== 409 && answer.status !== 422) return this.stop(answer);
    await this.sync({ isForced: true });
    this.say("refused", { isAlert: true, text });
  }

  // Nothing more can be sent from this page, such as after a signing out: what was typed is kept here.
  stop(answer) {
    const button = makeButton(this.words.reload, () => location.reload());
    this.say("stopped", { isAlert: true, text: answer.data?.message, button });
  }

  onArrow(event) {
    const line = event.target.closest("li[data-row]");
    const name = event.altKey && !event.ctrlKey && !event.shiftKey && ARROWS[event.key];
    if (!line || !name || event.target.closest("[data-panel]")) return;
    event.preventDefault();
    this.step(name, line);
  }

  onUndoKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest(TEXT_FIELD)) return;
    const key = event.code;
    const name = key === "KeyZ" ? (event.shiftKey ? "redo" : "undo") : key === "KeyY" && "redo";
    if (!name) return;
    event.preventDefault();
    document.querySelector(`[name=do][value=${name}]:not(:disabled)`)?.click();
  }

  fix({ fields }) {
    this.question?.save();
    this.push(Object.entries(fields), "fix");
  }

  /* Others, and other days */

  // Says that this person is here, and learns what others did.
  async beat() {
    if (document.hidden || !this.steps.isIdle) return;
    const { data } = await ask(this.addresses.edit, { headers: { Accept: "application/json" } });
    if (!data?.revision || !this.steps.isIdle) return;
    this.onState(data);
    if (data.revision === this.steps.revision) return;
    await this.sync();
    await this.question?.reload(data);
  }

  leave() {
    this.question?.save();
    this.steps.flush();
  }

  // What was typed here and never arrived, after a crash or a closed laptop.
  async offerKept() {
    let kept;
    try {
      kept = JSON.parse(localStorage.getItem(this.key));
    } catch {
      return;
    }
    if (!kept) return;
    const line = this.outline.lines.find((each) => each.dataset.row === kept.row);
    if (kept.row && (!line || (await this.holds(line, kept)))) return forget(this.key);
    const notice = document.querySelector("[data-kept]");
    notice.querySelector("p").textContent = fill(this.words.kept, { moment: moment(new Date(kept.at)), question: line ? title(line) : this.words.newQuestion });
    const discard = makeButton(this.words.discard, () => { forget(this.key); notice.hidden = true; });
    const open = makeButton(this.words.openKept, () => { notice.hidden = true; this.openKept(kept, line); });
    notice.append(open, " ", discard);
    notice.hidden = false;
  }

  async holds(line, kept) {
    const page = await fetchPage(`${this.addresses.question}?${new URLSearchParams({ at: line.dataset.at })}`);
    const form = page?.querySelector("form[data-question]");
    return Boolean(form) && isSame(typed(form), kept.pairs);
  }

  async openKept(kept, line) {
    if (!line) return this.adding.start(this.adding.place(this.outline.find(kept.place) ?? null, kept.place.split("/questions/").length - 2), kept.kind, kept.pairs);
    this.close();
    this.question = new Question(this, line);
    await this.question.open("", kept.pairs);
  }
}

const form = document.querySelector("[data-outline]");
if (form) {
  document.documentElement.classList.add("scripted");
  new Editor(form);
}
