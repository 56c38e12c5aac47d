// A new question at any place: the kinds open where it will stand, and the question in their place.

import { fetchPage } from "./editor-steps.js";
import { Question } from "./editor-question.js";

export class Adding {
  constructor(editor) {
    this.editor = editor;
  }

  // Below a line: the first in a group, else beside it; at the end of the form without a line.
  below(line) {
    const { outline } = this.editor;
    const depth = line ? outline.depth(line) + (line.dataset.group === undefined ? 0 : 1) : 0;
    return this.openAt(line ? line.nextElementSibling : null, depth);
  }

  // The last in a group.
  inside(group) {
    const { outline } = this.editor;
    return this.openAt(outline.block(group).at(-1).nextElementSibling, outline.depth(group) + 1);
  }

  async openAt(before, depth) {
    this.editor.close();
    const place = this.place(before, depth);
    const opener = document.activeElement;
    const page = await fetchPage(`${this.editor.addresses.add}?${new URLSearchParams({ at: place.dataset.at })}`);
    const kinds = page?.querySelector("[data-kinds]");
    if (!kinds) return this.fail(place);
    const panel = document.createElement("div");
    panel.className = "panel";
    panel.dataset.panel = "";
    panel.append(document.adoptNode(kinds));
    place.append(panel);
    panel.addEventListener("click", (event) => this.choose(event, place));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      place.remove();
      opener?.focus();
    });
    place.scrollIntoView({ block: "nearest" });
    panel.querySelector("a, summary, button")?.focus({ preventScroll: true });
  }

  place(before, depth) {
    const { outline } = this.editor;
    for (const old of outline.list.querySelectorAll("li:not([data-row])")) old.remove();
    const place = document.createElement("li");
    place.className = "card new";
    outline.list.insertBefore(place, before);
    outline.renumber(new Map([[place, depth]]));
    return place;
  }

  fail(place) {
    place.remove();
    this.editor.say("offline", { isAlert: true });
  }

  async choose(event, place) {
    const link = event.target.closest("a[href]");
    const kind = link && new URL(link.href).searchParams.get("kind");
    if (!kind || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    await this.start(place, kind);
  }

  // Opens a new question of a kind there, with what was kept of it on this device.
  async start(place, kind, pairs) {
    place.querySelector("[data-panel]")?.remove();
    const question = new Question(this.editor, place);
    if (!(await question.open(kind, pairs))) return this.fail(place);
    this.editor.question = question;
  }
}
