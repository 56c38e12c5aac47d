// Names of questions are offered while an expression is typed: after "${" those that fit what follows it.

const BEGUN = /\$\{([^{}$]*)$/u;
const MOST = 8;

export class NameOffers {
  // `names` are [name as an expression has it, the question's label]; `words` say what the list is.
  constructor(names, words) {
    this.names = names;
    this.list = document.createElement("div");
    this.list.className = "offers";
    this.list.setAttribute("role", "group");
    this.list.setAttribute("aria-label", words);
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("focusout", (event) => this.leave(event));
  }

  // Shows the names that fit what stands before the caret of a field; none where no name is being typed.
  offer(field) {
    this.close();
    const begun = BEGUN.exec(field.value.slice(0, field.selectionStart))?.[1].toLowerCase();
    if (begun === undefined) return;
    const fitting = this.names.filter((name) => name.join(" ").slice(2).toLowerCase().includes(begun));
    if (fitting.length === 0) return;
    this.field = field;
    this.list.replaceChildren(...fitting.slice(0, MOST).map(([name, label]) => this.makeOffer(name, label)));
    field.after(this.list);
    field.addEventListener("keydown", this.fromField);
    field.addEventListener("focusout", this.leave);
  }

  makeOffer(name, label) {
    const offer = document.createElement("button");
    offer.type = "button";
    offer.append(Object.assign(document.createElement("code"), { textContent: name }), ` ${label}`);
    offer.addEventListener("click", () => this.take(name));
    return offer;
  }

  // Puts the name in the place of what was typed of it.
  take(name) {
    const { field } = this;
    const end = field.selectionStart;
    const start = field.value.slice(0, end).lastIndexOf("${");
    this.close();
    field.setRangeText(name, start, end + (field.value[end] === "}"), "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  fromField = (event) => {
    if (event.key === "ArrowDown") this.list.firstElementChild.focus();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  };

  leave = (event) => {
    if (event.relatedTarget !== this.field && !this.list.contains(event.relatedTarget)) this.close();
  };

  onKey(event) {
    const { activeElement } = document;
    if (event.key === "ArrowDown") activeElement.nextElementSibling?.focus();
    else if (event.key === "ArrowUp") (activeElement.previousElementSibling ?? this.field).focus();
    else if (event.key === "Escape") {
      this.field.focus();
      this.close();
    } else return;
    event.preventDefault();
  }

  // Removing what has the focus takes it away, which closes once more.
  close() {
    const { field } = this;
    if (!field) return;
    this.field = undefined;
    field.removeEventListener("keydown", this.fromField);
    field.removeEventListener("focusout", this.leave);
    this.list.remove();
  }
}
