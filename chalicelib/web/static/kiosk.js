// A form on a device that people pass on: what one typed is not to be seen by the next. The page works without this script.

import { forget, keyOf } from "./drafts.js";

const IDLE_AFTER = 120_000;
const SIGNS_OF_LIFE = ["input", "pointerdown", "keydown", "scroll"];

const element = document.getElementById("answers");
const link = document.querySelector("[data-next-person]");
const emptyForm = element?.action ?? link.href;

function openEmptyForm() {
  forget(keyOf(new URL(emptyForm).pathname));
  element?.reset(); // which also stops the draft of this page
  location.replace(emptyForm);
}

// Writes the seconds that are left, then does what was announced; returns a function that stops it.
function countDown(seconds, end) {
  const line = document.querySelector("[data-countdown]");
  const until = Date.now() + seconds * 1000;
  const show = () => {
    const left = Math.max(Math.ceil((until - Date.now()) / 1000), 0);
    line.textContent = line.dataset.countdown.replace("{seconds}", left);
    if (left > 0) return;
    clearInterval(timer);
    end();
  };
  const timer = setInterval(show, 1000);
  show();
  return () => {
    clearInterval(timer);
    line.textContent = "";
  };
}

// Answers on their way are never cleared: a lost connection must not cost them.
function clearWhenIdle(dialog) {
  let last = Date.now();
  let timer;
  let stop;
  let isTouched = element.dataset.fresh === undefined;
  const restored = document.querySelector("[data-restored]");
  const isEmpty = () => !isTouched && restored.hidden;
  const watch = () => {
    last = Date.now();
    clearTimeout(timer);
    timer = setTimeout(ask, IDLE_AFTER);
  };
  const ask = () => {
    if (dialog.open) return;
    if (isEmpty() || element.dataset.unsent !== undefined) return watch();
    dialog.showModal();
    stop = countDown(Number(dialog.dataset.idle), openEmptyForm);
  };
  for (const name of SIGNS_OF_LIFE) addEventListener(name, watch, { passive: true });
  element.addEventListener("input", () => {
    isTouched = true;
  });
  // The clock of a locked phone stands still.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - last > IDLE_AFTER) ask();
  });
  dialog.addEventListener("close", () => {
    stop();
    watch();
  });
  dialog.querySelector("[data-stay]").addEventListener("click", () => dialog.close());
  watch();
}

function callNext() {
  const button = document.querySelector("[data-stop]");
  const stop = countDown(Number(link.dataset.nextPerson), openEmptyForm);
  button.hidden = false;
  button.addEventListener("click", () => {
    stop();
    button.hidden = true;
    link.focus();
  });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    openEmptyForm();
  });
  forget(keyOf(new URL(emptyForm).pathname));
}

// Whoever comes finds what somebody left, also on steps that are not shown. Answers on their way stay here too.
for (const one of document.querySelectorAll("[data-clear]")) {
  one.addEventListener("click", (event) => {
    event.preventDefault();
    if (element.dataset.unsent === undefined) openEmptyForm();
  });
}
// The browser kept the page as it was, with the answers of whoever was before.
addEventListener("pageshow", (event) => {
  if (event.persisted) openEmptyForm();
});
if (link) callNext();
else if (HTMLDialogElement.prototype.showModal) clearWhenIdle(document.querySelector("[data-idle]"));
