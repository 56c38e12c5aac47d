// What few questions need (sending files, the camera, the phone's place) is loaded once somebody begins to fill in the form: a page
// that is only read never asks for it. It is not left until it is used, where there may be no connection any more.

const DEVICES = "[data-scan], [data-locate]";

export function loadLater(element, { uploads, devices }) {
  offerDevices();
  if (uploads) {
    const script = onceTouched(element, uploads);
    element.addEventListener("change", async ({ target }) => {
      const isEarly = target.type === "file" && !script.isLoaded;
      if (isEarly && (await script.load())) target.dispatchEvent(new Event("change", { bubbles: true }));
    });
    if ([...element.querySelectorAll("[data-upload] input[type=hidden]")].some((one) => one.value)) script.load();
  }
  if (devices) {
    const script = onceTouched(element, devices);
    element.addEventListener("click", async ({ target }) => {
      const button = target.closest(DEVICES);
      if (button && !script.isLoaded && (await script.load())) button.click();
    });
  }
}

// Whoever is faster than the script is heard once more when it is there (above).
function onceTouched(element, addresses) {
  let loading = null;
  const script = {
    isLoaded: false,
    async load() {
      loading ??= Promise.all(addresses.split(" ").map((one) => import(one)));
      try {
        await loading;
        script.isLoaded = true;
      } catch {
        loading = null; // no connection: the next touch tries again
      }
      return script.isLoaded;
    },
  };
  for (const name of ["pointerdown", "focusin"]) element.addEventListener(name, script.load, { passive: true });
  return script;
}

// The buttons of what the browser can do are there from the start.
function offerDevices() {
  const { classList } = document.documentElement;
  if (navigator.geolocation) classList.add("locates");
  canScan().then(
    (can) => can && classList.add("scans"),
    () => {}, // a browser that cannot say what it reads reads nothing
  );
}

async function canScan() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  const formats = await BarcodeDetector.getSupportedFormats();
  return formats.length > 0;
}
