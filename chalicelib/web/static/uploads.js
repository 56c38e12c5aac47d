// Files go to where they are kept as soon as they are chosen, while the rest is filled in. The
// answer is then the file's id. A line that drops is tried again; what cannot be sent this way goes
// with the form, as it does without a script.

import { prepared } from "./photos.js";

const WAITS = [1_000, 3_000, 8_000, 15_000];
const STALLED = 30_000;
const MAX_PIXELS = 2048;

const { address, words } = JSON.parse(document.getElementById("uploads").textContent);
const form = document.getElementById("answers");
const underWay = new Map();

const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const pause = (ms) =>
  new Promise((resolve) => {
    const early = () => (clearTimeout(late), resolve());
    const late = setTimeout(() => (removeEventListener("online", early), resolve()), ms);
    addEventListener("online", early, { once: true });
  });

class Refused extends Error {}
class Expired extends Error {}

// What stands around one file field: made when it is first used, found again after that.
class Place {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=file]");
    this.answer = box.querySelector("input[type=hidden]");
    this.status = this.part("p", "upload-status", { role: "status" });
    this.bar = this.part("progress", "upload-progress", { max: 100, hidden: "" });
    this.bar.setAttribute("aria-label", words.progress);
    this.again = this.button(words.again, () => start(this.box));
    this.away = this.button(words.remove, () => this.empty());
  }

  part(tag, name, attributes) {
    const found = this.box.querySelector(`.${name}`);
    if (found) return found;
    const made = document.createElement(tag);
    made.className = name;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    this.box.append(made);
    return made;
  }

  button(text, pressed) {
    const name = text === words.again ? "upload-again" : "upload-away";
    const made = this.part("button", name, { type: "button", hidden: "" });
    made.classList.add("plain");
    made.textContent = text;
    made.onclick = pressed;
    return made;
  }

  tell(text, { bar = null, isAlert = false } = {}) {
    this.status.textContent = text;
    this.status.classList.toggle("message", isAlert);
    this.bar.hidden = bar === null;
    if (bar !== null) this.bar.value = bar;
    this.again.hidden = !isAlert || !this.input.files.length;
    this.away.hidden = bar !== null || !(this.answer.value || this.input.files.length);
  }

  take(id, name) {
    this.answer.value = id;
    this.input.value = "";
    this.box.querySelector(".arrived")?.remove();
    this.box.querySelector("[name^='_name.']")?.remove();
    const named = document.createElement("input");
    Object.assign(named, { type: "hidden", name: `_name.${id}`, value: name });
    this.box.append(named);
    this.changed();
  }

  empty() {
    underWay.get(this.box)?.stop();
    this.answer.value = "";
    this.input.value = "";
    this.box.querySelector(".arrived")?.remove();
    this.tell(words.removed);
    this.changed();
    this.input.focus();
  }

  changed() {
    for (const name of ["input", "change"]) this.answer.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

// One file on its way, from being chosen to its id.
class Upload {
  constructor(place) {
    this.place = place;
    this.question = place.answer.name.replace(/^q\./, "");
    this.isStopped = false;
  }

  async run(chosen) {
    const maxPixels = Number(this.place.input.dataset.maxPixels) || MAX_PIXELS;
    this.place.tell(say(words.preparing, { name: chosen.name }), { bar: 0 });
    const file = await prepared(chosen, maxPixels);
    let invitation = null;
    for (const wait of [...WAITS, null]) {
      if (this.isStopped) return;
      try {
        invitation ??= await this.invite(file);
        await this.send(file, invitation);
        if (!this.isStopped) this.arrived(invitation.id, file.name);
        return;
      } catch (error) {
        if (error instanceof Refused) throw error;
        if (error instanceof Expired) invitation = null;
        if (wait === null) throw error;
        if (this.isStopped) return;
        this.place.tell(words.waiting, { bar: 0 });
        await pause(wait);
      }
    }
  }

  async invite(file) {
    const asked = { question: this.question, name: file.name, type: file.type, size: file.size };
    const answer = await fetch(`${address}?lang=${document.documentElement.lang}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(asked),
    });
    const said = await answer.json();
    if (answer.ok) return said;
    if (answer.status >= 500 || answer.status === 429) throw new Error(said.detail);
    throw new Refused(said.errors?.[0]?.message ?? said.detail);
  }

  send(file, { url, fields }) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("file", file);
    const request = new XMLHttpRequest();
    this.request = request;
    return new Promise((resolve, reject) => {
      let stalled = setTimeout(() => request.abort(), STALLED);
      request.upload.onprogress = ({ loaded, total }) => {
        clearTimeout(stalled);
        stalled = setTimeout(() => request.abort(), STALLED);
        const percent = Math.floor((100 * loaded) / (total || 1));
        this.place.tell(say(words.sending, { name: file.name, percent }), { bar: percent });
      };
      request.onloadend = () => {
        clearTimeout(stalled);
        if (request.status >= 200 && request.status < 300) resolve();
        else if (request.status === 403) reject(new Expired());
        else if (request.status === 400) reject(new Refused(words.notTaken));
        else reject(new Error(`status ${request.status}`));
      };
      request.open("POST", url);
      request.send(body);
    });
  }

  arrived(id, name) {
    this.place.take(id, name);
    this.place.tell(say(words.arrived, { name }));
  }

  stop() {
    this.isStopped = true;
    this.request?.abort();
  }
}

async function start(box) {
  const place = new Place(box);
  const [chosen] = place.input.files;
  underWay.get(box)?.stop();
  if (!chosen) return;
  place.answer.value = "";
  const upload = new Upload(place);
  underWay.set(box, upload);
  try {
    await upload.run(chosen);
  } catch (error) {
    if (!upload.isStopped) fail(place, error);
  }
  if (underWay.get(box) !== upload) return;
  underWay.delete(box);
  if (underWay.size === 0) form.dispatchEvent(new Event("pikir:uploaded"));
}

function fail(place, error) {
  const isRefused = error instanceof Refused;
  if (isRefused) place.input.value = "";
  place.tell(isRefused ? error.message : words.failed, { isAlert: true });
}

addEventListener("change", ({ target }) => {
  const box = target.closest?.("[data-upload]");
  if (box && target.type === "file") start(box);
});

// The answers wait for the files that are on their way. A file that could not be sent by itself and
// still stands in its field goes with them.
addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || underWay.size === 0 || event.submitter?.name.startsWith("_")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    const [box] = underWay.keys();
    box.scrollIntoView({ block: "nearest" });
    form.addEventListener(
      "pikir:uploaded",
      () => {
        const failed = form.querySelector("[data-upload] .upload-status.message:not(:empty)");
        if (failed) failed.scrollIntoView({ block: "center" });
        else form.requestSubmit(submitter);
      },
      { once: true },
    );
  },
  { capture: true },
);

for (const box of form.querySelectorAll("[data-upload]")) {
  const place = new Place(box);
  if (place.answer.value) place.tell("");
}
