// Keeps what was typed on this device until it is sent, so that a lost connection, an empty battery or a closed
// window costs nothing. Personal details are kept only as long as the window. Nothing is kept if the event
// says so, or once the answers were accepted; old drafts are removed. On a device that is passed on, all is kept only as
// long as the window.

const KEPT_FOR = 30 * 24 * 3600 * 1000;
const AFTER_A_PAUSE = 400;

// The fields of a form as pairs of name and value, without those of files, which go another way: as text, a file that was
// not even chosen would be “[object File]”, and its field one that the server does not know.
export const textPairs = (form) => [...new FormData(form)].filter(([, value]) => typeof value === "string");

export const keyOf = (path) => `pikir:draft:${path}`;

export class Drafts {
  constructor(form) {
    this.form = form;
    this.element = form.element;
    this.key = keyOf(new URL(this.element.action).pathname);
    this.words = form.rules.words;
    this.isKept = this.element.dataset.drafts !== undefined;
    this.isKiosk = this.element.dataset.kiosk !== undefined;
    this.timer = 0;
  }

  start() {
    if (!this.isKept) return this.forget();
    this.forgetOld();
    const draft = this.load();
    if (this.element.dataset.anew !== undefined) this.forget();
    else if (this.element.dataset.fresh === undefined) this.goOn(draft);
    else if (draft) this.restore(draft);
    for (const name of ["input", "change", "pikir:rows"]) {
      this.element.addEventListener(name, () => this.soon());
    }
    addEventListener("pagehide", () => this.timer && this.save());
    this.element.addEventListener("reset", () => this.stop());
    document.querySelector("[data-start-anew]")?.addEventListener("click", () => this.startAnew());
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), AFTER_A_PAUSE);
  }

  save() {
    if (!this.isKept) return;
    clearTimeout(this.timer);
    this.timer = 0;
    const step = this.control("_at")?.value;
    const head = { id: this.control("_id").value, started: this.control("_started").value, at: Date.now(), step };
    const pairs = [...this.pairs()];
    const isOfWindow = ([name]) => this.isKiosk || this.private().has(name);
    try {
      localStorage.setItem(this.key, JSON.stringify({ ...head, pairs: pairs.filter((one) => !isOfWindow(one)) }));
      sessionStorage.setItem(this.key, JSON.stringify({ id: head.id, pairs: pairs.filter(isOfWindow) }));
      this.form.showStatus(this.words.saved, { yields: true });
    } catch {
      // No room, or the browser keeps nothing: the form works without.
    }
  }

  // Everything that was typed or chosen, hidden questions too, and the instances of repeats.
  *pairs() {
    for (const control of this.element.elements) {
      const { name, type } = control;
      if (!(name.startsWith("q.") || name === "_row") || type === "file") continue;
      if ((type === "radio" || type === "checkbox") && !control.checked) continue;
      if (control.value !== "") yield [name, control.value];
    }
  }

  private() {
    const names = new Set();
    for (const view of this.form.views.values()) {
      if (view.node.private) for (const control of view.controls) names.add(control.name);
    }
    return names;
  }

  load() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      const private_ = JSON.parse(sessionStorage.getItem(this.key));
      if (!kept) return null;
      const ofDevice = this.isKiosk ? [] : kept.pairs;
      return { ...kept, pairs: [...ofDevice, ...(private_?.id === kept.id ? private_.pairs : [])] };
    } catch {
      return null;
    }
  }

  restore(draft) {
    if (!draft.pairs.some(([name]) => name.startsWith("q."))) return;
    this.control("_id").value = draft.id;
    this.control("_started").value = draft.started;
    if (draft.step && this.control("_at")) this.control("_at").value = draft.step;
    this.form.fill(draft.pairs);
    const notice = document.querySelector("[data-restored]");
    notice.querySelector("time").textContent = moment(new Date(draft.at));
    notice.hidden = false;
  }

  // A page that came back holds what was sent; what was hidden then, and so not sent, is put back.
  goOn(draft) {
    if (draft?.id === this.control("_id").value) {
      this.form.fill(draft.pairs, (view) => view.isAsked === false);
    }
    this.save();
  }

  startAnew() {
    this.stop();
    location.replace(this.element.action);
  }

  // Keeps nothing any more, nor when the page is left.
  stop() {
    this.isKept = false;
    clearTimeout(this.timer);
    this.timer = 0;
    this.forget();
  }

  forget() {
    forget(this.key);
  }

  forgetOld() {
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(keyOf(""))) continue;
        if (!(JSON.parse(localStorage.getItem(key)).at > Date.now() - KEPT_FOR)) localStorage.removeItem(key);
      }
    } catch {
      // As above.
    }
  }

  control(name) {
    return this.element.elements.namedItem(name);
  }
}

// 22.11.2026, 16:05: not every browser knows how dates are written in Kazakh.
export function moment(at) {
  const two = (number) => String(number).padStart(2, "0");
  const day = [two(at.getDate()), two(at.getMonth() + 1), at.getFullYear()].join(".");
  return `${day}, ${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function forget(key) {
  try {
    localStorage.removeItem(key);
    sessionStorage.removeItem(key);
  } catch {
    // As above.
  }
}
