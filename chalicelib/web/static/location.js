// The browser's location as the answer to a geopoint, once somebody presses the button for it.

export function offerLocation(form) {
  if (!navigator.geolocation) return;
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-locate]");
    if (button) locate(button);
  });
}

export function showLocate(part) {
  if (!navigator.geolocation) return;
  for (const button of part.querySelectorAll("[data-locate]")) button.hidden = false;
}

function locate(button) {
  const field = button.parentElement.querySelector("input");
  button.disabled = true;
  const done = () => (button.disabled = false);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      done();
      field.value = [coords.latitude, coords.longitude, coords.altitude ?? 0, coords.accuracy]
        .map((number) => Math.round(number * 1e6) / 1e6)
        .join(" ");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    },
    () => {
      done();
      field.focus();
    },
    { enableHighAccuracy: true, timeout: 30_000, maximumAge: 60_000 },
  );
}
