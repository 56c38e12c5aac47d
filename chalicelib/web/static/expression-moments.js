// Dates and moments as the server counts them (`moments.py`, `calendar.py`): days since 1 January 1970.

import { numberOf } from "./expression-numbers.js";

export const DAY = 86_400_000;
const MINUTE = 60_000;

const MOMENT = new RegExp(
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
const FURTHEST = 4_000_000;
const MONTHS = {
  kk: "қаң. ақп. нау. сәу. мам. мау. шіл. там. қыр. қаз. қар. жел.".split(" "),
  ru: "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.".split(" "),
  en: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "),
};
// From Thursday, 1 January 1970.
const DAYS = {
  kk: "бс жм сб жс дс сс ср".split(" "),
  ru: "чт пт сб вс пн вт ср".split(" "),
  en: "Thu Fri Sat Sun Mon Tue Wed".split(" "),
};

const within = (number, size) => ((number % size) + size) % size;
const padded = (number, length = 2) => String(number).padStart(length, "0");

// A moment: its day since 1970, the milliseconds in it (null: a date), its offset in minutes or null.
export function momentOf(text) {
  const match = MOMENT.exec(text);
  if (!match) return null;
  const [, year, month, date, hour, minute, second, fraction, offset] = match;
  const day = dayOf(Number(year), Number(month), Number(date));
  if (day === null) return null;
  if (hour === undefined) return { day, time: null, offset: null };
  const time = millisecondsOf(hour, minute, second, fraction);
  return time === null ? null : { day, time, offset: offsetOf(offset) };
}

function millisecondsOf(hour, minute, second = "0", fraction = "") {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return seconds * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
}

function offsetOf(text) {
  if (text === undefined) return null;
  if (text === "Z") return 0;
  const digits = text.slice(1).replace(":", "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return text[0] === "-" ? -minutes : minutes;
}

function dayOf(year, month, day) {
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

function dateOf(day) {
  if (!(day >= FIRST_DAY && day <= LAST_DAY)) return null;
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const leaps = Math.floor(ofEra / 1460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const year = Math.floor((ofEra - leaps) / 365);
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const number = Math.floor((5 * ofYear + 2) / 153);
  const month = number + (number < 10 ? 3 : -9);
  const date = ofYear - Math.floor((153 * number + 2) / 5) + 1;
  return { year: year + era * 400 + (month <= 2 ? 1 : 0), month, date };
}

function offsetAt(instant, context) {
  const entry = context.zone.findLast?.(([from]) => from <= instant);
  if (entry) return entry[1];
  let offset = context.zone[0][1];
  for (const [from, minutes] of context.zone) if (from <= instant) offset = minutes;
  return offset;
}

export function toUtc(local, context) {
  const guess = local - offsetAt(local, context) * MINUTE;
  return local - offsetAt(guess, context) * MINUTE;
}

function instantOf({ day, time, offset }, context) {
  const local = day * DAY + (time ?? 0);
  return offset === null ? toUtc(local, context) : local - offset * MINUTE;
}

export const daysOf = (moment, context) =>
  moment.time === null ? moment.day : instantOf(moment, context) / DAY;

function localOf(moment, context) {
  if (moment.offset === null) return moment.day * DAY + (moment.time ?? 0);
  const instant = instantOf(moment, context);
  return instant + offsetAt(instant, context) * MINUTE;
}

function isoDate(day) {
  const found = dateOf(day);
  return found ? `${padded(found.year, 4)}-${padded(found.month)}-${padded(found.date)}` : "";
}

export function isoMoment(instant, context) {
  const offset = offsetAt(instant, context);
  const local = instant + offset * MINUTE;
  const date = isoDate(Math.floor(local / DAY));
  if (!date) return "";
  const { H, M, S, 3: fraction } = clock(within(local, DAY));
  const size = Math.abs(offset);
  const shown = `${padded(Math.floor(size / 60))}:${padded(size % 60)}`;
  return `${date}T${H}:${M}:${S}.${fraction}${offset < 0 ? "-" : "+"}${shown}`;
}

function clock(time) {
  const seconds = Math.floor(time / 1000);
  const hour = Math.floor(seconds / 3600);
  return {
    H: padded(hour),
    h: String(hour),
    M: padded(Math.floor(seconds / 60) % 60),
    S: padded(seconds % 60),
    3: padded(time % 1000, 3),
  };
}

// A value as a number of days, where it is one.
function daysFrom(value) {
  const number = typeof value === "string" ? numberOf(value) : Number(value);
  return number !== null && Math.abs(number) < FURTHEST ? number : null;
}

const momentFrom = (value) => (typeof value === "string" ? momentOf(value) : null);

export function date(context, value) {
  const number = daysFrom(value);
  if (number !== null) return isoDate(Math.floor(number));
  const moment = momentFrom(value);
  return moment ? isoDate(Math.floor(localOf(moment, context) / DAY)) : "";
}

// A whole number of days is midnight of a date there, a fraction a moment in UTC.
export function dateTime(context, value) {
  const number = daysFrom(value);
  const moment = number === null ? momentFrom(value) : null;
  if (number === null && !moment) return "";
  if (moment) return isoMoment(instantOf(moment, context), context);
  const instant = Math.floor(number * DAY + 0.5);
  return isoMoment(Number.isInteger(number) ? toUtc(instant, context) : instant, context);
}

export function decimalTime(context, value) {
  const number = daysFrom(value);
  if (number !== null) return number - Math.floor(number);
  const moment = momentFrom(value);
  if (moment) return within(localOf(moment, context), DAY) / DAY;
  const match = typeof value === "string" ? TIME.exec(value) : null;
  const time = match && millisecondsOf(match[1], match[2], match[3], match[4]);
  if (time === null) return NaN;
  const offset = offsetOf(match[5]);
  const moved = offset === null ? 0 : (offsetAt(context.now, context) - offset) * MINUTE;
  return within(time + moved, DAY) / DAY;
}

function localFrom(context, value) {
  const number = daysFrom(value);
  if (number === null) {
    const moment = momentFrom(value);
    return moment ? localOf(moment, context) : null;
  }
  const local = Math.floor(number * DAY + 0.5);
  return Number.isInteger(number) ? local : local + offsetAt(local, context) * MINUTE;
}

export function formatDate(context, value, form) {
  const local = localFrom(context, value);
  const day = Math.floor(local / DAY);
  const found = local === null ? null : dateOf(day);
  if (!found) return "";
  const shown = {
    ...clock(within(local, DAY)),
    Y: padded(found.year, 4),
    y: padded(found.year % 100),
    m: padded(found.month),
    n: String(found.month),
    b: MONTHS[context.language][found.month - 1],
    d: padded(found.date),
    e: String(found.date),
    a: DAYS[context.language][within(day, 7)],
  };
  return form.replace(/%(%|.|$)/gsu, (whole, letter) =>
    letter === "%" || letter === "" ? "%" : (shown[letter] ?? whole),
  );
}

export function today(context) {
  return isoDate(Math.floor((context.now + offsetAt(context.now, context) * MINUTE) / DAY));
}
