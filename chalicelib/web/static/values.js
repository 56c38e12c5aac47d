// Values of answers: as a text and as a truth value, as XPath converts them, and whether two are the same.

import { formatNumber } from "./expression-numbers.js";

export function toText(value) {
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.map(toText).filter((text) => text !== "").join(" ");
  if (value && typeof value === "object") return Object.values(value).map(toText).join("");
  return "";
}

export function toBoolean(value) {
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return typeof value === "boolean" ? value : toText(value) !== "";
}

export function same(one, other) {
  if (one === other) return true;
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((each, index) => each === other[index]);
}
