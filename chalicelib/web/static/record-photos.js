// Sends photos of an action as soon as they are chosen, one after another: small enough for a report, upright, without the camera's
// metadata. Each has an id of its own, so that one whose answer was lost can be sent again. Without this script a form takes one.

import { WAITS, fillIn, pause } from "./bucket.js";
import { preparePhoto } from "./photos.js";

const MOST_PIXELS = 1600;
const REFUSED = [400, 404, 409, 413, 415, 422];

class Unsent extends Error {}

// The element of that id as the server shows it now.
export async function fetchElement(id) {
  const answer = await fetch(`${location.pathname}?section=actions`, { credentials: "same-origin" });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return document.importNode(page.getElementById(id), true);
}

export const randomId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// `added` is told of each new photo's element, which stands before the form by then.
export function watchUploads(form, words, added) {
  const status = form.querySelector("[data-status]");
  let sending = Promise.resolve();
  const say = (text, isAlert = false) => {
    status.textContent = text;
    status.classList.toggle("message", isAlert);
  };

  async function add(file) {
    const { name } = file;
    say(fillIn(words.sending, { name }));
    try {
      const id = randomId();
      await send(form, id, await preparePhoto(file, MOST_PIXELS));
      const shown = await fetchElement(`photos.${id}`);
      if (!shown) return location.reload();
      form.before(shown);
      added(shown);
      say(fillIn(words.arrived, { name }));
      shown.querySelector("input[type=text]")?.focus();
    } catch (error) {
      say(error instanceof Unsent && error.message ? `${name}: ${error.message}` : fillIn(words.unsent, { name }), true);
    }
  }

  form.querySelector("[data-plain]").hidden = true;
  for (const input of form.querySelectorAll("[type=file]")) {
    input.multiple = !input.hasAttribute("capture");
    input.addEventListener("change", () => {
      const chosen = [...input.files];
      input.value = "";
      for (const file of chosen) sending = sending.then(() => add(file));
    });
  }
}

async function send(form, id, photo) {
  for (const wait of [...WAITS, null]) {
    const body = new FormData();
    body.append("_csrf", form.elements.namedItem("_csrf").value);
    body.append("_photo", id);
    body.append("photo", photo, photo.name);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) return;
    if (answer && REFUSED.includes(answer.status)) throw new Unsent((await answer.json().catch(() => ({}))).message);
    if (wait === null) throw new Unsent();
    await pause(wait);
  }
}
