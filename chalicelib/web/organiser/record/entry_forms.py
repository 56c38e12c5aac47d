"""The form of one entry: its fields in the event's main language, and folded those in the other languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chalicelib.domain.records import RecordSection
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web.organiser.controls import Control, FieldProblem, MenuOption, summarise
from chalicelib.web.organiser.event_settings.specs import FieldSpec, RowSpec
from chalicelib.web.organiser.event_settings.values import rows_of
from chalicelib.web.organiser.record.documents import KEPT_PLACE
from chalicelib.web.organiser.record.specs import MENUS, RecordSpec
from chalicelib.web.render import LANGUAGE_NAMES

if TYPE_CHECKING:
    from chalicelib.domain.events import Event
    from chalicelib.domain.records.places import NamedPlace
    from chalicelib.locales import Language
    from chalicelib.web.organiser.record.entry_lines import EntryReader

_MOST_ROWS: Final = 30


@dataclass(frozen=True, slots=True)
class RowFields:
    """One row of a list in an entry; the last one is empty, so that there is always one to fill in."""

    legend: str
    path: str
    number: int
    items: Sequence[Control]
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowList:
    """A list of rows in an entry."""

    path: str
    rows: Sequence[RowFields]


@dataclass(frozen=True, slots=True)
class EntryForm:
    """An entry's fields; ``translations`` are its texts in the languages that are not the event's main one."""

    main: Sequence[Control | RowList]
    more: Sequence[Control | RowList]
    translations: Sequence[Control]
    problems: Sequence[FieldProblem] = ()

    @property
    def shows_more(self) -> bool:
        """Whether a field that is folded has a mistake."""
        return any(each.message for each in _controls(self.more))

    @property
    def shows_translations(self) -> bool:
        """Whether a text is given in another language and not in the main one."""
        return any(each.message or each.mark for each in self.translations)


def _controls(items: Sequence[Control | RowList]) -> Iterator[Control]:
    for each in items:
        if isinstance(each, RowList):
            for row in each.rows:
                yield from row.items
        else:
            yield each


@dataclass(frozen=True, slots=True)
class FormMaker:
    """Makes an entry's form from its fields; ``anchor`` precedes their ids, ``registered`` are figures by category."""

    event: Event
    translate: Callable[..., str]
    reader: EntryReader
    places: Sequence[NamedPlace]
    registered: Mapping[str, str]
    spec: RecordSpec
    anchor: str
    values: Mapping[str, str]
    messages: Mapping[str, str] = field(default_factory=dict)

    def make(self) -> EntryForm:
        """Return the form."""
        main, more = (list(self._items(each)) for each in (self.spec.main, self.spec.more))
        translations = list(self._translations(self.spec.fields, ""))
        problems = summarise(self.messages, [*_controls(main), *_controls(more), *translations])
        return EntryForm(main, more, translations, problems)

    def _items(self, fields: Sequence[FieldSpec | RowSpec]) -> Iterator[Control | RowList]:
        for each in fields:
            if not isinstance(each, RowSpec):
                yield self._control(each, each.path)
                if self.spec.section is RecordSection.ATTENDANCE and each.path == "invited":
                    yield from (self._ask_invited(*row) for row in self._categories())
                continue
            if self.spec.section is RecordSection.ATTENDANCE:
                yield from (self._ask_came(*row) for row in self._categories())
            yield RowList(each.path, list(self._rows(each)))

    def _categories(self) -> Iterator[tuple[int, str]]:
        """Yield the number of the row of each of the event's categories, and the category."""
        for number in rows_of(self.values, "counts"):
            category = self.values.get(f"counts.{number}.category", "")
            if category:
                yield number, category

    def _ask_came(self, number: int, category: str) -> RowList:
        """Ask how many came of a category, beside the number of those registered."""
        name = f"counts.{number}.count"
        hint = self.registered.get(category, "")
        control = self._number(name, self.reader.category(category), hint)
        hidden = {f"counts.{number}.category": category}
        return RowList("", [RowFields("", "", number, [control], hidden)])

    def _ask_invited(self, number: int, category: str) -> Control:
        """Ask how many of a category were invited."""
        label = self.translate(N_("Invited: {category}"), category=self.reader.category(category))
        return self._number(f"counts.{number}.invited", label)

    def _number(self, name: str, label: str, hint: str = "") -> Control:
        return Control(
            name,
            label,
            "number",
            self.values.get(name, ""),
            hint=hint,
            message=self.messages.get(name, ""),
            form=self.anchor,
        )

    def _rows(self, spec: RowSpec) -> Iterator[RowFields]:
        numbers = rows_of(self.values, spec.path)
        listed = [
            number
            for number in numbers
            if not self.values.get(f"{spec.path}.{number}.category", "")
        ]
        extra = max(numbers, default=-1) + 1
        shown = [*listed, *([extra] if len(listed) < _MOST_ROWS else [])]
        for at, number in enumerate(shown, start=1):
            name = f"{spec.path}.{number}"
            items = [
                self._control(each, f"{name}.{each.path}")
                for each in spec.fields
                if isinstance(each, FieldSpec) and each.kind != "kept"
            ]
            legend = f"{self.translate(spec.label)} {at}"
            yield RowFields(legend, spec.path, number, items, {f"{name}.row": "1"})

    def _control(self, spec: FieldSpec, name: str) -> Control:
        if spec.kind in ("text", "prose"):
            return self._text(spec, name, self.event.languages[0])
        kinds = {"day": "date", "kept": "line", "moment": "line"}
        return Control(
            name,
            self.translate(spec.label),
            kinds.get(spec.kind, spec.kind),  # type: ignore[arg-type] # the kinds that are left are both's
            self.values.get(name, ""),
            hint=self.translate(spec.hint) if spec.hint else "",
            message=self._message(name),
            options=list(self._options(spec)),
            form=self.anchor,
        )

    def _text(
        self, spec: FieldSpec, name: str, language: Language, label: str = "", mark: str = ""
    ) -> Control:
        return Control(
            f"{name}.{language}",
            label or self.translate(spec.label),
            "area" if spec.kind == "prose" else "line",
            self.values.get(f"{name}.{language}", ""),
            hint=self.translate(spec.hint) if spec.hint and not label else "",
            message=self._message(f"{name}.{language}")
            or (not label and self._message(name))
            or "",
            mark=mark,
            language=language,
            form=self.anchor,
        )

    def _translations(
        self, fields: Sequence[FieldSpec | RowSpec], prefix: str, about: str = ""
    ) -> Iterator[Control]:
        main, *_ = self.event.languages
        for each in fields:
            name = prefix + each.path
            if isinstance(each, RowSpec):
                for at, number in enumerate(rows_of(self.values, name), start=1):
                    legend = f"{self.translate(each.label)} {at}: "
                    plain = [inner for inner in each.fields if isinstance(inner, FieldSpec)]
                    if not self.values.get(f"{name}.{number}.category", ""):
                        yield from self._translations(plain, f"{name}.{number}.", legend)
            elif each.kind in ("text", "prose"):
                for language in LANGUAGES:
                    if language == main or not self._is_used(name, language):
                        continue
                    label = f"{about}{self.translate(each.label)} ({LANGUAGE_NAMES[language]})"
                    yield self._text(each, name, language, label, self._mark(name, language))

    def _is_used(self, name: str, language: Language) -> bool:
        """Whether a text may be given in a language: one of the event's, or one in which it is given."""
        return language in self.event.languages or bool(self.values.get(f"{name}.{language}"))

    def _mark(self, name: str, language: Language) -> str:
        """Say that a text is given in this language alone, so that the form does not look empty."""
        main = self.values.get(f"{name}.{self.event.languages[0]}", "")
        is_only = bool(self.values.get(f"{name}.{language}")) and not main
        return self.translate(N_("only in this language")) if is_only else ""

    def _message(self, name: str) -> str:
        return self.messages.get(name, "")

    def _options(self, spec: FieldSpec) -> Iterator[MenuOption]:
        if spec.choices == "places":
            yield MenuOption("", self.translate(N_("None")))
            if self.values.get(spec.path) == KEPT_PLACE:
                yield MenuOption(KEPT_PLACE, self.translate(N_("As it was written")))
            for each in self.places:
                parts = (each.place.district, each.place.village, each.place.school)
                words = (self.reader.word(part) for part in parts if part)
                yield MenuOption(each.id, ", ".join(words))
        elif spec.choices:
            for value, label in MENUS[spec.choices]:
                yield MenuOption(value, self.translate(label))
