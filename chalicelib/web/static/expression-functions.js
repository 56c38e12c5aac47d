// The functions of strings, numbers and booleans of the right kind already, as `functions.py` has them.
// Characters are counted by code points.

import { formatNumber } from "./expression-numbers.js";

const MAX_PLACES = 30;

// Rounds the digits that `formatNumber` writes, halves towards positive infinity.
function roundHalfUp(number, places = 0) {
  if (!(Math.abs(places) <= MAX_PLACES)) return NaN;
  const cut = Math.trunc(places);
  if (!Number.isFinite(number) || (cut >= 0 && Number.isInteger(number))) return number;
  const minus = number < 0;
  const [whole, fraction = ""] = formatNumber(Math.abs(number)).split(".");
  if (cut >= fraction.length) return number;
  const digits = (whole + fraction).padStart(MAX_PLACES + 1, "0");
  const split = digits.length - fraction.length + cut;
  const rest = digits.slice(split);
  const half = "5".padEnd(rest.length, "0");
  const roundsAway = minus ? rest > half : rest >= half;
  const magnitude = BigInt(digits.slice(0, split)) + (roundsAway ? 1n : 0n);
  const result = Number(`${magnitude}e${-cut}`);
  return minus ? -result : result;
}

// Rounds to twelve significant digits, on which two libraries' sines and logarithms agree.
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
const splitWords = (text) => text.split(SPACES).filter((word) => word !== "");
const trim = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");

function isSelected(text, name) {
  const names = splitWords(text);
  return (names.length ? names : [""]).includes(trim(name));
}

function substr(text, start, end = Infinity) {
  if (Number.isNaN(start) || Number.isNaN(end)) return "";
  const points = [...text];
  const clamp = (index) =>
    Math.trunc(Math.min(Math.max(index < 0 ? index + points.length : index, 0), points.length));
  return points.slice(clamp(start), clamp(end)).join("");
}

function substring(text, start, length) {
  const first = roundHalfUp(start);
  const last = length === undefined ? Infinity : first + roundHalfUp(length);
  if (Number.isNaN(first) || Number.isNaN(last)) return "";
  const points = [...text];
  const low = Math.max(first, 1);
  const high = Math.min(last, points.length + 1);
  return low < high ? points.slice(low - 1, high - 1).join("") : "";
}

function translate(text, from, to) {
  const table = new Map();
  const targets = [...to];
  [...from].forEach((point, index) => {
    if (!table.has(point)) table.set(point, targets[index] ?? "");
  });
  return [...text].map((point) => table.get(point) ?? point).join("");
}

function substringBefore(text, mark) {
  const index = text.indexOf(mark);
  return index > 0 ? text.slice(0, index) : "";
}

function substringAfter(text, mark) {
  const index = text.indexOf(mark);
  return index >= 0 ? text.slice(index + mark.length) : "";
}

const EARTH_RADIUS = 6378100;
const RADIAN = Math.PI / 180;
const sine = (degrees) => approximate(Math.sin(degrees * RADIAN));

// The points of a text `latitude longitude altitude accuracy; …`; null where one cannot be read.
function readPoints(text) {
  const points = [];
  for (const part of text.split(";")) {
    const numbers = splitWords(part).slice(0, 2);
    if (!numbers.length) continue;
    if (numbers.length < 2 || !numbers.every((one) => /^-?[0-9]+(\.[0-9]+)?$/.test(one))) return null;
    points.push(numbers.map(Number));
  }
  return points;
}

function angle([startNorth, startEast], [endNorth, endEast]) {
  const across = sine((endNorth - startNorth) / 2);
  const along = sine((endEast - startEast) / 2);
  const shrinking = sine(90 - startNorth) * sine(90 - endNorth);
  const half = Math.sqrt(across * across + shrinking * along * along);
  return 2 * approximate(Math.asin(Math.min(1, half)));
}

export function measureLength(text) {
  const points = readPoints(text);
  if (!points) return NaN;
  let length = 0;
  for (let index = 1; index < points.length; index += 1) length += angle(points[index - 1], points[index]);
  return roundHalfUp(length * EARTH_RADIUS, 2);
}

export function measureArea(text) {
  const points = readPoints(text);
  if (!points) return NaN;
  let strips = 0;
  points.forEach(([north, east], index) => {
    const [nextNorth, nextEast] = points[index + 1] ?? points[0];
    strips += (nextEast - east) * RADIAN * (sine(north) + sine(nextNorth));
  });
  return roundHalfUp((Math.abs(strips) * EARTH_RADIUS * EARTH_RADIUS) / 2, 2);
}

function isInside(point, shape) {
  const [points, corners] = [readPoints(point), readPoints(shape)];
  if (!points?.length || !corners) return false;
  const [north, east] = points[0];
  let inside = false;
  for (let index = 1; index < corners.length; index += 1) {
    const [[north1, east1], [north2, east2]] = [corners[index - 1], corners[index]];
    if (north2 > north === north1 > north) continue;
    const crossing = ((east1 - east2) * (north - north2)) / (north1 - north2) + east2;
    inside = inside !== east < crossing;
  }
  return inside;
}

export const FUNCTIONS = {
  geofence: isInside,
  substr,
  substring,
  "substring-before": substringBefore,
  "substring-after": substringAfter,
  translate,
  "string-length": (text) => [...text].length,
  "normalize-space": (text) => splitWords(text).join(" "),
  contains: (text, part) => text.includes(part),
  "starts-with": (text, part) => text.startsWith(part),
  "ends-with": (text, part) => text.endsWith(part),
  "boolean-from-string": (text) => text === "true" || text === "1",
  not: (truth) => !truth,
  int: Math.trunc,
  floor: Math.floor,
  ceiling: Math.ceil,
  round: roundHalfUp,
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
  "selected-at": (text, index) => (index >= 0 ? (splitWords(text)[Math.trunc(index)] ?? "") : ""),
  "count-selected": (text) => splitWords(text).length,
  neg: (number) => -number,
  div: (left, right) => left / right,
  mod: (left, right) => left % right,
};
