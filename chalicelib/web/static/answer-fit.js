// What an expression or a default comes to as an answer of a question's type; undefined for none.
//
// An empty text, NaN and infinity are no answer, as in JavaRosa, the engine of ODK Collect; the server
// does the same (forms/logic/passes.py, which names the source).

import { DAY, formatIsoDateTime, parseDateTime, toUtc } from "./expression-datetimes.js";
import { formatNumber, parseNumber } from "./expression-numbers.js";
import { toText } from "./expressions.js";

const MAX_LENGTH = 20_000;
const MAX_DIGITS = 15;
const PLAIN_NUMBER = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,20})?$/;
const TIME = /^([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?$/;
// eslint-disable-next-line no-control-regex -- these are what it refuses
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/;

const VISIBLE =
  /[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
const TYPED_NUMBER = /^([+-]?)(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,30})(?:[.,](\d{1,30}))?$/;

export function fitAnswer(fit, value, context) {
  if (typeof value === "number" && !Number.isFinite(value)) return undefined;
  const text = toText(value);
  if (text === "" || [...text].length > MAX_LENGTH) return undefined;
  return fit ? FITS[fit.kind](text, fit, context) : text;
}

// A calculation has no type in XLSForm: a text that is just how a number is written counts as one.
export function plainNumber(text) {
  if (!PLAIN_NUMBER.test(text)) return text;
  const number = Number(text);
  return formatNumber(number) === text ? number : text;
}

function typedNumber(text) {
  const number = parseNumber(text);
  return number === null ? null : Number(number.toPrecision(MAX_DIGITS));
}

const within = (value, { min, max }) =>
  (min === null || min === undefined || value >= min) && (max === null || max === undefined || value <= max);

// At most 15 digits write it, and at most 15 after the point.
function hasFewDigits(value) {
  const [whole, places = ""] = formatNumber(Math.abs(value)).split(".");
  return places.length <= MAX_DIGITS && `${whole}${places}`.replace(/^0+/, "").length <= MAX_DIGITS;
}

function number(text, fit) {
  const value = typedNumber(text);
  if (value === null || !within(value, fit)) return undefined;
  return (fit.kind === "decimal" ? hasFewDigits(value) : Number.isInteger(value)) ? value : undefined;
}

const words = (text) => text.split(/\s+/).filter(Boolean);

function several(text, { names }) {
  const chosen = words(text);
  if (!chosen.length || new Set(chosen).size !== chosen.length) return undefined;
  if (!chosen.every((name) => names.includes(name))) return undefined;
  return chosen.sort((one, other) => names.indexOf(one) - names.indexOf(other));
}

function ranking(text, { names, all }) {
  const chosen = words(text);
  if (!chosen.length || new Set(chosen).size !== chosen.length) return undefined;
  if (!chosen.every((name) => names.includes(name))) return undefined;
  return all && chosen.length !== names.length ? undefined : chosen;
}

function pattern(text, fit) {
  const answer = text.trim();
  return new RegExp(fit.pattern).test(answer) && within(answer, fit) ? answer : undefined;
}

function time(text, fit) {
  const match = TIME.exec(text.trim());
  if (!match || match[1] > "23" || match[2] > "59" || (match[3] ?? "00") > "59") return undefined;
  const clock = Number(match[3] ?? 0) ? `${match[1]}:${match[2]}:${match[3]}` : `${match[1]}:${match[2]}`;
  return within(clock, fit) ? clock : undefined;
}

// To the second, in the event's time zone.
function moment(text, fit, context) {
  const read = parseDateTime(text.trim());
  if (!read || read.time === null) return undefined;
  const local = read.day * DAY + read.time;
  const instant = read.offset === null ? toUtc(local, context) : local - read.offset * 60_000;
  return formatIsoDateTime(Math.floor(instant / 1000) * 1000, context).replace(".000", "");
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

function plainText(text, { min, max }) {
  if (CONTROL.test(text)) return undefined;
  const normalised = readTypedText(text);
  const { length } = [...normalised];
  return length && length >= min && length <= max ? normalised : undefined;
}

const FITS = {
  calculate: plainNumber,
  integer: number,
  decimal: number,
  scale: (text, { values }) => values.find((value) => value === typedNumber(text)),
  one: (text, { names }) => (names.includes(text) ? text : undefined),
  several,
  ranking,
  pattern,
  time,
  moment,
  text: plainText,
};
