"""Starting points of a new event: its kind, forms, categories, the outline of its programme, and when forms open.

Their texts are messages, written into the event in each of its languages; from then on they are the organiser's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib import locales
from chalicelib.domain.events import Event, EventKind
from chalicelib.domain.form_views import FormTimes
from chalicelib.frozen import dataclass
from chalicelib.locales import N_, Language


class StartingPoint(StrEnum):
    """What an organiser begins a new event from."""

    ROUND_TABLE = "round_table"
    TRAINING = "training"
    MEETING = "meeting"
    ACTION = "action"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class EventOutline:
    """What a starting point brings. ``categories`` and ``programme`` are labels by name, messages.

    ``minors`` are the categories of children; the programme's names are its items' kinds.
    """

    kind: EventKind
    forms: tuple[str, ...] = ()
    categories: Mapping[str, str] = field(default_factory=dict)
    minors: frozenset[str] = frozenset()
    programme: Sequence[tuple[str, str]] = ()


_OFFICIAL, _TEACHER = N_("Representative of a state body"), N_("Teacher")
_PARENT, _PUPIL = N_("Parent"), N_("Pupil")
_OPENING = ("opening", N_("Welcome and purpose"))
_CLOSING = ("closing", N_("Conclusions"))
_FEEDBACK_TIME: Final = timedelta(days=14)
"""How long impressions and proposals are taken after the event."""

OUTLINES: Final[Mapping[StartingPoint, EventOutline]] = {
    StartingPoint.ROUND_TABLE: EventOutline(
        EventKind.ROUND_TABLE,
        ("registration", "questions", "proposals", "impressions"),
        {"official": _OFFICIAL, "teacher": _TEACHER, "parent": _PARENT, "pupil": _PUPIL},
        frozenset({"pupil"}),
        (_OPENING, ("report", N_("Reports")), ("discussion", N_("Discussion")), _CLOSING),
    ),
    StartingPoint.TRAINING: EventOutline(
        EventKind.TRAINING,
        ("registration", "questions", "impressions"),
        {"teacher": _TEACHER, "official": _OFFICIAL},
        programme=(_OPENING, ("report", N_("Theory")), ("practice", N_("Practice")), _CLOSING),
    ),
    StartingPoint.MEETING: EventOutline(
        EventKind.MEETING,
        ("registration", "questions", "proposals", "impressions"),
        {"parent": _PARENT, "teacher": _TEACHER},
        programme=(
            _OPENING,
            ("report", N_("Reports")),
            ("discussion", N_("Answers to questions")),
            _CLOSING,
        ),
    ),
    StartingPoint.ACTION: EventOutline(
        EventKind.ACTION,
        ("registration", "proposals", "impressions"),
        {"pupil": _PUPIL, "parent": _PARENT, "teacher": _TEACHER},
        frozenset({"pupil"}),
        (_OPENING, ("practice", N_("What we do together")), _CLOSING),
    ),
    StartingPoint.EMPTY: EventOutline(EventKind.MEETING),
}


def outline_document(start: StartingPoint, languages: Sequence[Language]) -> dict[str, object]:
    """Return what a starting point writes into the event's document."""
    outline = OUTLINES[start]
    categories = [
        {"name": name, "label": _in_all(label, languages), "minor": name in outline.minors}
        for name, label in outline.categories.items()
    ]
    programme = [
        {"name": kind, "kind": kind, "title": _in_all(title, languages)}
        for kind, title in outline.programme
    ]
    return {"kind": outline.kind.value, "categories": categories, "programme": programme}


def form_times(purpose: str, event: Event) -> FormTimes:
    """Return when a form of that purpose takes answers: registration before the event, impressions after it."""
    after: datetime = event.ends_at + _FEEDBACK_TIME
    match purpose:
        case "registration":
            return FormTimes(closes_at=event.starts_at)
        case "questions":
            return FormTimes(closes_at=event.ends_at)
        case "impressions":
            return FormTimes(opens_at=event.ends_at, closes_at=after)
        case _:
            return FormTimes(closes_at=after)


def follow_event(at: datetime | None, event: Event, moved: Event) -> datetime | None:
    """Return a form's time after the event has moved: one that keeps to its beginning or its end moves along."""
    along = {
        event.starts_at: moved.starts_at,
        event.ends_at: moved.ends_at,
        event.ends_at + _FEEDBACK_TIME: moved.ends_at + _FEEDBACK_TIME,
    }
    return along.get(at, at) if at else None


def _in_all(message: str, languages: Sequence[Language]) -> dict[str, str]:
    return {language: locales.translate(message, language) for language in languages}
