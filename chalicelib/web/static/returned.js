// A form that came back with a refusal, shown in the page that sent it: the summary above, the messages at the questions.

import { follow } from "./follow-links.js";

// False for a page that says something else than a refusal of these answers under this id.
export function takeOver(form, page) {
  const summary = page.querySelector("[data-error-summary]");
  const theirs = page.getElementById("answers");
  if (!summary || !theirs || theirs.dataset.anew !== undefined || idOf(theirs) !== idOf(form.element)) return false;
  document.querySelector("[data-error-summary]")?.remove();
  document.querySelector("h1").before(summary);
  document.title = page.title;
  for (const message of form.element.querySelectorAll(".message[id]:not([data-text])")) message.remove();
  for (const view of form.views.values()) {
    if (view.isQuestion) view.showRefusal(wordsAt(page, view.id) || wordsAt(page, `${view.id}_other`));
  }
  const step = theirs.elements.namedItem("_at");
  if (step) form.element.dispatchEvent(new CustomEvent("pikir:shown", { detail: Number(step.value) }));
  follow(summary);
  summary.focus();
  summary.scrollIntoView();
  return true;
}

const idOf = (element) => element.elements.namedItem("_id").value;

// Without the word “Error” in front, which only a screen reader reads.
function wordsAt(page, id) {
  const message = page.getElementById(`${id}-message`)?.cloneNode(true);
  message?.querySelector(".hidden")?.remove();
  return message?.textContent.trim() ?? "";
}
