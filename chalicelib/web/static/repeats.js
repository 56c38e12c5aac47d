// Instances of a repeat, added and removed on the page: a copy of the blank one gets its index, and those
// after a removed one are renumbered.

const NAMING = ["id", "name", "for", "aria-describedby", "aria-labelledby", "formaction"];
const PREFIX = /^(#?[a-z]\.)?(.*)$/s;

// Copies the blank instance into a new element with that index.
export function copyBlank(template, path, index) {
  const instance = template.content.cloneNode(true).querySelector("[data-instance]");
  rename(instance, `${path}[#]`, `${path}[${index}]`);
  showNumber(instance, index);
  return instance;
}

export function renumber(element, path, from, to) {
  rename(element, `${path}[${from}]`, `${path}[${to}]`);
  showNumber(element, to);
}

function showNumber(element, index) {
  for (const number of element.querySelectorAll("[data-number]")) {
    if (number.closest("[data-instance]") === element) number.textContent = index + 1;
  }
}

// Every name in an instance begins with the instance's path.
function rename(element, from, to) {
  const renameWord = (word) => {
    const [, prefix = "", path] = PREFIX.exec(word);
    return path.startsWith(from) ? `${prefix}${to}${path.slice(from.length)}` : word;
  };
  for (const one of [element, ...element.querySelectorAll("*")]) {
    for (const name of NAMING) {
      const value = one.getAttribute(name);
      if (value) one.setAttribute(name, value.split(" ").map(renameWord).join(" "));
    }
    if (one.dataset.repeat) one.dataset.repeat = renameWord(one.dataset.repeat);
    if (one.dataset.options) one.dataset.options = renameWord(one.dataset.options);
    if (one.name?.startsWith("_") && one.value) one.setAttribute("value", renameWord(one.value));
    if (one.matches("template")) for (const part of one.content.children) rename(part, from, to);
  }
}
