"""The sections of an event's settings as data: which fields each has, and what they are called.

A field's name on the page is its path in the section's document, with dots: ``title.kk``, ``categories.0.capacity``.
A JSON pointer into the event's document so leads to the field that it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from chalicelib.locales import N_

FieldKind = Literal[
    "text",
    "prose",
    "line",
    "email",
    "tel",
    "url",
    "number",
    "tick",
    "moment",
    "day",
    "menu",
    "kept",
]
SettingChoices = Literal["", "kinds", "item_kinds", "zones", "series", "languages", "uses"]
RecordChoices = Literal[
    "roles", "handout_kinds", "consultation_kinds", "help_kinds", "spoken", "places"
]
"""Those of a record's fields, which are described by the same specs."""
Choices = SettingChoices | RecordChoices


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a section.

    A ``text`` (one line) and a ``prose`` (several) have a field for each language, a ``moment`` one for the day and one
    for the time; a ``kept`` field is hidden. ``choices`` names the options of a ``menu``. A field that is not ``is_shown`` is
    for typing alone: nothing of the event stands in it. ``nothing`` says what is shown where no text is given.
    """

    path: str
    label: str
    kind: FieldKind = "line"
    hint: str = ""
    choices: Choices = ""
    is_shown: bool = True
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A list of rows, which may hold lists themselves. ``add`` is the button's label, empty where rows are given."""

    path: str
    label: str
    add: str
    fields: tuple[FieldSpec | RowSpec, ...]


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One section: its heading, what it is about, its fields."""

    name: str
    label: str
    fields: tuple[FieldSpec | RowSpec, ...]
    hint: str = ""


_NAME: Final = FieldSpec("name", "", "kept")
_CATEGORIES: Final = RowSpec(
    "categories",
    N_("Category"),
    N_("Add a category"),
    (
        _NAME,
        FieldSpec("label", N_("Name of the category"), "text"),
        FieldSpec("capacity", N_("Places"), "number", N_("Leave empty if places are not limited.")),
        FieldSpec("minor", N_("Children: a parent or guardian answers for them"), "tick"),
    ),
)
_SPEAKERS: Final = RowSpec(
    "speakers",
    N_("Speaker"),
    N_("Add a speaker"),
    (
        FieldSpec("name", N_("Full name"), "text"),
        FieldSpec("position", N_("Position"), "text"),
        FieldSpec("organisation", N_("Organisation"), "text"),
    ),
)
_PROGRAMME: Final = RowSpec(
    "programme",
    N_("Item of the programme"),
    N_("Add an item"),
    (
        _NAME,
        FieldSpec(
            "starts_at", N_("Begins at"), "moment", N_("Without a day: on the event's first day.")
        ),
        FieldSpec("kind", N_("Kind"), "menu", choices="item_kinds"),
        FieldSpec("title", N_("Title"), "text"),
        _SPEAKERS,
    ),
)
_MATERIALS: Final = RowSpec(
    "materials",
    N_("Material"),
    N_("Add a link"),
    (
        FieldSpec("file", N_("File"), "kept"),
        FieldSpec("title", N_("Title"), "text"),
        FieldSpec("url", N_("Link"), "url", N_("To a page, a document or a video: https://…")),
    ),
)
_FORMS: Final = RowSpec(
    "forms",
    N_("Form"),
    "",
    (
        _NAME,
        FieldSpec("opens_at", N_("Answers from"), "moment"),
        FieldSpec("closes_at", N_("Answers until"), "moment"),
    ),
)

SECTIONS: Final[Mapping[str, SectionSpec]] = {
    section.name: section
    for section in (
        SectionSpec(
            "texts",
            N_("Title and aim"),
            (FieldSpec("title", N_("Title"), "text"), FieldSpec("aim", N_("Aim"), "prose")),
        ),
        SectionSpec(
            "kind",
            N_("Kind and series"),
            (
                FieldSpec("kind", N_("Kind"), "menu", choices="kinds"),
                FieldSpec("series", N_("Series"), "menu", choices="series"),
                FieldSpec(
                    "new_series",
                    N_("Title of a new series"),
                    "text",
                    N_("If none of the above fits."),
                    is_shown=False,
                ),
            ),
        ),
        SectionSpec(
            "time",
            N_("Time and place"),
            (
                FieldSpec("starts_at", N_("Begins at"), "moment"),
                FieldSpec("ends_at", N_("Ends at"), "moment"),
                FieldSpec("time_zone", N_("Time zone"), "menu", choices="zones"),
                FieldSpec("venue", N_("Place"), "text"),
            ),
            N_(
                "The times of the programme, and of forms that open or close with the event, move along."
            ),
        ),
        SectionSpec(
            "organiser",
            N_("Organiser and personal data"),
            (
                FieldSpec("organiser.name", N_("Organiser"), "text"),
                FieldSpec("organiser.phone", N_("Telephone"), "tel"),
                FieldSpec("organiser.email", N_("Email"), "email"),
                FieldSpec("organiser.web", N_("Website"), "url"),
                FieldSpec(
                    "privacy_notice",
                    N_("Privacy notice"),
                    "prose",
                    N_("Leave empty to show the ready text, which names the organiser."),
                    nothing=N_("the ready text"),
                ),
            ),
        ),
        SectionSpec(
            "languages",
            N_("Languages"),
            (
                FieldSpec("main", N_("Main language"), "menu", choices="languages"),
                FieldSpec("kk", N_("Kazakh"), "menu", choices="uses"),
                FieldSpec("ru", N_("Russian"), "menu", choices="uses"),
                FieldSpec("en", N_("English"), "menu", choices="uses"),
            ),
        ),
        SectionSpec("categories", N_("Categories and places"), (_CATEGORIES,)),
        SectionSpec("programme", N_("Programme"), (_PROGRAMME,)),
        SectionSpec("materials", N_("Materials"), (_MATERIALS,)),
        SectionSpec(
            "forms",
            N_("Opening times of forms"),
            (_FORMS,),
            N_("A form without times takes answers as long as the event is open."),
        ),
        SectionSpec(
            "proposals",
            N_("Proposals on the public page"),
            (
                FieldSpec(
                    "shows_proposals",
                    N_("Show the accepted proposals and what became of them"),
                    "tick",
                ),
                FieldSpec(
                    "shows_earlier_proposals",
                    N_("Begin with what became of the proposals of earlier events of the series"),
                    "tick",
                    N_("Only of events whose own pages show their proposals."),
                ),
            ),
            N_("Authors are named only if they agreed."),
        ),
        SectionSpec(
            "advanced",
            N_("Advanced"),
            (
                FieldSpec("opens_at", N_("Answers from"), "moment"),
                FieldSpec("closes_at", N_("Answers until"), "moment"),
                FieldSpec(
                    "small_group_threshold",
                    N_("Smallest group whose figures are shown"),
                    "number",
                    N_(
                        "From 2 to 100. Figures of smaller groups are hidden from readers of summaries."
                    ),
                ),
                FieldSpec(
                    "drafts",
                    N_("The browser keeps what participants type until it is sent"),
                    "tick",
                ),
            ),
            N_("These times hold for all forms of the event together."),
        ),
    )
}
