// Keeps the counts of an event's overview current while the page is visible. Only texts are replaced, so the focus and
// a screen reader's place stay, and nothing is announced: the counts stand there for whoever looks at them.

const EVERY = 10_000;
const LONGEST_PAUSE = 320_000;
const PATIENCE = 20_000;

const place = document.querySelector("[data-live-from]");
let pause = EVERY;
let timer = 0;
let isAsking = false;

function plan() {
  clearTimeout(timer);
  if (place && !document.hidden && !isAsking) timer = setTimeout(refresh, pause);
}

async function refresh() {
  isAsking = true;
  const isOver = await ask();
  isAsking = false;
  if (!isOver) plan();
  else document.removeEventListener("visibilitychange", onVisibility);
}

// Whether to stop for good: nobody is signed in any more, or the event is gone.
async function ask() {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(place.dataset.liveFrom, { redirect: "manual", signal: stop.signal });
    if (answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 429)) return true;
    if (!answer.ok) throw new Error(answer.status);
    show((await answer.json()).texts);
    pause = EVERY;
  } catch {
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  } finally {
    clearTimeout(late);
  }
  return false;
}

function show(texts) {
  for (const element of place.querySelectorAll("[data-live]")) {
    const text = texts[element.dataset.live];
    if (text !== undefined && element.textContent !== text) element.textContent = text;
  }
}

function onVisibility() {
  clearTimeout(timer);
  if (document.hidden || isAsking) return;
  pause = EVERY;
  refresh();
}

document.addEventListener("visibilitychange", onVisibility);
plan();
