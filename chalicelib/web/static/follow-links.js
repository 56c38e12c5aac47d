// Follows a link of the error summary to its question, so that the question's label stays in view; without the
// script the link leads to the field alone.

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
