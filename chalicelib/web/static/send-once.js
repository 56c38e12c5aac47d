// Ignores a second press of a form's button on a slow connection. (What must not happen twice the server recognises by
// itself; this only saves the wait.) A page that comes back from the history may send again.

const SEND_AGAIN_AFTER = 10_000;

let sentAt = new WeakMap();

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
  const now = performance.now();
  if (now - (sentAt.get(event.target) ?? -Infinity) < SEND_AGAIN_AFTER) event.preventDefault();
  else sentAt.set(event.target, now);
});
addEventListener("pageshow", () => {
  sentAt = new WeakMap();
});
