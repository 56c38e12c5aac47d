// A form asked step by step. The document holds all steps, so going on needs no connection: this script shows the next
// page once what is asked on this one is answered, and gives each its entry in the browser's history. Only the answers to
// read once more come from the server, which then has checked them all.

import { problemOf } from "./checks.js";
import { drafts, form } from "./form.js";
import { hasFiles, post, takeOver } from "./sending.js";

const { element, logic } = form;
const rules = JSON.parse(document.getElementById("steps").textContent);
const sections = [...element.querySelectorAll("[data-step]")];
const at = element.elements.namedItem("_at");
const first = (selector, part = document) => part.querySelector(selector);
const enter = first("button.hidden[form=answers]");
let shown = Number(at.value);
let isRead = first(".check .answers") !== null; // whether the answers to read once more are those of the page
let ended = 0; // the page after which nothing came when somebody went on

const numberOf = (section) => Number(section.dataset.step);
const sectionOf = (number) => sections.find((one) => numberOf(one) === number);
const viewsIn = (section) => [...section.querySelectorAll("[data-node]")].map((one) => form.views.get(one)).filter(Boolean);

// A page that asks nothing now is skipped: no question on it is relevant.
const askedPages = () => sections.map(numberOf).filter((number) => number !== rules.check && logic.asksAny(rules.pages[number - 1]));

function nearest(number, pages) {
  if (number === rules.check || pages.includes(number) || !pages.length) return number;
  return pages.find((one) => one > number) ?? pages.at(-1);
}

// Whether an answer on this page, which has none so far, may bring a further one.
function isAwaiting() {
  if (!rules.awaiting.includes(shown) || ended === shown) return false;
  return !viewsIn(sectionOf(shown)).some((view) => view.isQuestion && view.read() !== undefined);
}

// What leads on and back, and how far one is; each answer may change it.
function update() {
  const pages = askedPages();
  const position = pages.indexOf(shown) + 1;
  const isLast = shown === rules.check || (!rules.check && !pages.some((one) => one > shown) && !isAwaiting());
  first("[data-next]").hidden = isLast;
  first("[data-send]").hidden = !isLast;
  if (enter) enter.name = isLast ? "" : "_next"; // a preview has none
  const isFirst = !pages.some((one) => one < shown);
  first("[data-back]").hidden = isFirst;
  for (const one of document.querySelectorAll("[data-opening]")) one.hidden = !isFirst;
  for (const one of document.querySelectorAll("[data-closing]")) one.hidden = !isLast;
  for (const item of document.querySelectorAll("[data-content]")) {
    const number = Number(item.dataset.content);
    item.hidden = !pages.includes(number);
    if (number === shown) first("button", item).setAttribute("aria-current", "step");
    else first("button", item).removeAttribute("aria-current");
  }
  showProgress(position, pages.length);
}

function showProgress(position, count) {
  const box = first("[data-progress]");
  box.hidden = !position || count < 2;
  if (!position) return;
  const line = first("p", box);
  const words = rules.progress.replace("{number}", position).replace("{count}", count);
  if (line.textContent) document.title = document.title.replace(line.textContent, words);
  line.textContent = words;
  Object.assign(first("progress", box), { max: count, value: position });
}

function show(number) {
  const pages = askedPages();
  shown = nearest(number === rules.check && !isRead ? (pages.at(-1) ?? 1) : number, pages);
  at.value = shown;
  for (const section of sections) section.hidden = numberOf(section) !== shown;
  for (const chapter of element.querySelectorAll("[data-chapter]")) chapter.hidden = !chapter.contains(sectionOf(shown));
  update();
}

// Shows a step and lets the reader begin at its top, or at one of its fields.
function go(number, target = "") {
  show(number);
  if (history.state?.step !== shown) history.pushState({ step: shown }, "", `#step-${shown}`);
  drafts.save();
  const field = target && document.getElementById(target);
  const place = field ? (field.closest("fieldset, .field") ?? field) : first("[data-progress]:not([hidden])") ?? sectionOf(shown);
  (field || sectionOf(shown)).focus({ preventScroll: true });
  place.scrollIntoView();
}

// What is wrong on this page as far as a page can tell; the server checks the rest.
function findProblems() {
  const found = [];
  for (const view of viewsIn(sectionOf(shown))) {
    if (!view.isQuestion || view.isAsked === false || view.element.matches("input")) continue;
    const problem = problemOf(view, logic, form.rules.words) || omissionOf(view);
    view.isTouched = true;
    view.showProblem(problem);
    if (problem) found.push(view);
  }
  return found;
}

function omissionOf({ instance, number }) {
  if (logic.check(instance, number) !== "required") return "";
  const words = rules.missing[number];
  return words ? logic.message(instance, number, words) : "";
}

function goOn() {
  const [wrong] = findProblems();
  if (wrong) {
    const field = wrong.own().find((one) => one.type !== "hidden") ?? first("input, select, textarea", wrong.element);
    field?.focus({ preventScroll: true });
    return wrong.element.scrollIntoView();
  }
  const next = askedPages().find((number) => number > shown);
  if (next) go(next);
  else if (rules.check) readOnceMore();
  else {
    ended = shown;
    update();
  }
}

// The answers as the server has them, to read before they are sent; or what it refuses, on the page that asks it.
async function readOnceMore() {
  if (element.dataset.unsent !== undefined) return form.showStatus(element.dataset.unsent);
  if (hasFiles(element)) return element.requestSubmit(native);
  drafts.save();
  form.showStatus(rules.checking);
  const { page, redirected, url } = await post(element, [["_next", "1"]]);
  if (redirected) return location.assign(url);
  form.showStatus("");
  if (page && Number(first("[name=_at]", page)?.value) === rules.check) {
    sectionOf(rules.check).replaceChildren(...first(".check", page).childNodes);
    first("[data-error-summary]")?.remove();
    isRead = true;
    go(rules.check);
  } else if (!page || !(await takeOver(form, page))) form.showStatus(form.rules.words.notSent, { isAlert: true });
}

// A file that could not be uploaded by itself goes with the form, as it does without a script.
const native = document.createElement("button");
Object.assign(native, { name: "_next", value: "1", hidden: true });
element.append(native);

function turn(event) {
  const { submitter, target } = event;
  if (target !== element || submitter === native || submitter?.name === "_language") return;
  const isLast = first("[data-next]").hidden;
  if (submitter?.name === "_page") go(Number(submitter.value), targetOf(submitter));
  else if (submitter?.name === "_back") go(askedPages().filter((number) => number < shown).at(-1));
  else if (submitter?.name === "_next" || (!isLast && !submitter?.name)) goOn();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

const targetOf = (button) => decodeURIComponent(new URL(button.formAction).hash.slice(1));

// Before the form's own listeners, which send it.
document.addEventListener("submit", turn, { capture: true });
for (const name of ["input", "change", "pikir:rows"]) {
  element.addEventListener(name, () => {
    isRead = false;
    update();
  });
}
element.addEventListener("pikir:shown", ({ detail }) => show(detail));
addEventListener("popstate", ({ state }) => {
  if (state?.step) show(state.step);
});
show(shown);
history.replaceState({ step: shown }, "", location.hash.startsWith("#step-") ? `#step-${shown}` : "");
