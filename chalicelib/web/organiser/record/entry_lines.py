"""An entry as lines to read: for whoever may not change it, and to show what somebody else wrote meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from chalicelib.forms.text import in_language
from chalicelib.locales import LANGUAGES, N_
from chalicelib.locales.dates import format_calendar_day
from chalicelib.web import dates
from chalicelib.web.organiser.event_settings.specs import FieldSpec, RowSpec
from chalicelib.web.organiser.event_settings.values import as_list, as_object, find
from chalicelib.web.organiser.record.specs import MENUS
from chalicelib.web.render import LANGUAGE_NAMES

if TYPE_CHECKING:
    from chalicelib.domain.events import Event
    from chalicelib.locales import Language
    from chalicelib.web.organiser.record.specs import RecordSpec


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One fact of an entry; ``language`` is that of the text where it is not the page's."""

    label: str
    text: str
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Writes entries as lines in one language."""

    event: Event
    language: Language
    translate: Callable[..., str]

    def lines(self, spec: RecordSpec, document: Mapping[str, object]) -> list[EntryLine]:
        """Return what is given of an entry."""
        return [line for each in spec.fields for line in self._lines(each, document)]

    def lead(self, spec: RecordSpec, document: Mapping[str, object]) -> str:
        """Return in one line what an entry holds beside its title and its texts: kinds, numbers, days."""
        parts: list[str] = []
        for each in spec.main:
            value = document.get(each.path)
            if isinstance(each, RowSpec) or value is None or value == "":
                continue
            if each.kind == "number":
                parts.append(f"{self.translate(each.label)}: {self._show(each, value)}")
            elif each.kind in ("menu", "day", "line", "tel") and each.choices not in (
                "spoken",
                "places",
            ):
                parts.append(self._show(each, value))
        return " · ".join(parts)

    def _lines(
        self, spec: FieldSpec | RowSpec, document: Mapping[str, object]
    ) -> Iterator[EntryLine]:
        value = find(document, spec.path)
        label = self.translate(spec.label) if spec.label else ""
        if isinstance(spec, RowSpec):
            for row in as_list(value):
                yield self._row(spec, label, as_object(row))
        elif spec.path == "place" and spec.kind == "menu":
            parts = (self.word(as_object(part)) for part in as_object(value).values())
            if value:
                yield EntryLine(label, ", ".join(parts))
        elif spec.kind in ("text", "prose"):
            yield from self._texts(label, as_object(value))
        elif value is not None and spec.kind != "kept":
            yield EntryLine(label, self._show(spec, value))

    def _row(self, spec: RowSpec, label: str, row: Mapping[str, object]) -> EntryLine:
        if spec.path == "counts":
            return EntryLine(self._name_group(row), ", ".join(self._turnout(row)))
        texts = (
            self.word(as_object(row.get(each.path)))
            if isinstance(each, FieldSpec) and each.kind == "text"
            else str(row.get(each.path, ""))
            for each in spec.fields
        )
        return EntryLine(label, ", ".join(text for text in texts if text))

    def _name_group(self, row: Mapping[str, object]) -> str:
        """Return whom a head count is of."""
        if "category" in row:
            return self.category(str(row["category"]))
        return self.word(as_object(row.get("label")))

    def _turnout(self, row: Mapping[str, object]) -> Iterator[str]:
        """Yield how many came and how many were invited, as far as they were counted."""
        came, invited = row.get("count"), row.get("invited")
        if isinstance(came, int):
            yield dates.number(came, self.language)
        if isinstance(invited, int):
            number = dates.number(invited, self.language)
            yield self.translate(N_("invited: {number}"), number=number)

    def _texts(self, label: str, texts: Mapping[str, object]) -> Iterator[EntryLine]:
        """Yield the text of each language it is given in."""
        for language in LANGUAGES:
            text = str(texts.get(language) or "")
            if text and len(texts) == 1:
                yield EntryLine(label, text, None if language == self.language else language)
            elif text:
                yield EntryLine(f"{label} ({LANGUAGE_NAMES[language]})", text, language)

    def _show(self, spec: FieldSpec, value: object) -> str:
        if spec.kind == "tick":
            return self.translate(N_("Yes")) if value else self.translate(N_("No"))
        if spec.kind == "menu":
            return self.translate(dict(MENUS[spec.choices]).get(str(value), str(value)))
        if spec.kind == "day":
            return format_calendar_day(date.fromisoformat(str(value)), self.language)
        if spec.kind == "number" and isinstance(value, int):
            return dates.number(value, self.language)
        return str(value)

    def category(self, name: str) -> str:
        """Return what a category of the event is called, its name where the event has it no more."""
        category = self.event.category(name)
        return self.word(category.label) if category else name

    def word(self, text: Mapping[str, object] | Mapping[Language, str]) -> str:
        """Return a text in the page's language, else in one that it has."""
        texts = {str(code): str(each) for code, each in text.items()}
        return in_language(
            {code: texts[code] for code in LANGUAGES if code in texts}, self.language
        )
