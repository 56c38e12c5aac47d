"""A section's document as fields of a page, and back.

``encode`` writes a document as texts by field name; ``decode`` reads what was typed. Nothing typed is dropped: what
cannot be read has a message, and the page shows the same texts again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from chalicelib.locales import LANGUAGES, N_
from chalicelib.spelling import transliterate
from chalicelib.web.organiser.event_settings.specs import FieldSpec, RowSpec
from chalicelib.web.organiser.local_times import parse_clock, parse_day, split_moment, to_moment

Json = Mapping[str, object]
Values = Mapping[str, str]
Fields = Sequence[FieldSpec | RowSpec]

_BAD_DAY: Final = N_("Write the day, for example 11.06.2027.")
_BAD_CLOCK: Final = N_("Write the time, for example 10:00.")
_BAD_NUMBER: Final = N_("Write a whole number.")
_ROW: Final = "row"
"""A hidden field of each row, so that an empty one stays on the page."""


@dataclass(slots=True)
class Decoding:
    """The event's zone and first day while a page is read, and what is found: messages by field, and rows.

    ``positions`` are the numbers, on the page, of the rows that went into each list.
    """

    zone: str
    first_day: date
    messages: dict[str, str] = field(default_factory=dict)
    positions: dict[str, list[int]] = field(default_factory=dict)

    def field_of(self, pointer: str, names: Sequence[str]) -> str:
        """Return the name of the field that a JSON pointer is about; empty if the page has none."""
        path = ""
        for step in pointer.split("/")[1:]:
            rows = self.positions.get(path, [])
            is_row = step.isdigit() and int(step) < len(rows)
            path = ".".join(
                part for part in (path, str(rows[int(step)]) if is_row else step) if part
            )
        if path in names:
            return path
        return next((name for name in names if path and name.startswith(f"{path}.")), "")


def rows_of(values: Values, path: str) -> list[int]:
    """Return the numbers of the rows of a list on the page, in order."""
    pattern = re.compile(rf"{re.escape(path)}\.(\d{{1,4}})\.")
    found = (pattern.match(name) for name in values)
    return sorted({int(match[1]) for match in found if match})


def encode(fields: Fields, document: Json, zone: str, prefix: str = "") -> dict[str, str]:
    """Write a document as the fields of a page."""
    values: dict[str, str] = {}
    for each in fields:
        name = prefix + each.path
        value = find(document, each.path)
        if isinstance(each, RowSpec):
            for at, row in enumerate(as_list(value)):
                values[f"{name}.{at}.{_ROW}"] = "1"
                values |= encode(each.fields, as_object(row), zone, f"{name}.{at}.")
        else:
            values |= _encode_field(each, name, value, zone)
    return values


def _encode_field(spec: FieldSpec, name: str, value: object, zone: str) -> dict[str, str]:
    if spec.kind in ("text", "prose"):
        texts = as_object(value)
        return {f"{name}.{language}": str(texts.get(language, "")) for language in LANGUAGES}
    if spec.kind == "moment":
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        day, clock = split_moment(moment, zone)
        return {f"{name}.day": day, f"{name}.clock": clock}
    if spec.kind == "tick":
        return {name: "1" if value else ""}
    return {name: "" if value is None else str(value)}


def decode(fields: Fields, values: Values, found: Decoding, prefix: str = "") -> dict[str, object]:
    """Read the fields of a page as a merge patch: what is empty is None."""
    document: dict[str, object] = {}
    for each in fields:
        name = prefix + each.path
        if isinstance(each, RowSpec):
            put(document, each.path, _decode_rows(each, values, found, name))
        else:
            put(document, each.path, _decode_field(each, values, found, name))
    return document


def _decode_field(spec: FieldSpec, values: Values, found: Decoding, name: str) -> object:
    match spec.kind:
        case "text" | "prose":
            texts = {
                language: values.get(f"{name}.{language}", "").strip() or None
                for language in LANGUAGES
                if f"{name}.{language}" in values
            }
            return texts if any(texts.values()) else None
        case "moment":
            return _decode_moment(
                values, found, name, needs_day="." not in name or "forms." in name
            )
        case "tick":
            return bool(values.get(name))
        case "number":
            return _decode_number(values, found, name)
        case "day":
            return _decode_day(values, found, name)
        case _:
            return values.get(name, "").strip() or None


def _decode_number(values: Values, found: Decoding, name: str) -> int | None:
    text = values.get(name, "").replace("\u00a0", "").replace(" ", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        found.messages[name] = _BAD_NUMBER
        return None
    return int(text) if text else None


def _decode_day(values: Values, found: Decoding, name: str) -> str | None:
    text = values.get(name, "").strip()
    day = parse_day(text)
    if text and day is None:
        found.messages[name] = _BAD_DAY
    return day.isoformat() if day else None


def _decode_moment(values: Values, found: Decoding, name: str, *, needs_day: bool) -> str | None:
    typed_day, typed_clock = (values.get(f"{name}.{part}", "").strip() for part in ("day", "clock"))
    if not typed_day and not typed_clock:
        return None
    day = parse_day(typed_day) if typed_day or needs_day else found.first_day
    clock = parse_clock(typed_clock)
    if day is None:
        found.messages[f"{name}.day"] = _BAD_DAY
    if clock is None:
        found.messages[f"{name}.clock"] = _BAD_CLOCK
    return to_moment(day, clock, found.zone) if day and clock else None


def _decode_rows(spec: RowSpec, values: Values, found: Decoding, name: str) -> list[object]:
    """Read the rows that hold anything; a row of nothing but menus and hidden fields was only added."""
    rows: list[object] = []
    found.positions[name] = []
    for number in rows_of(values, name):
        row = without_nothing(decode(spec.fields, values, found, f"{name}.{number}."))
        if any(_is_typed(each, row) for each in spec.fields):
            rows.append(row)
            found.positions[name].append(number)
    if any(each.path == "name" and each.kind == "kept" for each in _plain(spec)):
        _name_rows(rows)
    return rows


def _is_typed(spec: FieldSpec | RowSpec, row: Json) -> bool:
    is_given = isinstance(spec, FieldSpec) and spec.kind in ("menu", "tick")
    return not is_given and bool(row.get(spec.path))


def _plain(spec: RowSpec) -> Iterator[FieldSpec]:
    return (each for each in spec.fields if isinstance(each, FieldSpec))


def _name_rows(rows: list[object]) -> None:
    """Name the rows that are new after their texts: forms refer to names, so those that exist stay."""
    taken = {str(as_object(row).get("name")) for row in rows}
    for row in rows:
        if isinstance(row, dict) and not row.get("name"):
            text = next(iter(as_object(row.get("label") or row.get("title")).values()), "")
            stem = transliterate(str(text))[:40].replace("-", "_") or "item"
            stem = stem if stem[0].isalpha() else f"n_{stem}"
            ways = (stem, *(f"{stem}_{number}" for number in range(2, 200)))
            row["name"] = next(way for way in ways if way not in taken)
            taken.add(row["name"])


def without_nothing(value: dict[str, object]) -> dict[str, object]:
    """Return an object without its members that are None or empty, at any depth: rows replace rows as a whole."""
    kept = {
        key: without_nothing(member) if isinstance(member, dict) else member
        for key, member in value.items()
    }
    return {key: member for key, member in kept.items() if member not in (None, {}, [])}


def find(document: Json, path: str) -> object:
    """Return the value at a dotted path, None where there is none."""
    value: object = document
    for step in path.split("."):
        value = as_object(value).get(step)
    return value


def put(document: dict[str, object], path: str, value: object) -> None:
    """Put a value at a dotted path."""
    first, _, rest = path.partition(".")
    if not rest:
        document[first] = value
        return
    inner = document.setdefault(first, {})
    if isinstance(inner, dict):
        put(inner, rest, value)


def as_object(value: object) -> Json:
    """Return an object as it is, and an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: object) -> Sequence[object]:
    """Return a list as it is, and an empty one for anything else."""
    return value if isinstance(value, list | tuple) else ()
