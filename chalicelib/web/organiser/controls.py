"""The fields of the console's own forms, as templates show them, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chalicelib.locales import Language

Kind = Literal["line", "area", "date", "time", "number", "email", "tel", "url", "menu", "tick"]


@dataclass(frozen=True, slots=True)
class MenuOption:
    """One choice of a menu, or of radio buttons, with a sentence about it."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """One field; texts are translated. ``language`` is that of what is typed, where it is known.

    ``mark`` is a word beside the label: that a text is missing, or optional. ``form`` precedes the ids of a page's several
    forms with fields of the same names.
    """

    name: str
    label: str
    kind: Kind = "line"
    value: str = ""
    hint: str = ""
    message: str = ""
    mark: str = ""
    options: Sequence[MenuOption] = ()
    language: Language | None = None
    form: str = ""

    @property
    def id(self) -> str:
        """The field's id on the page."""
        return self.form + self.name

    @property
    def described_by(self) -> str:
        """The ids of the texts that describe the field."""
        parts = (("hint", self.hint), ("message", self.message))
        return " ".join(f"{self.id}-{part}" for part, text in parts if text)


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A line of the summary of errors; ``target`` is the field's id, empty where it is no field's."""

    target: str
    text: str


def summarise(messages: Mapping[str, str], controls: Sequence[Control]) -> list[FieldProblem]:
    """Return the summary of the messages by field: in the page's order, and at its end what is no field's."""
    ids = {control.name: control.id for control in controls if control.message}
    others = [text for name, text in messages.items() if name not in ids]
    return [
        *(FieldProblem(ids[name], messages[name]) for name in ids),
        *(FieldProblem("", text) for text in others),
    ]
