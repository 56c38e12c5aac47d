"""The sections of a record as data: what they are called, which fields their entries have, and what stands in their menus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.records import RecordSection
from chalicelib.locales import N_
from chalicelib.web.event_kinds import ITEM_KINDS, KINDS
from chalicelib.web.organiser.event_settings.specs import FieldSpec, RowSpec
from chalicelib.web.render import LANGUAGE_NAMES


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """One section: its heading, the words that add an entry, its fields at once and under “More”.

    ``facts`` stand before the entries; ``title`` is the path of the text that names an entry.
    """

    section: RecordSection
    label: str
    add: str
    main: tuple[FieldSpec | RowSpec, ...]
    more: tuple[FieldSpec | RowSpec, ...] = ()
    hint: str = ""
    title: str = ""

    @property
    def fields(self) -> tuple[FieldSpec | RowSpec, ...]:
        """All fields of an entry."""
        return (*self.main, *self.more)


_PERSON: Final = (
    FieldSpec("name", N_("Full name"), "text"),
    FieldSpec("position", N_("Position"), "text"),
)
_SPEAKERS: Final = RowSpec(
    "speakers",
    N_("Speaker"),
    "",
    (*_PERSON, FieldSpec("organisation", N_("Organisation"), "text")),
)
_OTHERS: Final = RowSpec(
    "counts",
    N_("Other participants"),
    "",
    (
        FieldSpec("category", "", "kept"),
        FieldSpec("label", N_("Who they were"), "text"),
        FieldSpec("count", N_("How many came"), "number"),
        FieldSpec("invited", N_("How many were invited"), "number"),
    ),
)

SPECS: Final[Mapping[RecordSection, RecordSpec]] = {
    spec.section: spec
    for spec in (
        RecordSpec(
            RecordSection.ATTENDANCE,
            N_("Who took part"),
            "",
            (_OTHERS, FieldSpec("total", N_("Came in all"), "number")),
            (
                FieldSpec("invited", N_("Invited in all"), "number"),
                FieldSpec("note", N_("Note"), "prose"),
            ),
            N_("As counted in the hall; what Pikir counted stands beside."),
        ),
        RecordSpec(
            RecordSection.ORGANISATIONS,
            N_("Organisations and partners"),
            N_("Add an organisation"),
            (
                FieldSpec("name", N_("Name of the organisation"), "text"),
                FieldSpec("role", N_("It was"), "menu", choices="roles"),
                RowSpec("persons", N_("Person"), "", _PERSON),
            ),
            title="name",
        ),
        RecordSpec(
            RecordSection.TALKS,
            N_("Speeches and reports"),
            N_("Add what was not on the programme"),
            (
                FieldSpec(
                    "gist",
                    N_("What was said, in two or three sentences"),
                    "prose",
                ),
                FieldSpec("took_place", N_("It took place"), "tick"),
            ),
            (
                FieldSpec("title", N_("Title"), "text"),
                FieldSpec("kind", N_("Kind"), "menu", choices="item_kinds"),
                _SPEAKERS,
                FieldSpec("addressed_to", N_("To whom it was addressed"), "text"),
                FieldSpec(
                    "measures",
                    N_("Measures that were told of"),
                    "prose",
                    N_("What is being done in the district, as the opening told."),
                ),
            ),
            title="title",
        ),
        RecordSpec(
            RecordSection.DISCUSSIONS,
            N_("Discussion"),
            N_("Add a question"),
            (
                FieldSpec("question", N_("What was discussed"), "text"),
                FieldSpec("views", N_("Views that were exchanged"), "prose"),
            ),
            title="question",
        ),
        RecordSpec(
            RecordSection.HANDOUTS,
            N_("What was handed out"),
            N_("Add a material"),
            (
                FieldSpec("title", N_("Title"), "text"),
                FieldSpec("kind", N_("Kind"), "menu", choices="handout_kinds"),
                FieldSpec("copies", N_("Copies"), "number"),
                FieldSpec("recipients", N_("For whom"), "text"),
            ),
            title="title",
        ),
        RecordSpec(
            RecordSection.CONSULTATIONS,
            N_("Guidance and consultations"),
            N_("Add guidance or consultations"),
            (
                FieldSpec("kind", N_("Kind"), "menu", choices="consultation_kinds"),
                FieldSpec("topic", N_("On what"), "text"),
                FieldSpec("recipients", N_("To whom"), "text"),
                FieldSpec("count", N_("How many"), "number"),
            ),
            title="topic",
        ),
        RecordSpec(
            RecordSection.MEDIA,
            N_("Media"),
            N_("Add a newspaper, channel or site"),
            (
                FieldSpec("name", N_("Newspaper, channel or site"), "text"),
                FieldSpec("link", N_("Link"), "url", N_("To what it reported: https://…")),
            ),
            title="name",
        ),
        RecordSpec(
            RecordSection.ACTIONS,
            N_("Actions in schools"),
            N_("Add an action"),
            (
                FieldSpec("title", N_("What was done"), "text"),
                FieldSpec("slogan", N_("Slogan, as it was said"), "line"),
                FieldSpec(
                    "slogan_language", N_("Language of the slogan"), "menu", choices="spoken"
                ),
                FieldSpec("schools", N_("Schools"), "number"),
                FieldSpec("pupils", N_("Pupils"), "number"),
            ),
            title="title",
        ),
        RecordSpec(
            RecordSection.PHOTOS,
            N_("Photos of actions"),
            N_("Add a photo"),
            (
                FieldSpec("caption", N_("What the photo shows"), "text"),
                FieldSpec(
                    "has_consent",
                    N_(
                        "The people shown, or the parents of the children shown, agree that the report shows this photo"
                    ),
                    "tick",
                ),
            ),
            title="caption",
        ),
        RecordSpec(
            RecordSection.OTHER_EVENTS,
            N_("Other events of the series"),
            N_("Add an event that is not in Pikir"),
            (
                FieldSpec("title", N_("Theme"), "text"),
                FieldSpec("kind", N_("Kind"), "menu", choices="kinds"),
                FieldSpec("day", N_("Day"), "day"),
                FieldSpec("place", N_("Place"), "text"),
            ),
            (
                FieldSpec("organiser", N_("Organiser"), "text"),
                RowSpec(
                    "participants",
                    N_("Participants"),
                    "",
                    (
                        FieldSpec("label", N_("Who they were"), "text"),
                        FieldSpec("count", N_("How many came"), "number"),
                    ),
                ),
                FieldSpec("themes", N_("What it was about"), "prose"),
            ),
            title="title",
        ),
        RecordSpec(
            RecordSection.HELP,
            N_("Reception and helpline"),
            N_("Add a reception or a helpline"),
            (
                FieldSpec("kind", N_("Kind"), "menu", choices="help_kinds"),
                FieldSpec("topics", N_("On what"), "text"),
                FieldSpec("hours", N_("Hours"), "text"),
                FieldSpec("phone", N_("Telephone"), "tel"),
                FieldSpec("address", N_("Address"), "text"),
                FieldSpec("asked", N_("How many asked"), "number"),
            ),
            title="topics",
        ),
        RecordSpec(
            RecordSection.NEXT_STEPS,
            N_("What goes on"),
            N_("Add a step"),
            (
                FieldSpec("what", N_("What is to be done"), "text"),
                FieldSpec("responsible", N_("Who does it"), "text"),
                FieldSpec("due", N_("Until when"), "day"),
            ),
            title="what",
        ),
        RecordSpec(
            RecordSection.PAPER,
            N_("The paper"),
            "",
            (
                FieldSpec("letterhead", N_("Letterhead"), "prose"),
                FieldSpec("addressee", N_("Addressee"), "prose"),
                FieldSpec("number", N_("Number"), "line"),
                FieldSpec("dated", N_("Date"), "day"),
                FieldSpec("place", N_("Place of the document"), "menu", choices="places"),
                FieldSpec("signatory_position", N_("Position of who signs"), "text"),
                FieldSpec("signatory", N_("Name of who signs"), "text"),
                FieldSpec("executor", N_("Executor"), "text"),
                FieldSpec("executor_phone", N_("Telephone of the executor"), "tel"),
            ),
        ),
    )
}
"""The sections in the order of the report."""

CARDS: Final[Mapping[RecordSection, RecordSection]] = {
    section: RecordSection.ACTIONS if section is RecordSection.PHOTOS else section
    for section in RecordSection
}
"""The section in whose card each one stands: a photo stands with its action."""

MENUS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "kinds": tuple(KINDS.items()),
    "item_kinds": tuple(ITEM_KINDS.items()),
    "roles": (
        ("represented", N_("represented")),
        ("co_organiser", N_("a co-organiser")),
        ("partner", N_("a partner")),
    ),
    "handout_kinds": (
        ("method_pack", N_("Teaching materials")),
        ("leaflet", N_("Leaflet")),
        ("video", N_("Video")),
        ("other", N_("Other")),
    ),
    "consultation_kinds": (
        ("consultation", N_("Consultations")),
        ("guidance", N_("Guidance for schools")),
    ),
    "help_kinds": (("reception", N_("Public reception")), ("helpline", N_("Helpline"))),
    "spoken": (("", N_("None")), *((code, name) for code, name in LANGUAGE_NAMES.items())),
}
"""The options of each menu with their labels; those of the places are the installation's."""
