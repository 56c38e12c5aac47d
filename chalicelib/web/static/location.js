// The browser's location as the answer to a geopoint, once somebody presses the button for it, which is shown (by later.js)
// only where the browser knows its place.

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-locate]");
  if (button) locate(button);
});

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
