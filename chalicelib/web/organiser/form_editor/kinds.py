"""The kinds of questions by the names that people use, each with the row that it begins as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from chalicelib.forms.definition import Choice, Parameters, Row
from chalicelib.forms.tree import GROUP, REPEAT
from chalicelib.forms.types import find_type
from chalicelib.forms.types.choice_types import CATEGORIES
from chalicelib.locales import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionKind:
    """A kind: what it is called, an example of a question, and the keys of its row beside name and label.

    ``choices`` are those that a new question of it begins with.
    """

    id: str
    label: str
    example: str
    type: str
    keys: Mapping[str, object] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()

    def new_row(self, name: str) -> Row:
        """Return a row of this kind."""
        row = Row.model_construct(type=self.type, name=name)
        return row.model_copy(update=self.keys)

    def fits(self, row: Row) -> bool:
        """Return whether a row is of this kind: its type and what is special about the kind are as here."""
        return row.type == self.type and all(
            getattr(row, key) == value for key, value in self.keys.items()
        )


def _choice(name: str, kk: str, ru: str, en: str) -> Choice:
    return Choice.model_construct(name=name, label={"kk": kk, "ru": ru, "en": en})


KINDS: Final = (
    QuestionKind(
        id="short", type="text", label=N_("Short text"), example=N_("Which school are you from?")
    ),
    QuestionKind(
        id="long",
        type="text",
        keys={"appearance": "multiline"},
        label=N_("Long text"),
        example=N_("What did you like most?"),
    ),
    QuestionKind(
        id="one",
        type="select_one",
        label=N_("One of several"),
        example=N_("Where did you hear of us?"),
    ),
    QuestionKind(
        id="several",
        type="select_multiple",
        label=N_("Several choices"),
        example=N_("Which reports were useful?"),
    ),
    QuestionKind(
        id="yes_no",
        type="select_one",
        label=N_("Yes or no"),
        example=N_("Do you need a certificate?"),
        choices=(_choice("yes", "Иә", "Да", "Yes"), _choice("no", "Жоқ", "Нет", "No")),
    ),
    QuestionKind(
        id="rating",
        type="range",
        keys={"parameters": Parameters(start=1, end=5)},
        label=N_("Rating from 1 to 5"),
        example=N_("How do you rate the event?"),
    ),
    QuestionKind(
        id="nps",
        type="range",
        keys={"appearance": "nps", "parameters": None},
        label=N_("Recommendation from 0 to 10"),
        example=N_("How likely are you to recommend us to a colleague?"),
    ),
    QuestionKind(
        id="ranking", type="rank", label=N_("Ranking"), example=N_("What matters most to you?")
    ),
    QuestionKind(
        id="whole",
        type="integer",
        label=N_("Whole number"),
        example=N_("How many children come with you?"),
    ),
    QuestionKind(id="date", type="date", label=N_("Date"), example=N_("When do you arrive?")),
    QuestionKind(
        id="time", type="time", label=N_("Time of day"), example=N_("When should we meet you?")
    ),
    QuestionKind(
        id="name",
        type="text",
        keys={"role": "name"},
        label=N_("The person's name"),
        example=N_("Your full name"),
    ),
    QuestionKind(
        id="email",
        type="text",
        keys={"role": "email"},
        label=N_("The person's e-mail"),
        example=N_("E-mail for the confirmation"),
    ),
    QuestionKind(
        id="phone",
        type="text",
        keys={"role": "phone"},
        label=N_("The person's phone number"),
        example=N_("Mobile phone"),
    ),
    QuestionKind(
        id="category",
        type="select_one",
        keys={"role": "category", "list_name": CATEGORIES},
        label=N_("The event's categories"),
        example=N_("Who are you: a pupil, a parent, a teacher?"),
    ),
    QuestionKind(
        id="consent",
        type="acknowledge",
        keys={"role": "consent"},
        label=N_("Consent"),
        example=N_("I agree to the processing of my data"),
    ),
    QuestionKind(id="photo", type="image", label=N_("Photo"), example=N_("A photo of your poster")),
    QuestionKind(id="file", type="file", label=N_("File"), example=N_("Your presentation")),
    QuestionKind(
        id="audio",
        type="audio",
        label=N_("Sound recording"),
        example=N_("Say in your own words what you think"),
    ),
    QuestionKind(
        id="video",
        type="video",
        label=N_("Video recording"),
        example=N_("A short video of your project"),
    ),
    QuestionKind(
        id="note",
        type="note",
        label=N_("A text without a question"),
        example=N_("Now some questions about the hall."),
    ),
)
"""Those that people use most first."""

MORE_KINDS: Final = (
    QuestionKind(
        id="tick",
        type="acknowledge",
        label=N_("A box to tick"),
        example=N_("I have read the rules of the event"),
    ),
    QuestionKind(
        id="scale",
        type="range",
        keys={"parameters": Parameters(start=1, end=7)},
        label=N_("A scale of your own numbers"),
        example=N_("How difficult was it, from 1 to 7?"),
    ),
    QuestionKind(
        id="decimal",
        type="decimal",
        label=N_("Number with a fraction"),
        example=N_("How many hours did you need?"),
    ),
    QuestionKind(
        id="moment",
        type="dateTime",
        label=N_("Date and time"),
        example=N_("When does your train arrive?"),
    ),
    QuestionKind(
        id="place",
        type="geopoint",
        label=N_("Place on the map"),
        example=N_("Where is your school?"),
    ),
    QuestionKind(
        id="barcode",
        type="barcode",
        label=N_("Barcode or QR code"),
        example=N_("The code on the cover of your book"),
    ),
    QuestionKind(
        id="organisation",
        type="text",
        keys={"role": "organisation"},
        label=N_("The person's organisation"),
        example=N_("Your school or organisation"),
    ),
    QuestionKind(
        id="birth_year",
        type="integer",
        keys={"role": "birth_year"},
        label=N_("The person's year of birth"),
        example=N_("In which year were you born?"),
    ),
    QuestionKind(
        id="proposal",
        type="text",
        keys={"role": "proposal"},
        label=N_("Proposal"),
        example=N_("What do you propose?"),
    ),
    QuestionKind(
        id="group",
        type=GROUP,
        label=N_("Group"),
        example=N_("Questions under a heading of their own"),
    ),
    QuestionKind(
        id="repeat",
        type=REPEAT,
        label=N_("Repeated group"),
        example=N_("The same questions about each child"),
    ),
    QuestionKind(
        id="calculation",
        type="calculate",
        label=N_("Calculation"),
        example=N_("The sum of two answers, which nobody sees"),
    ),
    QuestionKind(
        id="hidden",
        type="hidden",
        label=N_("Hidden value"),
        example=N_("A mark that is stored with each answer"),
    ),
    QuestionKind(
        id="today",
        type="today",
        label=N_("The day of the answer"),
        example=N_("The date, stored without a question"),
    ),
)
"""Further ones, for those who know that they need them."""

BY_ID: Final[Mapping[str, QuestionKind]] = {kind.id: kind for kind in (*KINDS, *MORE_KINDS)}
_CAMERA: Final[Mapping[str, str]] = {
    "": N_("Taken now or chosen among the files"),
    "new": N_("Taken now, with the camera at the back"),
    "new-front": N_("Taken now, with the camera at the front"),
}
APPEARANCES: Final[Mapping[str, Mapping[str, str]]] = {
    "text": {
        "": N_("A field of one line"),
        "multiline": N_("A field of several lines"),
        "numbers": N_("A field with a keyboard of digits"),
        "url": N_("A field for a web address"),
    },
    "select_one": {
        "": N_("Choices one below the other"),
        "minimal": N_("A drop-down list"),
        "columns": N_("Choices in columns, side by side"),
        "likert": N_("A row of choices, such as from “never” to “always”"),
    },
    "select_multiple": {
        "": N_("Choices one below the other"),
        "columns": N_("Choices in columns, side by side"),
    },
    "range": {
        "": N_("Buttons with numbers"),
        "rating": N_("Stars"),
        "nps": N_("Buttons from “not at all likely” to “very likely”"),
        "picker": N_("A drop-down list"),
    },
    "image": _CAMERA,
    "video": _CAMERA,
    "audio": {
        "": N_("Recorded now or chosen among the files"),
        "new": N_("Recorded now"),
    },
    "barcode": {
        "": N_("With the camera at the back"),
        "front": N_("With the camera at the front"),
    },
    GROUP: {
        "": N_("Questions one below the other"),
        "table-list": N_("A table of questions with the same choices"),
    },
}
"""How a page can ask a question of a type, in words."""


def takes_list(row: Row) -> bool:
    """Return whether the row has a list of the form; those of a file's lines are kept elsewhere."""
    known = find_type(row.type)
    return bool(known and known.selection and not known.is_list_from_file)


def has_own_choices(row: Row) -> bool:
    """Return whether one types the choices of a row; an event's categories are kept elsewhere."""
    return takes_list(row) and row.list_name != CATEGORIES


def kind_name(row: Row) -> str:
    """Return the everyday name of a row's kind, as a message id; XLSForm's name where it has none."""
    fitting = [kind for kind in BY_ID.values() if kind.fits(row) and not kind.choices]
    if fitting:
        return max(fitting, key=lambda kind: len(kind.keys)).label
    return N_("Scale") if row.type == "range" else row.type
