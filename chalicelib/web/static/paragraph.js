// A paragraph of a report: its facts as buttons that put them into the text, and how the text will read.

const text = document.getElementById("text");
const places = [...document.querySelectorAll("[data-place]")];
const preview = document.querySelector("[data-preview]");
const values = new Map(places.map((place) => [squeeze(place.dataset.place), place.dataset.value]));

function squeeze(words) {
  return words.replace(/\s+/g, " ");
}

function insert(words) {
  text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function show() {
  const read = text.value.replace(/\{[^{}\n]*\}/g, (placed) => values.get(squeeze(placed)) ?? placed);
  preview.querySelector("p").textContent = read.trim();
}

for (const place of places) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small second";
  button.textContent = place.textContent;
  button.addEventListener("click", () => insert(place.dataset.place));
  place.replaceWith(button);
}
document.querySelector("[data-hint]").hidden = places.length === 0;
preview.hidden = false;
text.addEventListener("input", show);
show();
