// Functions of values that are of the right kind already (`library.py`). Texts count code points.

import { textOfNumber } from "./expression-numbers.js";

const PLACES = 30;

// Halves go towards positive infinity; what is rounded are the digits that are shown.
function rounded(number, places = 0) {
  if (!(Math.abs(places) <= PLACES)) return NaN;
  const cut = Math.trunc(places);
  if (!Number.isFinite(number) || (cut >= 0 && Number.isInteger(number))) return number;
  const minus = number < 0;
  const [whole, fraction = ""] = textOfNumber(Math.abs(number)).split(".");
  if (cut >= fraction.length) return number;
  const digits = (whole + fraction).padStart(PLACES + 1, "0");
  const kept = digits.length - fraction.length + cut;
  const rest = digits.slice(kept);
  const half = "5".padEnd(rest.length, "0");
  const up = minus ? rest > half : rest >= half;
  const size = Number(`${BigInt(digits.slice(0, kept)) + (up ? 1n : 0n)}e${-cut}`);
  return minus ? -size : size;
}

// Twelve significant digits: what two libraries' sines and logarithms agree on.
const approximate = (number) => (Number.isFinite(number) ? Number(number.toPrecision(12)) : number);
const approximately = (calculate) => (...numbers) => approximate(calculate(...numbers));

function power(base, exponent) {
  if (Number.isNaN(exponent) || Number.isNaN(base)) return exponent === 0 || base === 1 ? 1 : NaN;
  if (!Number.isFinite(exponent)) {
    if (Math.abs(base) === 1) return 1;
    return Math.abs(base) > 1 === exponent > 0 ? Infinity : 0;
  }
  if (!Number.isInteger(exponent)) return approximate(base ** exponent);
  let result = 1;
  let factor = base;
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2) result *= factor;
    factor *= factor;
  }
  return exponent >= 0 ? result : 1 / result;
}

const SPACES = /[ \t\r\n]+/;
const words = (text) => text.split(SPACES).filter((word) => word !== "");
const trimmed = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");

function isSelected(text, name) {
  const items = words(text);
  return (items.length ? items : [""]).includes(trimmed(name));
}

function substr(text, start, end = Infinity) {
  if (Number.isNaN(start) || Number.isNaN(end)) return "";
  const points = [...text];
  const place = (index) =>
    Math.trunc(Math.min(Math.max(index < 0 ? index + points.length : index, 0), points.length));
  return points.slice(place(start), place(end)).join("");
}

function substring(text, start, length = Infinity) {
  const first = rounded(start);
  const last = first + rounded(length);
  if (Number.isNaN(first) || Number.isNaN(last)) return "";
  const points = [...text];
  const low = Math.max(first, 1);
  const high = Math.min(last, points.length + 1);
  return low < high ? points.slice(low - 1, high - 1).join("") : "";
}

function translate(text, from, to) {
  const table = new Map();
  const targets = [...to];
  [...from].forEach((point, place) => {
    if (!table.has(point)) table.set(point, targets[place] ?? "");
  });
  return [...text].map((point) => table.get(point) ?? point).join("");
}

function before(text, mark) {
  const found = text.indexOf(mark);
  return found > 0 ? text.slice(0, found) : "";
}

function after(text, mark) {
  const found = text.indexOf(mark);
  return found >= 0 ? text.slice(found + mark.length) : "";
}

export const FUNCTIONS = {
  substr,
  substring,
  "substring-before": before,
  "substring-after": after,
  translate,
  "string-length": (text) => [...text].length,
  "normalize-space": (text) => words(text).join(" "),
  contains: (text, part) => text.includes(part),
  "starts-with": (text, part) => text.startsWith(part),
  "ends-with": (text, part) => text.endsWith(part),
  "boolean-from-string": (text) => text === "true" || text === "1",
  not: (truth) => !truth,
  int: Math.trunc,
  floor: Math.floor,
  ceiling: Math.ceil,
  round: rounded,
  abs: Math.abs,
  pow: power,
  sqrt: Math.sqrt,
  exp: approximately(Math.exp),
  exp10: (exponent) => power(10, exponent),
  log: approximately(Math.log),
  log10: approximately(Math.log10),
  sin: approximately(Math.sin),
  cos: approximately(Math.cos),
  tan: approximately(Math.tan),
  asin: approximately(Math.asin),
  acos: approximately(Math.acos),
  atan: approximately(Math.atan),
  atan2: approximately(Math.atan2),
  selected: isSelected,
  "selected-at": (text, place) => (place >= 0 ? (words(text)[Math.trunc(place)] ?? "") : ""),
  "count-selected": (text) => words(text).length,
  neg: (number) => -number,
  div: (left, right) => left / right,
  mod: (left, right) => left % right,
};
