// Follows a link of the error summary to its question, so that the question's label stays in view; without the
// script the link leads to the field alone. Where `autofocus` does not work for every element, it also moves the
// focus to the summary.

export function follow(summary) {
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const question = field.closest("fieldset, .field") ?? field;
    question.scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

const summary = document.querySelector("[data-error-summary]");

if (summary) {
  if (!("autofocus" in HTMLElement.prototype)) summary.focus();
  follow(summary);
}
