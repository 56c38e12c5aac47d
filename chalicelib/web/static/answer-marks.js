// Marks answers by keys: J and K go to the next and the previous one, X ticks it, Q quotes, H hides, P makes a proposal of it
// and U takes its mark off; it is the key's place that counts, so that a Kazakh or Russian layout has the same keys. A step is that of the list's own button, with what is ticked, or else the answer that is focused.

const form = document.querySelector("[data-marks]");
const rows = [...form.querySelectorAll("[data-answer]")];
const STEPS = { KeyQ: "quote", KeyH: "hide", KeyP: "propose", KeyU: "clear" };

const tickOf = (row) => row.querySelector("input[type=checkbox]");
let last = rows.findIndex((row) => `#${row.id}` === location.hash);

const here = () => {
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  return at < 0 ? last : at;
};

function go(by) {
  const at = here();
  const next = rows[at < 0 ? 0 : at + by];
  if (next === undefined) return;
  tickOf(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function take(step) {
  const at = here();
  if (!rows.some((row) => tickOf(row).checked)) {
    if (at < 0) return;
    tickOf(rows[at]).checked = true;
  }
  form.requestSubmit(form.querySelector(`button[value=${step}]`));
}

document.addEventListener("keydown", (event) => {
  const isTyped = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (isTyped || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.code === "KeyJ") go(1);
  else if (event.code === "KeyK") go(-1);
  else if (event.code === "KeyX" && here() >= 0) tickOf(rows[here()]).click();
  else if (event.code in STEPS) take(STEPS[event.code]);
  else return;
  event.preventDefault();
});

form.addEventListener("focusin", () => {
  last = here();
});
document.documentElement.classList.add("scripted");
