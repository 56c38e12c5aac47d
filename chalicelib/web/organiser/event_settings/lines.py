"""A section as lines to read, and its fingerprint: by it a page tells what somebody else changed meanwhile.

A line is one field, or one row of a list as a whole. The fingerprint holds a digest of each line's content, whatever
the language in which the line is shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from chalicelib.domain.events import Event
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web import dates
from chalicelib.web.organiser.event_settings.specs import Choices, FieldSpec, RowSpec, SectionSpec
from chalicelib.web.organiser.event_settings.values import (
    Json,
    as_list,
    as_object,
    find,
    put,
    without_nothing,
)
from chalicelib.web.render import LANGUAGE_NAMES

if TYPE_CHECKING:
    from chalicelib.locales import Language

    Options = Mapping[Choices, Sequence[tuple[str, str]]]

_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One line: ``text`` is empty where nothing is given; ``is_missing`` says that a language lacks it.

    ``name`` is the label without the language, ``nothing`` what stands where nothing is given.
    """

    label: str
    text: str
    digest: str
    is_missing: bool = False
    language: Language | None = None
    name: str = ""
    nothing: str = "–"

    @property
    def is_empty(self) -> bool:
        """Whether nothing is given, and nothing need be."""
        return not self.text and not self.is_missing


@dataclass(frozen=True, slots=True)
class LineWriter:
    """Writes lines in one language; ``options`` are the words of menus by their choices, ``form_titles`` by name."""

    event: Event
    language: Language
    translate: Callable[..., str]
    options: Options
    form_titles: Mapping[str, str]

    def write(self, section: SectionSpec, document: Json) -> list[SettingLine]:
        """Return the lines of a section's document."""
        shown = (each for each in section.fields if isinstance(each, RowSpec) or each.is_shown)
        return [line for each in shown for line in self._lines(each, document)]

    def _lines(self, spec: FieldSpec | RowSpec, document: Json) -> Iterator[SettingLine]:
        value = find(document, spec.path)
        if isinstance(spec, RowSpec):
            for at, row in enumerate(as_list(value), start=1):
                text = self._row_text(spec, as_object(row))
                label = (
                    self._form_title(spec, as_object(row)) or f"{self.translate(spec.label)} {at}"
                )
                yield SettingLine(label, text, _digest(spec.path, row), is_missing=self._lacks(row))
        elif spec.kind in ("text", "prose"):
            yield from self._texts(spec, as_object(value))
        elif spec.kind != "kept":
            yield SettingLine(
                self.translate(spec.label), self._show(spec, value), _digest(spec.path, value)
            )

    def _texts(self, spec: FieldSpec, texts: Json) -> Iterator[SettingLine]:
        for language in LANGUAGES:
            text = str(texts.get(language) or "")
            if language not in self.event.languages and not text:
                continue
            lacks = bool(texts) and not text and language not in self.event.incomplete_languages
            name = self.translate(spec.label)
            label = f"{name} ({LANGUAGE_NAMES[language]})"
            digest = _digest(f"{spec.path}.{language}", text)
            nothing = self.translate(spec.nothing) if spec.nothing else "–"
            yield SettingLine(label, text, digest, lacks, language, name, nothing)

    def _lacks(self, value: object) -> bool:
        """Return whether a text somewhere in a row is missing in a language that must be complete."""
        needed = set(self.event.languages) - set(self.event.incomplete_languages)
        if isinstance(value, Mapping):
            if value and set(value) <= set(LANGUAGES):
                return not needed <= {language for language, text in value.items() if text}
            return any(self._lacks(member) for member in value.values())
        return any(self._lacks(each) for each in as_list(value))

    def _row_text(self, spec: RowSpec, row: Json) -> str:
        parts = (self._part(each, row) for each in spec.fields)
        text = " · ".join(part for part in parts if part)
        return text or (
            self.translate(N_("as long as the event is open")) if spec.path == "forms" else ""
        )

    def _form_title(self, spec: RowSpec, row: Json) -> str:
        return self.form_titles.get(str(row.get("name")), "") if spec.path == "forms" else ""

    def _part(self, spec: FieldSpec | RowSpec, row: Json) -> str:
        value = row.get(spec.path)
        if isinstance(spec, RowSpec):
            return "; ".join(self._row_text(spec, as_object(each)) for each in as_list(value))
        if spec.path == "name" and spec.kind == "kept":
            return ""
        if spec.kind in ("text", "prose"):
            return self._in_own_language(value)
        shown = self._show(spec, value)
        names_it = spec.kind == "tick" or (spec.kind == "moment" and spec.path != "starts_at")
        if spec.kind == "tick":
            return self.translate(spec.label) if value else ""
        return (
            f"{self.translate(spec.label)}: {shown}"
            if shown and (names_it or spec.kind == "number")
            else shown
        )

    def _in_own_language(self, value: object) -> str:
        texts = as_object(value)
        return str(texts.get(self.language) or next((text for text in texts.values() if text), ""))

    def _show(self, spec: FieldSpec, value: object) -> str:
        match spec.kind:
            case "moment" if isinstance(value, str):
                at = datetime.fromisoformat(value)
                return dates.moment(at, self.event.time_zone, self.language)
            case "tick":
                return self.translate(N_("Yes") if value else N_("No"))
            case "menu":
                words = dict(self.options.get(spec.choices, ()))
                return words.get(str(value or ""), str(value or ""))
            case _:
                return "" if value is None else str(value)


def fold_empty(lines: Sequence[SettingLine]) -> list[SettingLine]:
    """Return the lines to read: a text that is given in no language is one line."""
    given = {line.name for line in lines if not line.is_empty}
    folded: dict[str, SettingLine] = {}
    for at, line in enumerate(lines):
        if line.name and line.name not in given:
            folded.setdefault(line.name, replace(line, label=line.name, language=None))
        else:
            folded[str(at)] = line
    return list(folded.values())


def _digest(path: str, value: object) -> str:
    """Return the digest of a line's content; what is empty and what is missing are the same."""
    if isinstance(value, Mapping):
        value = without_nothing(dict(value))
    content = json.dumps([path, value or None], ensure_ascii=False, sort_keys=True, default=str)
    return sha256(content.encode()).hexdigest()[:_DIGITS]


def fingerprint(lines: Sequence[SettingLine]) -> str:
    """Return the digests of all lines as one text, which a page carries."""
    return ".".join(line.digest for line in lines)


def changed_since(seen: str, lines: Sequence[SettingLine]) -> list[SettingLine]:
    """Return the lines that were not there, or not like that, when the page with that fingerprint was shown."""
    known = set(seen.split("."))
    return [line for line in lines if line.digest not in known]


def merge(section: SectionSpec, seen: str, stored: Json, typed: Json) -> dict[str, object]:
    """Return what was typed with what somebody else changed meanwhile: where both changed the same, the typed stays."""
    known = set(seen.split("."))
    merged: dict[str, object] = {}
    for spec in section.fields:
        put(
            merged,
            spec.path,
            _merge_one(spec, known, find(stored, spec.path), find(typed, spec.path)),
        )
    return merged


def _merge_one(spec: FieldSpec | RowSpec, known: Set[str], stored: object, typed: object) -> object:
    if isinstance(spec, RowSpec):
        return _merge_rows(spec.path, known, as_list(stored), as_list(typed))
    if spec.kind in ("text", "prose"):
        ours, theirs = as_object(typed), as_object(stored)
        return {
            language: theirs.get(language)
            if _digest(f"{spec.path}.{language}", ours.get(language) or "") in known
            else ours.get(language)
            for language in LANGUAGES
        }
    return stored if _digest(spec.path, typed) in known else typed


def _merge_rows(
    path: str, known: Set[str], stored: Sequence[object], typed: Sequence[object]
) -> list[object]:
    """Merge rows by their identity: what is typed anew or otherwise than it was shown stays, and so does what is new."""
    ours = {_identity(row): row for row in typed if _digest(path, row) not in known}
    untouched = {_identity(row) for row in typed} - ours.keys()
    kept = [
        ours.pop(_identity(row), row)
        for row in stored
        if _identity(row) in untouched or _identity(row) in ours or _digest(path, row) not in known
    ]
    return [*kept, *ours.values()]


def _identity(row: object) -> str:
    about = as_object(row)
    return str(about.get("name") or about.get("file") or about.get("url"))
