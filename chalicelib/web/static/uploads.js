// Uploads each file as soon as it is chosen, while the rest is filled in. The answer is then the file's id. An
// upload is tried again when the connection was lost; a file that cannot be sent this way goes with the form, as it
// does without a script.

import { Expired, Refused, WAITS, fillIn, pause, sendToBucket } from "./bucket.js";
import { preparePhoto } from "./photos.js";

const MAX_PIXELS = 2048;

const { address, words } = JSON.parse(document.getElementById("uploads").textContent);
const form = document.getElementById("answers");
const underWay = new Map();

// One file field with its status, progress and buttons, which are created when it is first used.
class FileField {
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

  showStatus(text, { bar = null, isAlert = false } = {}) {
    this.status.textContent = text;
    this.status.classList.toggle("message", isAlert);
    this.bar.hidden = bar === null;
    if (bar !== null) this.bar.value = bar;
    this.again.hidden = !isAlert || !this.input.files.length;
    this.away.hidden = bar !== null || !(this.answer.value || this.input.files.length);
  }

  setAnswer(id, name) {
    this.answer.value = id;
    this.input.value = "";
    this.box.querySelector(".arrived")?.remove();
    this.box.querySelector("[name^='_name.']")?.remove();
    const named = document.createElement("input");
    Object.assign(named, { type: "hidden", name: `_name.${id}`, value: name });
    this.box.append(named);
    this.announceChange();
  }

  empty() {
    underWay.get(this.box)?.stop();
    this.answer.value = "";
    this.input.value = "";
    this.box.querySelector(".arrived")?.remove();
    this.showStatus(words.removed);
    this.announceChange();
    this.input.focus();
  }

  announceChange() {
    for (const name of ["input", "change"]) this.answer.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

// One upload, from the chosen file to its id.
class Upload {
  constructor(field) {
    this.field = field;
    this.question = field.answer.name.replace(/^q\./, "");
    this.isStopped = false;
  }

  async run(chosen) {
    const maxPixels = Number(this.field.input.dataset.maxPixels) || MAX_PIXELS;
    this.field.showStatus(fillIn(words.preparing, { name: chosen.name }), { bar: 0 });
    const file = await preparePhoto(chosen, maxPixels);
    let invitation = null;
    for (const wait of [...WAITS, null]) {
      if (this.isStopped) return;
      try {
        invitation ??= await this.invite(file);
        await this.send(file, invitation);
        if (!this.isStopped) this.finish(invitation.id, file.name);
        return;
      } catch (error) {
        if (error instanceof Refused) throw error;
        if (error instanceof Expired) invitation = null;
        if (wait === null) throw error;
        if (this.isStopped) return;
        this.field.showStatus(words.waiting, { bar: 0 });
        await pause(wait);
      }
    }
  }

  async invite(file) {
    const description = { question: this.question, name: file.name, type: file.type, size: file.size };
    const answer = await fetch(`${address}?lang=${document.documentElement.lang}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(description),
    });
    const reply = await answer.json();
    if (answer.ok) return reply;
    const isLimit = reply.code === "upload.too_many"; // lasts for minutes: a person must know
    if (answer.status >= 500 || (answer.status === 429 && !isLimit)) throw new Error(reply.detail);
    throw new Refused(reply.errors?.[0]?.message ?? reply.detail);
  }

  send(file, grant) {
    return sendToBucket(file, grant, {
      progressed: (percent) =>
        this.field.showStatus(fillIn(words.sending, { name: file.name, percent }), { bar: percent }),
      began: (request) => (this.request = request),
      notTaken: words.notTaken,
    });
  }

  finish(id, name) {
    this.field.setAnswer(id, name);
    this.field.showStatus(fillIn(words.arrived, { name }));
  }

  stop() {
    this.isStopped = true;
    this.request?.abort();
  }
}

async function start(box) {
  const field = new FileField(box);
  const [chosen] = field.input.files;
  underWay.get(box)?.stop();
  if (!chosen) return;
  field.answer.value = "";
  const upload = new Upload(field);
  underWay.set(box, upload);
  try {
    await upload.run(chosen);
  } catch (error) {
    if (!upload.isStopped) fail(field, error);
  }
  if (underWay.get(box) !== upload) return;
  underWay.delete(box);
  if (underWay.size === 0) form.dispatchEvent(new Event("pikir:uploaded"));
}

function fail(field, error) {
  const isRefused = error instanceof Refused;
  if (isRefused) field.input.value = "";
  field.showStatus(isRefused ? error.message : words.failed, { isAlert: true });
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
  const field = new FileField(box);
  if (field.answer.value) field.showStatus("");
}
