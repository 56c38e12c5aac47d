"""A section's page: its fields as controls, in rows and side by side in the event's languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from chalicelib.domain.events import DEFAULT_TIME_ZONE
from chalicelib.domain.events.privacy_notices import ready_notice
from chalicelib.forms.text import in_language
from chalicelib.locales import LANGUAGES, N_
from chalicelib.web import dates
from chalicelib.web.event_kinds import ITEM_KINDS, KINDS
from chalicelib.web.organiser.controls import Control, Kind, MenuOption
from chalicelib.web.organiser.event_settings.documents import FULL, PARTIAL, UNUSED
from chalicelib.web.organiser.event_settings.specs import Choices, FieldSpec, RowSpec
from chalicelib.web.organiser.event_settings.values import Values, rows_of
from chalicelib.web.render import LANGUAGE_NAMES

if TYPE_CHECKING:
    from chalicelib.domain.events import Event, Series
    from chalicelib.locales import Language

_ZONES: Final = (
    DEFAULT_TIME_ZONE,
    *("Asia/Tashkent", "Asia/Bishkek", "Asia/Dushanbe", "Europe/Moscow", "Asia/Omsk"),
    *("Asia/Novosibirsk", "Europe/Istanbul", "Europe/Berlin", "Europe/London", "UTC"),
)
"""The zones that the menu offers, beside the event's own; the API takes any of the IANA database."""
_USES: Final[Mapping[str, str]] = {
    FULL: N_("Yes, with all texts"),
    PARTIAL: N_("Yes, go on where texts are missing"),
    UNUSED: N_("No"),
}


@dataclass(frozen=True, slots=True)
class RowButton:
    """A button that posts the page back with another row, without one, or with two exchanged."""

    value: str
    label: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ControlGroup:
    """Controls under a legend: an ``entry`` is a row of a list, with its buttons.

    ``kept`` are hidden fields.
    """

    legend: str
    layout: str
    items: Sequence[Control | ControlGroup]
    id: str = ""
    hint: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    buttons: Sequence[RowButton] = ()


@dataclass(frozen=True, slots=True)
class SectionPage:
    """Makes the controls of a section in one language from what is typed, with the messages by field."""

    event: Event
    language: Language
    translate: Callable[..., str]
    series: Sequence[Series]
    form_titles: Mapping[str, str]
    values: Values
    messages: Mapping[str, str]

    def controls(
        self, fields: Sequence[FieldSpec | RowSpec], prefix: str = ""
    ) -> list[Control | ControlGroup]:
        """Return the controls of those fields, in their order; hidden ones are in the groups."""
        found: list[Control | ControlGroup] = []
        for each in fields:
            if isinstance(each, RowSpec):
                found.extend(self._rows(each, prefix + each.path))
            elif each.kind != "kept":
                found.append(self._field(each, prefix + each.path))
        return found

    def _rows(self, spec: RowSpec, path: str) -> Iterator[ControlGroup]:
        numbers = rows_of(self.values, path)
        for at, number in enumerate(numbers, start=1):
            name = f"{path}.{number}"
            kept = {
                f"{name}.{each.path}": self.values.get(f"{name}.{each.path}", "")
                for each in spec.fields
                if isinstance(each, FieldSpec) and each.kind == "kept"
            }
            yield ControlGroup(
                f"{self.translate(spec.label)} {at}{self._row_title(spec, name)}",
                "entry",
                self.controls(spec.fields, f"{name}."),
                id=name,
                kept={f"{name}.row": "1", **kept},
                buttons=list(self._row_buttons(spec, numbers, at - 1, path)) if spec.add else (),
            )
        if spec.add:
            add = RowButton(f"add:{path}", self.translate(spec.add))
            yield ControlGroup("", "buttons", (), id=path, buttons=[add])

    def _row_title(self, spec: RowSpec, name: str) -> str:
        file = self.values.get(f"{name}.file", "")
        form = self.form_titles.get(self.values.get(f"{name}.name", ""), "")
        title = form if spec.path == "forms" else file
        return f": {title}" if title else ""

    def _row_buttons(
        self, spec: RowSpec, numbers: Sequence[int], at: int, path: str
    ) -> Iterator[RowButton]:
        about = f"{self.translate(spec.label)} {at + 1}"
        if at > 0:
            yield RowButton(f"up:{path}.{numbers[at]}", self.translate(N_("Move up")), about)
        yield RowButton(f"remove:{path}.{numbers[at]}", self.translate(N_("Remove")), about)

    def _field(self, spec: FieldSpec, name: str) -> Control | ControlGroup:
        if spec.kind in ("text", "prose"):
            return self._in_languages(spec, name)
        if spec.kind == "moment":
            return self._moment(spec, name)
        if spec.kind == "menu":
            options = [MenuOption(*each) for each in self.options()[spec.choices]]
            return self._control(spec, name, kind="menu", options=options)
        kind = "line" if spec.kind in ("kept", "day") else spec.kind
        return self._control(spec, name, kind=kind)

    def _control(self, spec: FieldSpec, name: str, **about: object) -> Control:
        return Control(
            name,
            self.translate(spec.label),
            value=self.values.get(name, ""),
            message=self.messages.get(name, ""),
            hint=self.translate(spec.hint) if spec.hint else "",
            **about,  # type: ignore[arg-type] # Control's own names
        )

    def _in_languages(self, spec: FieldSpec, name: str) -> ControlGroup:
        texts = {each: self.values.get(f"{name}.{each}", "") for each in LANGUAGES}
        controls = [
            Control(
                f"{name}.{each}",
                LANGUAGE_NAMES[each],
                "area" if spec.kind == "prose" else "line",
                texts[each],
                hint=self._ready_text(spec, each),
                message=self.messages.get(f"{name}.{each}", ""),
                mark=self._mark(texts, each),
                language=each,
            )
            for each in self.event.languages
        ]
        others = {
            f"{name}.{each}": text
            for each, text in texts.items()
            if each not in self.event.languages
        }
        hint = self.translate(spec.hint) if spec.hint else ""
        return ControlGroup(
            self.translate(spec.label),
            "group side-by-side",
            controls,
            id=name,
            hint=hint,
            kept=others,
        )

    def _mark(self, texts: Mapping[Language, str], language: Language) -> str:
        """Say that a text is missing in a language while another has it, unless that is declared."""
        is_declared = language in self.event.incomplete_languages
        lacks = not texts[language] and any(texts[each] for each in self.event.languages)
        return self.translate(N_("missing")) if lacks and not is_declared else ""

    def _ready_text(self, spec: FieldSpec, language: Language) -> str:
        if spec.path != "privacy_notice":
            return ""
        organiser = self.event.organiser
        name = in_language(organiser.name, language) if organiser else "…"
        return ready_notice(name, language)

    def _moment(self, spec: FieldSpec, name: str) -> ControlGroup:
        day, clock = (
            Control(
                f"{name}.{part}",
                self.translate(label),
                kind,
                self.values.get(f"{name}.{part}", ""),
                message=self.messages.get(f"{name}.{part}", ""),
            )
            for part, label, kind in _MOMENT
        )
        zone = dates.zone_name(self.event, self.language)
        hint = f"{zone[:1].upper()}{zone[1:]}"
        if spec.hint:
            hint = f"{hint}. {self.translate(spec.hint)}"
        return ControlGroup(
            self.translate(spec.label), "group moment", (day, clock), id=name, hint=hint
        )

    def options(self) -> Mapping[Choices, Sequence[tuple[str, str]]]:
        """Return the words of all menus by their choices, each with its value."""
        series = {each.id: in_language(each.title, self.language) for each in self.series}
        zones = dict.fromkeys((self.event.time_zone, *_ZONES))
        return {
            "kinds": [(value, self.translate(label)) for value, label in KINDS.items()],
            "item_kinds": [(value, self.translate(label)) for value, label in ITEM_KINDS.items()],
            "zones": [(zone, self._zone_name(zone)) for zone in zones],
            "series": [("", self.translate(N_("None"))), *series.items()],
            "languages": [(each, LANGUAGE_NAMES[each]) for each in LANGUAGES],
            "uses": [(value, self.translate(label)) for value, label in _USES.items()],
        }

    def _zone_name(self, zone: str) -> str:
        if zone == "UTC":
            return zone
        event = self.event.model_copy(update={"time_zone": zone})
        return dates.zone_name(event, self.language)


_MOMENT: Final[tuple[tuple[str, str, Kind], ...]] = (
    ("day", N_("Day"), "date"),
    ("clock", N_("Time"), "time"),
)
