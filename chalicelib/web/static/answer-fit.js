// What an expression or a default comes to as an answer of a question's type; undefined for none.
//
// An empty text, NaN and infinity are no answer, as in JavaRosa, the engine of ODK Collect; the server
// does the same (forms/logic/passes.py, which names the source).

import { DAY, formatIsoDateTime, parseDateTime, toUtc } from "./expression-datetimes.js";
import { parseNumber } from "./expression-numbers.js";
import { MAX_DIGITS, hasFewDigits, plainNumber, readTypedText } from "./typed-answers.js";
import { toText } from "./values.js";

const MAX_LENGTH = 20_000;
const TIME = /^([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?$/;
// eslint-disable-next-line no-control-regex -- these are what it refuses
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/;

export function fitAnswer(fit, value, context) {
  if (typeof value === "number" && !Number.isFinite(value)) return undefined;
  const text = toText(value);
  if (text === "" || [...text].length > MAX_LENGTH) return undefined;
  return fit ? FITS[fit.kind](text, fit, context) : text;
}

function typedNumber(text) {
  const number = parseNumber(text);
  return number === null ? null : Number(number.toPrecision(MAX_DIGITS));
}

const within = (value, { min, max }) =>
  (min === null || min === undefined || value >= min) && (max === null || max === undefined || value <= max);

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
