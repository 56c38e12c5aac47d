// Ignores a second press of the button on a slow connection. (The server recognises a repeated submission by its
// id; this only saves the wait.) A page that comes back from the history may send again.

const SEND_AGAIN_AFTER = 10_000;

for (const form of document.querySelectorAll("form[data-send-once]")) {
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    const now = performance.now();
    if (event.submitter?.name === "_language") return;
    if (now - sentAt < SEND_AGAIN_AFTER) event.preventDefault();
    else sentAt = now;
  });
  addEventListener("pageshow", () => {
    sentAt = -Infinity;
  });
}
