// Takes the reader from the summary of what needs another look to each question. Without it the
// links still work; with it the question's own label stays in sight. (Where `autofocus` does not
// yet work for every element, it also brings the summary itself to attention.)

const summary = document.querySelector("[data-error-summary]");

if (summary) {
  if (!("autofocus" in HTMLElement.prototype)) summary.focus();
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
