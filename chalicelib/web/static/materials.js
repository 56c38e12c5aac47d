// Uploads an event's materials as soon as they are chosen, each to the bucket by itself: so a file may be larger than a
// form can carry. What has arrived is a box that is ticked, and goes with the form as one; without a script the files
// go with the form.

import { Expired, Refused, WAITS, fillIn, pause, sendToBucket } from "./bucket.js";

const { address, words } = JSON.parse(document.getElementById("material-uploads").textContent);
const input = document.getElementById("files");
const arrived = document.getElementById("arrived");
const { form } = input;
const underWay = new Set();

const make = (tag, attributes = {}, text = "") => {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
};

// One chosen file with its line on the page: on its way, refused, or arrived.
class Upload {
  constructor(file) {
    this.file = file;
    this.line = make("li", { class: "upload" });
    this.status = make("p", { class: "upload-status", role: "status" });
    this.bar = make("progress", { class: "upload-progress", max: 100, "aria-label": words.progress });
    this.again = make("button", { type: "button", class: "plain upload-again", hidden: "" }, words.again);
    this.away = make("button", { type: "button", class: "plain upload-away" }, words.remove);
    this.again.onclick = () => this.start();
    this.away.onclick = () => this.remove();
    this.line.append(this.status, this.bar, this.again, this.away);
    arrived.append(this.line);
    arrived.hidden = false;
  }

  async start() {
    underWay.add(this);
    this.again.hidden = true;
    this.bar.hidden = false;
    try {
      await this.run();
    } catch (error) {
      if (!this.isStopped) this.fail(error);
    }
    underWay.delete(this);
    if (underWay.size === 0) form.dispatchEvent(new Event("pikir:uploaded"));
  }

  async run() {
    let grant = null;
    for (const wait of [...WAITS, null]) {
      if (this.isStopped) return;
      try {
        grant ??= await this.announce();
        await this.send(grant);
        if (!this.isStopped) this.finish(grant.id);
        return;
      } catch (error) {
        if (error instanceof Refused || wait === null) throw error;
        if (error instanceof Expired) grant = null;
        if (this.isStopped) return;
        this.show(words.waiting);
        await pause(wait);
      }
    }
  }

  async announce() {
    const { name, size } = this.file;
    const body = new URLSearchParams({ _csrf: form.elements._csrf.value, name, size });
    const answer = await fetch(address, { method: "POST", body });
    if (answer.ok) return answer.json();
    if (answer.status === 422) throw new Refused((await answer.json()).message);
    throw new Error(`status ${answer.status}`);
  }

  send(grant) {
    const { name } = this.file;
    return sendToBucket(this.file, grant, {
      progressed: (percent) => {
        this.bar.value = percent;
        this.show(fillIn(words.sending, { name, percent }));
      },
      began: (request) => (this.request = request),
      notTaken: words.notTaken,
    });
  }

  finish(id) {
    const { name } = this.file;
    const box = make("input", { type: "checkbox", id: `upload-${id}`, name: `_upload.${id}`, value: name, checked: "" });
    const told = make("span", { class: "hidden", role: "status" });
    this.line.className = "option";
    this.line.replaceChildren(box, make("label", { for: box.id }, name), told);
    told.textContent = fillIn(words.arrived, { name });
  }

  fail(error) {
    const text = error instanceof Refused ? error.message : words.failed;
    this.bar.hidden = true;
    this.again.hidden = error instanceof Refused;
    this.show(`${this.file.name}: ${text}`, { isAlert: true });
  }

  show(text, { isAlert = false } = {}) {
    this.status.textContent = text;
    this.status.classList.toggle("message", isAlert);
  }

  remove() {
    this.isStopped = true;
    this.request?.abort();
    this.line.remove();
    input.focus();
  }
}

input.addEventListener("change", () => {
  const chosen = [...input.files];
  input.value = "";
  for (const file of chosen) new Upload(file).start();
});

// The form waits for the files that are on their way; it is not sent by itself after one of them failed.
form.addEventListener("submit", (event) => {
  if (underWay.size === 0) return;
  event.preventDefault();
  const { submitter } = event;
  arrived.scrollIntoView({ block: "nearest" });
  form.addEventListener(
    "pikir:uploaded",
    () => {
      const failed = arrived.querySelector(".upload-status.message");
      if (failed) failed.scrollIntoView({ block: "center" });
      else form.requestSubmit(submitter);
    },
    { once: true },
  );
});
