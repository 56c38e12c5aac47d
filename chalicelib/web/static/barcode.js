// Reads a barcode or a QR code with the camera into its field. Its button is shown (by later.js) only where the browser can do
// so; the camera is off as soon as the dialog is closed, whichever way that happens.

const PAUSE = 150;
const NOT_ALLOWED = new Set(["NotAllowedError", "SecurityError"]);

// One use of the camera, from the press of a button until the dialog is closed.
class Scan {
  constructor(dialog, button) {
    this.dialog = dialog;
    this.field = button.parentElement.querySelector("input");
    this.facing = button.dataset.scan;
    this.video = dialog.querySelector("video");
    this.status = dialog.querySelector("[role=status]");
  }

  async run() {
    this.status.textContent = "";
    this.video.hidden = false;
    this.dialog.addEventListener("close", () => this.stop(), { once: true });
    this.dialog.showModal();
    try {
      await this.start();
      const code = await this.read();
      if (code) this.finish(code);
    } catch (error) {
      this.fail(error);
    }
  }

  async start() {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: this.facing } });
    this.stream = stream;
    if (!this.dialog.open) return this.stop(); // closed while the browser asked for permission
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.fail());
    this.video.srcObject = stream;
    await this.video.play();
  }

  // The first code that is seen; undefined once the dialog is closed.
  async read() {
    const detector = new BarcodeDetector();
    while (this.dialog.open && this.stream?.active) {
      const [found] = await detector.detect(this.video);
      if (found?.rawValue) return found.rawValue;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    return undefined;
  }

  finish(code) {
    if (!this.dialog.open) return;
    this.dialog.close();
    this.field.value = code;
    for (const name of ["input", "change"]) this.field.dispatchEvent(new Event(name, { bubbles: true }));
    this.field.focus();
  }

  fail(error) {
    this.stop();
    if (!this.dialog.open) return;
    this.video.hidden = true;
    this.status.textContent = this.status.dataset[NOT_ALLOWED.has(error?.name) ? "denied" : "missing"];
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.srcObject = null;
  }
}

function offer(dialog) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-scan]");
    if (button) new Scan(dialog, button).run();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  document.addEventListener("visibilitychange", () => document.hidden && dialog.close());
}

const scanner = document.querySelector("[data-scanner]"); // a page that asks for a place alone has none
if (scanner) offer(scanner);
