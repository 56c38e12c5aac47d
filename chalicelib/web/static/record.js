// Saves each entry of a record as it is typed, one request after another. What is typed is kept on this device until the server has
// it; where somebody else was first, both texts stand there and the person decides. Without this script every entry is a form.

import { forget, moment, textPairs } from "./drafts.js";
import { Steps } from "./editor-steps.js";
import { fetchElement, randomId, watchUploads } from "./record-photos.js";

const AFTER_A_PAUSE = 600;
const KEPT_FOR = 30 * 24 * 3600 * 1000;
const STALE = 409;
const REFUSED = 422;
const { words } = JSON.parse(document.getElementById("record-script").textContent);

class Entry {
  constructor(form) {
    this.form = form;
    this.place = form.closest(".record-entry");
    this.status = form.querySelector("[data-status]");
    this.key = `pikir:record:${new URL(form.action).pathname}`;
    this.steps = new Steps(this, form.elements.namedItem("revision").value);
    this.pristine = this.place.dataset.new === undefined ? "" : this.place.outerHTML;
    this.base = this.snapshot();
    this.timer = 0;
    // The revision that what is typed was written over; another one while `isAsked`, until the person has decided.
    this.revision = this.steps.revision;
    this.isAsked = false;
    this.wasPressed = false;
    for (const name of ["input", "change"]) form.addEventListener(name, () => this.changed());
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("pagehide", () => this.steps.flush());
  }

  // What was typed, without the token and the revision, which are the page's.
  pairs() {
    return textPairs(this.form).filter(([name]) => !name.startsWith("_") && name !== "revision");
  }

  snapshot() {
    return JSON.stringify(this.pairs().filter(([name, value]) => value !== "" && !name.endsWith(".row")));
  }

  changed() {
    this.growRows();
    clearTimeout(this.timer);
    if (this.snapshot() === this.base) return forget(this.key);
    this.keep();
    if (!this.isAsked) this.timer = setTimeout(() => this.save(), AFTER_A_PAUSE);
  }

  submit(event) {
    const deed = event.submitter?.value ?? "save";
    if (deed !== "save") {
      clearTimeout(this.timer);
      forget(this.key);
      this.form.elements.namedItem("revision").value = this.steps.revision;
      return;
    }
    event.preventDefault();
    this.wasPressed = true;
    if (!this.isAsked) this.save();
  }

  save() {
    clearTimeout(this.timer);
    this.steps.push({
      key: this,
      address: this.form.action,
      pairs: () => {
        this.sent = this.snapshot();
        return textPairs(this.form);
      },
      done: (data) => this.saved(data),
      refused: (answer) => this.refused(answer),
    });
  }

  saved(data) {
    this.base = this.sent;
    this.revision = data.revision;
    this.wasPressed = false;
    this.form.elements.namedItem("revision").value = data.revision;
    this.form.querySelector("[data-about]").textContent = data.about;
    this.showMessages({});
    this.form.querySelector("[data-conflict]")?.remove();
    for (const name of ["title", "lead"]) {
      const text = this.place.querySelector(`[data-${name}]`);
      if (text) text.textContent = data[name];
    }
    if (this.pristine) this.addBlank();
    this.offerPhotos();
    if (this.snapshot() === this.base) forget(this.key);
    else this.changed();
  }

  refused({ status, data, wasDoubtful }) {
    this.keep();
    // The answer to an earlier attempt was lost on the way: what stands there are this person's own words of a moment ago.
    if (status === STALE && data?.is_mine && wasDoubtful) {
      this.revision = data.revision;
      return this.save();
    }
    if (status === STALE && data?.theirs) return this.ask(data);
    if (status === REFUSED && data?.messages) {
      // A new entry is not finished yet while it is typed.
      if (this.pristine && !this.wasPressed) return this.say("refused");
      this.showMessages(data.messages);
      return this.say("refused", { text: data.message });
    }
    this.say("stopped", { isAlert: true });
  }

  // Somebody else wrote here: their words, and what to do.
  ask(data) {
    this.isAsked = true;
    this.steps.waiting = [];
    this.steps.revision = this.revision;
    this.say("");
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.conflict = "";
    notice.setAttribute("role", "alert");
    const head = document.createElement("p");
    head.textContent = words.conflict.replace("{name}", data.by || words.someone);
    const list = document.createElement("dl");
    list.className = "facts";
    for (const { label, text } of data.theirs) {
      const [name, value] = [document.createElement("dt"), document.createElement("dd")];
      name.textContent = label;
      value.textContent = text;
      value.className = "lines";
      list.append(name, value);
    }
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    buttons.append(
      button(words.mine, () => {
        this.isAsked = false;
        this.steps.revision = this.revision = data.revision;
        this.save();
      }),
      button(words.theirs, () => {
        clearTimeout(this.timer);
        forget(this.key);
        location.hash = this.place.id;
        location.reload();
      }),
    );
    notice.append(head, list, buttons);
    this.form.querySelector("[data-conflict]")?.remove();
    this.form.prepend(notice);
  }

  showMessages(messages) {
    for (const old of this.form.querySelectorAll(".message")) old.remove();
    for (const field of this.form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const [name, text] of Object.entries(messages)) {
      const field = this.form.elements.namedItem(name);
      if (!field?.closest) continue;
      const message = document.createElement("p");
      message.className = "message";
      message.id = `${field.id}-message`;
      message.textContent = text;
      field.before(message);
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", [`${field.id}-hint`, message.id].filter((id) => document.getElementById(id)).join(" "));
      field.closest("details:not([open])")?.setAttribute("open", "");
    }
  }

  say(word, { isAlert = false, text } = {}) {
    const now = new Date();
    const time = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
    this.status.textContent = text ?? (words[word] ?? "").replace("{time}", time);
    this.status.classList.toggle("message", isAlert || word === "refused");
  }

  // What `Steps` tells: there is no state of a whole form here, and nothing to do when all is sent.
  onState() {}
  onIdle() {}

  // There is always one empty row to fill in.
  growRows() {
    for (const list of this.form.querySelectorAll("[data-rows]")) {
      const last = list.lastElementChild;
      const isEmpty = [...last.querySelectorAll("input:not([type=hidden]), textarea")].every((field) => field.value === "");
      if (!isEmpty) last.after(nextRow(last, list.dataset.rows, list.childElementCount + 1));
    }
  }

  // Photos can be added to an action once it is saved.
  async offerPhotos() {
    if (!this.place.id.startsWith("actions.") || this.place.querySelector("[data-photos]")) return;
    const shown = await fetchElement(this.place.id).catch(() => null);
    const photos = shown?.querySelector("[data-photos]");
    if (!photos || this.place.querySelector("[data-photos]")) return;
    this.place.append(photos);
    watchPhotos(photos);
  }

  // Another blank form takes the place of the one that became an entry.
  addBlank() {
    const old = this.place.dataset.new;
    const id = randomId();
    this.place.insertAdjacentHTML("afterend", this.pristine.replaceAll(old, id));
    delete this.place.dataset.new;
    this.place.classList.remove("add");
    this.pristine = "";
    const blank = this.place.nextElementSibling;
    blank.open = false;
    new Entry(blank.querySelector("form"));
  }

  keep() {
    try {
      const kept = { at: Date.now(), revision: this.revision, pairs: this.pairs() };
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // No room, or the browser keeps nothing: the form works without.
    }
  }

  // Puts back what did not reach the server when the page was open before, and saves it.
  restore() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.key));
    } catch {
      // As above.
    }
    if (!kept || Date.now() - kept.at > KEPT_FOR) return forget(this.key);
    this.fill(kept.pairs);
    if (this.snapshot() === this.base) return forget(this.key);
    this.steps.revision = this.revision = kept.revision;
    this.place.closest("details")?.setAttribute("open", "");
    this.save();
    this.say("kept", { text: words.kept.replace("{moment}", moment(new Date(kept.at))) });
  }

  fill(pairs) {
    for (const box of this.form.querySelectorAll("[type=checkbox]")) box.checked = false;
    for (const [name, value] of pairs) {
      const field = this.form.elements.namedItem(name);
      if (!field) continue;
      if (field.type === "checkbox") field.checked = true;
      else field.value = value;
      this.growRows();
    }
  }
}

function button(text, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button small second";
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

// An empty copy of a row, with the next number in the names and ids of its fields.
function nextRow(row, path, position) {
  const copy = row.cloneNode(true);
  const [old, next] = [row.dataset.row, String(Number(row.dataset.row) + 1)];
  copy.dataset.row = next;
  copy.querySelector("legend").textContent = row.querySelector("legend").textContent.replace(/\d+$/, position);
  for (const message of copy.querySelectorAll(".message")) message.remove();
  for (const element of copy.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const attribute of ["name", "id", "for", "aria-describedby"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace(`${path}.${old}.`, `${path}.${next}.`));
    }
  }
  for (const field of copy.querySelectorAll("input:not([type=hidden]), textarea")) field.value = "";
  return copy;
}

// Opens the entry that the address names, so that whoever comes back to it sees it.
function openNamed() {
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  named?.closest("details")?.setAttribute("open", "");
}

function watchPhotos(place) {
  for (const form of place.querySelectorAll("form[data-photo-upload]")) {
    watchUploads(form, words, (shown) => new Entry(shown.querySelector("form")));
  }
}

for (const form of document.querySelectorAll("form[data-entry]")) new Entry(form).restore();
watchPhotos(document);
addEventListener("hashchange", openNamed);
openNamed();
