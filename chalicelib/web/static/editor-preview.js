// The form as participants see it, in a frame beside the editor. Where there is no room for both, a link leads to it without
// this script; with it, the frame opens in the page.

const AFTER_A_PAUSE = 700;

export class Preview {
  constructor(place, link, revision) {
    this.place = place;
    this.link = link;
    this.frame = place.querySelector("iframe");
    this.note = place.querySelector("[data-incomplete]");
    this.revision = revision;
    this.isStale = false;
    this.timer = 0;
    const [wide, close] = ["[data-wide]", "[data-close]"].map((name) => place.querySelector(name));
    wide.hidden = close.hidden = false;
    wide.addEventListener("click", () => this.widen(wide));
    close.addEventListener("click", (event) => this.toggle(event));
    place.addEventListener("click", (event) => this.switchLanguage(event));
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-controls", place.id);
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => this.toggle(event));
    link.addEventListener("keydown", (event) => event.key === " " && this.toggle(event));
    matchMedia("(min-width: 68.75rem)").addEventListener("change", () => this.isStale && this.refresh());
  }

  get isShown() {
    return this.place.getClientRects().length > 0;
  }

  toggle(event) {
    event.preventDefault();
    const isOpen = this.place.classList.toggle("open");
    this.link.setAttribute("aria-expanded", String(isOpen));
    (isOpen ? this.place : this.link).focus();
    if (isOpen && this.isStale) this.refresh();
  }

  widen(button) {
    const isWide = this.place.parentElement.classList.toggle("wide-preview");
    button.setAttribute("aria-pressed", String(isWide));
  }

  // In the frame and without an entry in the history: “back” leaves the editor.
  switchLanguage(event) {
    const link = event.target.closest("a[target]");
    if (!link) return;
    event.preventDefault();
    for (const each of this.place.querySelectorAll("a[aria-current]")) each.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    this.frame.contentWindow.location.replace(link.href);
  }

  // After a step: the frame follows each state without errors, and otherwise says that it shows the one before.
  showState(isComplete, revision) {
    this.note.hidden = isComplete;
    if (isComplete && this.revision !== revision) this.refresh();
    if (isComplete) this.revision = revision;
  }

  // Shows the form as it is now, at the place to which it was scrolled; not while somebody types or does not look.
  refresh() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.isStale = !this.isShown;
    if (!this.isStale) this.timer = setTimeout(() => this.reload(), AFTER_A_PAUSE);
  }

  postpone() {
    if (this.timer) this.refresh();
  }

  reload() {
    this.timer = 0;
    const { contentWindow } = this.frame;
    const top = contentWindow.scrollY;
    this.frame.addEventListener("load", () => contentWindow.scrollTo(0, top), { once: true });
    contentWindow.location.reload();
  }
}
