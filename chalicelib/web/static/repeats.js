// Rounds of a repeat, added and taken away in place: a copy of the blank one gets its number, and
// those after one that goes move up.

const NAMING = ["id", "name", "for", "aria-describedby", "aria-labelledby", "formaction"];
const PREFIX = /^(#?[a-z]\.)?(.*)$/s;

// A blank round as a new element with that number.
export function copied(template, path, index) {
  const made = template.content.cloneNode(true).querySelector("[data-instance]");
  rename(made, `${path}[#]`, `${path}[${index}]`);
  count(made, index);
  return made;
}

export function renumber(element, path, from, to) {
  rename(element, `${path}[${from}]`, `${path}[${to}]`);
  count(element, to);
}

function count(element, index) {
  for (const place of element.querySelectorAll("[data-number]")) {
    if (place.closest("[data-instance]") === element) place.textContent = index + 1;
  }
}

// Every name in an instance begins with where it stands.
function rename(element, from, to) {
  const moved = (word) => {
    const [, prefix = "", place] = PREFIX.exec(word);
    return place.startsWith(from) ? `${prefix}${to}${place.slice(from.length)}` : word;
  };
  for (const one of [element, ...element.querySelectorAll("*")]) {
    for (const name of NAMING) {
      const value = one.getAttribute(name);
      if (value) one.setAttribute(name, value.split(" ").map(moved).join(" "));
    }
    if (one.dataset.repeat) one.dataset.repeat = moved(one.dataset.repeat);
    if (one.dataset.options) one.dataset.options = moved(one.dataset.options);
    if (one.name?.startsWith("_") && one.value) one.setAttribute("value", moved(one.value));
    if (one.matches("template")) for (const part of one.content.children) rename(part, from, to);
  }
}
