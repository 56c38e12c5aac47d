// Sends the answers so that a lost connection or a fault of the server costs nothing: the page stays open, says so and
// sends again by itself. The same answers under the same id are one submission, however often they are sent; so
// whatever this script cannot handle is sent again as a native form. In a kiosk the next person cannot know that the
// button waits to be pressed, so that it goes on by itself; the receipt takes the form's place in the history.

import { textPairs } from "./drafts.js";

const PATIENCE = 60_000;
const WAITS = [2_000, 4_000, 8_000, 15_000, 30_000, 60_000, 60_000, 60_000];
const LONGEST_WAIT = 120_000;
const TOO_MANY = 429;
const SERVER_FAULT = 500;

export function sendOver(form, drafts) {
  const { element, rules } = form;
  const isKiosk = element.dataset.kiosk !== undefined;
  let isSending = false;
  let failures = 0;
  let timer = 0;

  element.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.name.startsWith("_")) return;
    drafts.save();
    element.dataset.unsent = "";
    if (isSending) return event.preventDefault();
    stopWaiting();
    if (hasFiles(element)) return;
    event.preventDefault();
    failures = 0;
    send();
  });

  async function send() {
    timer = 0;
    isSending = true;
    form.showStatus(rules.words.sending);
    const answer = await post(element);
    isSending = false;
    if (answer.redirected) isKiosk ? location.replace(answer.url) : location.assign(answer.url);
    else if (answer.mayWork) wait(answer.after);
    else {
      form.showStatus("");
      delete element.dataset.unsent; // they were answered: a kiosk may clear them once their person has left
      if (!answer.page || !(await takeOver(form, answer.page))) element.submit();
    }
  }

  function wait(after) {
    const pause = WAITS[failures] ?? (isKiosk ? WAITS.at(-1) : undefined);
    failures += 1;
    if (pause === undefined) return form.showStatus(rules.words.notSent, { isAlert: true });
    form.showStatus(rules.words.retrying, { isAlert: true });
    // Jitter, so that a hall full of phones does not come back in the same second.
    const jittered = pause * (0.5 + Math.random());
    timer = setTimeout(send, Math.min(Math.max(jittered, after), LONGEST_WAIT));
  }

  function stopWaiting() {
    clearTimeout(timer);
    const wasWaiting = timer !== 0;
    timer = 0;
    return wasWaiting;
  }

  // Answers that are being changed wait for the button: half of a sentence is not to be sent.
  for (const name of ["input", "change", "pikir:rows"]) {
    element.addEventListener(name, () => {
      if (stopWaiting()) form.showStatus(rules.words.notSent, { isAlert: true });
    });
  }
  addEventListener("offline", () => {
    if (!timer) form.showStatus(rules.words.offline);
  });
  addEventListener("online", () => {
    if (stopWaiting()) send();
    else if (!isSending) form.showStatus(rules.words.online);
  });
}

export function hasFiles(element) {
  return [...element.querySelectorAll("input[type=file]")].some((one) => one.files.length > 0);
}

// Shows in this page what the page that came back says, so that it gets no entry in the browser's history: going back
// there would ask to send again. False where that cannot be done; the form is then sent natively.
export async function takeOver(form, page) {
  try {
    const returned = await import(form.element.dataset.returned);
    return returned.takeOver(form, page);
  } catch {
    return false;
  }
}

// What came of it. `mayWork` says that the same may work soon, `after` in how many ms; `page` is the page that came back
// instead, for the person to read.
export async function post(element, button = []) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const body = new URLSearchParams([...textPairs(element), ...button]);
    const answer = await fetch(element.action, { method: "POST", body, signal: stop.signal });
    const { redirected, url, status, headers } = answer;
    const after = Math.max(Number(headers.get("Retry-After")) * 1000, 0) || 0;
    const mayWork = (status === TOO_MANY && after <= LONGEST_WAIT) || status >= SERVER_FAULT;
    if (redirected || mayWork) {
      stop.abort();
      return { redirected: redirected && new URL(url).origin === location.origin, url, mayWork, after };
    }
    return { page: new DOMParser().parseFromString(await answer.text(), "text/html") };
  } catch {
    return { redirected: false, mayWork: true, after: 0 };
  } finally {
    clearTimeout(late);
  }
}
