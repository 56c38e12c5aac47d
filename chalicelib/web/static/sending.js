// Sends the answers so that a lost connection is reported and sending can be tried again with the page still
// open. The same answers under the same id are one submission, however often they are sent; so whatever this
// script cannot handle is sent again as a native form.

const PATIENCE = 60_000;

export function sendOver(form, drafts) {
  const { element, rules } = form;
  let isSending = false;

  element.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || event.submitter?.name.startsWith("_")) return;
    drafts.save();
    if (isSending) return event.preventDefault();
    if (hasFiles(element)) return;
    event.preventDefault();
    isSending = true;
    form.showStatus(rules.words.sending);
    const answer = await post(element);
    isSending = false;
    if (answer === null) form.showStatus(rules.words.notSent, { isAlert: true });
    else if (answer.redirected) location.assign(answer.url);
    else {
      form.showStatus("");
      element.submit();
    }
  });

  addEventListener("offline", () => form.showStatus(rules.words.offline));
  addEventListener("online", () => form.showStatus(rules.words.online));
}

function hasFiles(element) {
  return [...element.querySelectorAll("input[type=file]")].some((one) => one.files.length > 0);
}

// The server's answer, its body unread; null without a connection.
async function post(element) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const body = new URLSearchParams(new FormData(element));
    const answer = await fetch(element.action, { method: "POST", body, signal: stop.signal });
    const { redirected, url } = answer;
    stop.abort();
    return { redirected: redirected && new URL(url).origin === location.origin, url };
  } catch {
    return null;
  } finally {
    clearTimeout(late);
  }
}
