// Dates and times as the server counts them (`datetimes.py`, `date_functions.py`): days since 1 January 1970.

import { parseNumber } from "./expression-numbers.js";

export const DAY = 86_400_000;
const MINUTE = 60_000;

const DATE_TIME = new RegExp(
  "^[ \\t\\r\\n]*([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})" +
    "(?:\\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?[ \\t\\r\\n]*$",
);
const TIME = new RegExp(
  "^[ \\t\\r\\n]*([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,9}))?)?" +
    "(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?[ \\t\\r\\n]*$",
);
const MONTH_LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const FIRST_DAY = -719_162; // 0001-01-01
const LAST_DAY = 2_932_896; // 9999-12-31
const MAX_DAYS = 4_000_000;
const MAX_OFFSET = 14 * 60; // minutes
const MONTHS = {
  kk: "қаң. ақп. нау. сәу. мам. мау. шіл. там. қыр. қаз. қар. жел.".split(" "),
  ru: "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.".split(" "),
  en: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "),
};
// From Thursday: 1 January 1970 was one.
const DAYS = {
  kk: "бс жм сб жс дс сс ср".split(" "),
  ru: "чт пт сб вс пн вт ср".split(" "),
  en: "Thu Fri Sat Sun Mon Tue Wed".split(" "),
};

const modulo = (number, size) => ((number % size) + size) % size;
const pad = (number, length = 2) => String(number).padStart(length, "0");

// Returns { day, time, offset }: days since 1970, milliseconds in the day (null for a date), minutes (null
// for local time). Returns null for a text that is no date.
export function parseDateTime(text) {
  const match = DATE_TIME.exec(text);
  if (!match) return null;
  const [, year, month, date, hour, minute, second, fraction, offset] = match;
  const day = daysFromDate(Number(year), Number(month), Number(date));
  if (day === null) return null;
  if (hour === undefined) return { day, time: null, offset: null };
  const clock = readClock(hour, minute, second, fraction, offset);
  return clock && { day, ...clock };
}

// Returns { time, offset }; null for a time or an offset that does not exist.
function readClock(hour, minute, second = "0", fraction = "", offset = null) {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const time = seconds * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
  if (offset === null) return { time, offset };
  const digits = offset.slice(1).replace(":", "").padEnd(4, "0");
  const shift = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  if (shift > MAX_OFFSET || Number(digits.slice(2)) > 59) return null;
  return { time, offset: offset[0] === "-" ? -shift : shift };
}

// Both conversions follow Howard Hinnant: https://howardhinnant.github.io/date_algorithms.html
function daysFromDate(year, month, day) {
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1)) return null;
  if (day > MONTH_LENGTHS[month - 1]) return null;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2 && day === 29 && !leap) return null;
  const shifted = year - (month <= 2 ? 1 : 0);
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leaps = Math.floor(ofEra / 4) - Math.floor(ofEra / 100);
  return era * 146_097 + ofEra * 365 + leaps + ofYear - 719_468;
}

function dateFromDays(days) {
  if (!(days >= FIRST_DAY && days <= LAST_DAY)) return null;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const leaps = Math.floor(ofEra / 1460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const year = Math.floor((ofEra - leaps) / 365);
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const number = Math.floor((5 * ofYear + 2) / 153);
  const month = number + (number < 10 ? 3 : -9);
  const day = ofYear - Math.floor((153 * number + 2) / 5) + 1;
  return { year: year + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function offsetAt(instant, context) {
  const entry = context.zone.findLast?.(([from]) => from <= instant);
  if (entry) return entry[1];
  // Browsers before 2022 have no findLast.
  let offset = context.zone[0][1];
  for (const [from, minutes] of context.zone) if (from <= instant) offset = minutes;
  return offset;
}

export function toUtc(local, context) {
  const guess = local - offsetAt(local, context) * MINUTE;
  return local - offsetAt(guess, context) * MINUTE;
}

export function toInstant({ day, time, offset }, context) {
  const local = day * DAY + (time ?? 0);
  return offset === null ? toUtc(local, context) : local - offset * MINUTE;
}

export const daysOf = (dateTime, context) =>
  dateTime.time === null ? dateTime.day : toInstant(dateTime, context) / DAY;

function toLocal(dateTime, context) {
  if (dateTime.offset === null) return dateTime.day * DAY + (dateTime.time ?? 0);
  const instant = toInstant(dateTime, context);
  return instant + offsetAt(instant, context) * MINUTE;
}

function formatIsoDate(days) {
  const date = dateFromDays(days);
  return date ? `${pad(date.year, 4)}-${pad(date.month)}-${pad(date.day)}` : "";
}

export function formatIsoDateTime(instant, context) {
  const offset = offsetAt(instant, context);
  const local = instant + offset * MINUTE;
  const date = formatIsoDate(Math.floor(local / DAY));
  if (!date) return "";
  const { H, M, S, 3: fraction } = clockDirectives(modulo(local, DAY));
  const minutes = Math.abs(offset);
  const shift = `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  return `${date}T${H}:${M}:${S}.${fraction}${offset < 0 ? "-" : "+"}${shift}`;
}

function clockDirectives(time) {
  const seconds = Math.floor(time / 1000);
  const hour = Math.floor(seconds / 3600);
  return {
    H: pad(hour),
    h: String(hour),
    M: pad(Math.floor(seconds / 60) % 60),
    S: pad(seconds % 60),
    3: pad(time % 1000, 3),
  };
}

// Returns the value as a number of days, or null.
function toDays(value) {
  const days = typeof value === "string" ? parseNumber(value) : Number(value);
  return days !== null && Math.abs(days) < MAX_DAYS ? days : null;
}

const toDateTime = (value) => (typeof value === "string" ? parseDateTime(value) : null);

export function date(context, value) {
  const days = toDays(value);
  if (days !== null) return formatIsoDate(Math.floor(days));
  const dateTime = toDateTime(value);
  return dateTime ? formatIsoDate(Math.floor(toLocal(dateTime, context) / DAY)) : "";
}

// Takes a whole number of days for midnight in the zone, a fraction for a time in UTC.
export function dateTime(context, value) {
  const days = toDays(value);
  const parsed = days === null ? toDateTime(value) : null;
  if (days === null && !parsed) return "";
  if (parsed) return formatIsoDateTime(toInstant(parsed, context), context);
  const instant = Math.floor(days * DAY + 0.5);
  return formatIsoDateTime(Number.isInteger(days) ? toUtc(instant, context) : instant, context);
}

export function decimalTime(context, value) {
  const days = toDays(value);
  if (days !== null) return days - Math.floor(days);
  const dateTime = toDateTime(value);
  if (dateTime) return modulo(toLocal(dateTime, context), DAY) / DAY;
  const match = typeof value === "string" ? TIME.exec(value) : null;
  const clock = match && readClock(...match.slice(1));
  if (!clock) return NaN;
  const shift = clock.offset === null ? 0 : (offsetAt(context.now, context) - clock.offset) * MINUTE;
  return modulo(clock.time + shift, DAY) / DAY;
}

// Returns milliseconds since 1970 on the zone's clock, or null.
function localFrom(context, value) {
  const days = toDays(value);
  if (days === null) {
    const dateTime = toDateTime(value);
    return dateTime ? toLocal(dateTime, context) : null;
  }
  const local = Math.floor(days * DAY + 0.5);
  return Number.isInteger(days) ? local : local + offsetAt(local, context) * MINUTE;
}

export function formatDate(context, value, pattern) {
  const local = localFrom(context, value);
  const days = Math.floor(local / DAY);
  const date = local === null ? null : dateFromDays(days);
  if (!date) return "";
  const directives = {
    ...clockDirectives(modulo(local, DAY)),
    Y: pad(date.year, 4),
    y: pad(date.year % 100),
    m: pad(date.month),
    n: String(date.month),
    b: MONTHS[context.language][date.month - 1],
    d: pad(date.day),
    e: String(date.day),
    a: DAYS[context.language][modulo(days, 7)],
  };
  return pattern.replace(/%(%|.|$)/gsu, (whole, letter) =>
    letter === "%" || letter === "" ? "%" : (directives[letter] ?? whole),
  );
}

export function today(context) {
  return formatIsoDate(Math.floor((context.now + offsetAt(context.now, context) * MINUTE) / DAY));
}
