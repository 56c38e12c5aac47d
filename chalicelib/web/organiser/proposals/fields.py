"""The fields of the pages of proposals: texts in each language of the event, days, and what was typed into them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel

from chalicelib import errors
from chalicelib.domain.event_documents import validate
from chalicelib.forms.text import normalize
from chalicelib.locales import LANGUAGES, N_, Language, translate
from chalicelib.web.i18n import localize
from chalicelib.web.organiser.controls import Control, Kind
from chalicelib.web.organiser.local_times import parse_day
from chalicelib.web.render import LANGUAGE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_Model = TypeVar("_Model", bound=BaseModel)
_BAD_DAY: Final = N_("Write the day, for example 11.06.2027.")


@dataclass(frozen=True, slots=True)
class TextFields:
    """A text's fields, one in each language, under words of their own."""

    words: str
    hint: str
    controls: tuple[Control, ...]


@dataclass(slots=True)
class TypedFields:
    """What was typed on a page, and the messages about it by field; ``languages`` are those of the event."""

    values: Mapping[str, str]
    languages: Sequence[Language]
    messages: dict[str, str]
    shown_in: Language

    def text(self, name: str) -> dict[str, str] | None:
        """Return the text in the languages in which it was typed, None where it was in none."""
        texts = {
            language: normalize(self.values.get(f"{name}-{language}", "")) for language in LANGUAGES
        }
        return {language: text for language, text in texts.items() if text} or None

    def day(self, name: str) -> str | None:
        """Return the day as JSON writes it; note a message where it cannot be read."""
        text = self.values.get(name, "").strip()
        day = parse_day(text) if text else None
        if text and day is None:
            self.messages[name] = translate(_BAD_DAY, self.shown_in)
        return day.isoformat() if day else None

    def read(self, model: type[_Model], document: Mapping[str, object]) -> _Model | None:
        """Return the model of a document, None with messages where something is wrong."""
        try:
            request = validate(model, document, errors.RequestRefused)
        except errors.RequestRefused as refusal:
            self.note(refusal)
            return None
        return None if self.messages else request

    def note(self, refusal: errors.Refusal) -> None:
        """Note the messages of a refusal at the fields that they are about."""
        if not refusal.problems:
            self.messages[""] = localize(refusal, self.shown_in)
        for problem in refusal.problems:
            name = problem.name.strip("/").replace("/", "-")
            if name in ("text", "reason", "responsible", "outcome_note"):
                name = f"{name}-{self.languages[0]}"
            self.messages.setdefault(name, localize(problem, self.shown_in))

    def text_fields(
        self, name: str, words: str, stored: Mapping[Language, str] | None = None, hint: str = ""
    ) -> TextFields:
        """Return the fields of a text, with what was typed, else what is stored."""
        return TextFields(
            words=translate(words, self.shown_in),
            hint=translate(hint, self.shown_in),
            controls=tuple(
                Control(
                    field := f"{name}-{language}",
                    LANGUAGE_NAMES[language],
                    kind="area",
                    value=self.values.get(field, (stored or {}).get(language, "")),
                    message=self.messages.get(field, ""),
                    language=language,
                )
                for language in self._languages(stored)
            ),
        )

    def _languages(self, stored: Mapping[Language, str] | None) -> list[Language]:
        """Return the event's languages, and those in which there is a text already."""
        return [
            *self.languages,
            *(each for each in LANGUAGES if each in (stored or {}) and each not in self.languages),
        ]

    def control(
        self, name: str, words: str, stored: str = "", hint: str = "", kind: Kind = "line"
    ) -> Control:
        """Return a field of one line, with what was typed, else what is stored."""
        return Control(
            name,
            translate(words, self.shown_in),
            kind=kind,
            value=self.values.get(name, stored),
            hint=translate(hint, self.shown_in),
            message=self.messages.get(name, ""),
        )


def read_ticked(values: Sequence[str]) -> dict[int, int]:
    """Read the proposals that were ticked, written as ``number.revision``; what is no such thing is left out."""
    chosen: dict[int, int] = {}
    for value in values:
        number, _, revision = value.partition(".")
        if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (number, revision)):
            chosen[int(number)] = int(revision)
    return chosen
