// What somebody typed into a field, as the server reads it; undefined or empty where it is no answer.

import { formatNumber } from "./expression-numbers.js";

export const MAX_DIGITS = 15;
const PLAIN_NUMBER = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,20})?$/;
const VISIBLE =
  /[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
const TYPED_NUMBER = /^([+-]?)(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,30})(?:[.,](\d{1,30}))?$/;

// A calculation has no type in XLSForm: a text that is just how a number is written counts as one.
export function plainNumber(text) {
  if (!PLAIN_NUMBER.test(text)) return text;
  const number = Number(text);
  return formatNumber(number) === text ? number : text;
}

// At most 15 digits write it, and at most 15 after the point.
export function hasFewDigits(value) {
  const [whole, places = ""] = formatNumber(Math.abs(value)).split(".");
  return places.length <= MAX_DIGITS && `${whole}${places}`.replace(/^0+/, "").length <= MAX_DIGITS;
}

// A text as the server keeps it; empty where it shows nothing (forms/text.py, which names the source).
export function readTypedText(text) {
  const normalised = text.replace(/\r\n?/g, "\n").normalize("NFC").trim();
  return VISIBLE.test(normalised) ? normalised : "";
}

// A number as people here write it: `3,5`, `12 500`; undefined for anything else, and for one of more
// digits than the server keeps (forms/number_text.py).
export function readTypedNumber(text) {
  const match = TYPED_NUMBER.exec(text.trim().replace("\u2212", "-"));
  if (!match) return undefined;
  const digits = `${match[2].replace(/[ \u00a0\u202f]/g, "")}.${match[3] ?? ""}`.replace(/^0+(?=\d)/, "").replace(/\.?0*$/, "");
  const value = Number(digits);
  if (formatNumber(value) !== digits || !hasFewDigits(value)) return undefined;
  return match[1] === "-" && value !== 0 ? -value : value;
}
