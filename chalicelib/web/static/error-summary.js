// The summary of what is wrong with a form that came back. Where `autofocus` does not work for every element, it moves
// the focus there; its links are followed.

import { follow } from "./follow-links.js";

const summary = document.querySelector("[data-error-summary]");

if (summary) {
  if (!("autofocus" in HTMLElement.prototype)) summary.focus();
  follow(summary);
}
