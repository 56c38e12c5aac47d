"""An event: its document, its lifecycle, its categories, and when it takes answers.

``docs/events.md`` describes the document in prose.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

from chalicelib import errors
from chalicelib.domain.events.announcements import Announcement as Announcement
from chalicelib.domain.events.lifecycle import PUBLIC_STATES as PUBLIC_STATES
from chalicelib.domain.events.lifecycle import TRANSITIONS
from chalicelib.domain.events.lifecycle import EventState as EventState
from chalicelib.domain.events.parts import DEFAULT_TIME_ZONE as DEFAULT_TIME_ZONE
from chalicelib.domain.events.parts import TYPES, StoredPart
from chalicelib.domain.events.parts import Category as Category
from chalicelib.domain.events.parts import CategoryCapacity as CategoryCapacity
from chalicelib.domain.events.parts import Organiser as Organiser
from chalicelib.domain.events.parts import ReportAnnex as ReportAnnex
from chalicelib.domain.events.parts import Series as Series
from chalicelib.domain.events.programme import Material as Material
from chalicelib.domain.events.programme import MaterialFile
from chalicelib.domain.events.programme import ProgrammeItem as ProgrammeItem
from chalicelib.domain.events.programme import Speaker as Speaker
from chalicelib.forms.text import STORED
from chalicelib.late_model import LateModel
from chalicelib.locales import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from typing import Annotated

    from pydantic import Field

    from chalicelib.domain.events.event_types import EventId, TimeZone
    from chalicelib.domain.moments import Moment
    from chalicelib.forms.text_types import Localized
    from chalicelib.locales import Language


class EventKind(StrEnum):
    """The kinds of event."""

    ROUND_TABLE = "round_table"
    TRAINING = "training"
    MEETING = "meeting"
    ACTION = "action"


class Event(LateModel):
    """An event as it is stored and shown. ``revision`` rises with each change."""

    # The validator is built where one is written: a submission reads what was checked before (``stored``).
    _types = TYPES
    _checks = "chalicelib.domain.events.event_types:EventChecks"

    id: EventId
    kind: EventKind
    title: Localized
    aim: Localized | None = None
    series: Series | None = None
    starts_at: Moment
    ends_at: Moment
    time_zone: TimeZone = DEFAULT_TIME_ZONE
    venue: Localized | None = None
    organiser: Organiser | None = None
    privacy_notice: Localized | None = None
    """Without one, pages show the ready text that names the organiser (``privacy_notices``)."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=3)] = (
        "kk",
        "ru",
        "en",
    )
    incomplete_languages: Annotated[tuple[Language, ...], Field(max_length=2)] = ()
    """Languages in which texts may be missing: pages show the text in another language there."""
    categories: Annotated[tuple[Category, ...], Field(max_length=50)] = ()
    programme: Annotated[tuple[ProgrammeItem, ...], Field(max_length=100)] = ()
    materials: Annotated[tuple[Material, ...], Field(max_length=100)] = ()
    state: EventState = EventState.DRAFT
    cancellation_reason: Localized | None = None
    """Why the event does not take place; its page shows it while the event is cancelled."""
    announced: Announcement | None = None
    """What those registered were last told; absent before the event first opened. Pikir writes it."""
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    small_group_threshold: Annotated[int, Field(ge=2, le=100)] = 5
    drafts: Annotated[bool, Field(strict=True)] = True
    """Whether a participant's browser may keep what is typed until it is sent."""
    shows_proposals: Annotated[bool, Field(strict=True)] = False
    """Whether the event's page shows the proposals that it accepted, and what became of them."""
    shows_earlier_proposals: Annotated[bool, Field(strict=True)] = False
    """Whether its page opens with what became of the proposals of earlier events of the series."""
    report_annexes: Annotated[tuple[ReportAnnex, ...], Field(max_length=3)] = ()
    """What its report has annexed to it."""
    revision: Annotated[int, Field(ge=0)] = 0

    def category(self, name: str) -> Category | None:
        """Find the category of that name."""
        return next((category for category in self.categories if category.name == name), None)

    def file(self, name: str) -> MaterialFile | None:
        """Find the uploaded file of that name among the materials."""
        files = (material.file for material in self.materials if material.file)
        return next((file for file in files if file.name == name), None)

    def labelled_texts(self) -> Iterator[tuple[str, Mapping[Language, str]]]:
        """Yield the texts that pages show, each after its label (a message id)."""
        for name, label in LABELS.items():
            text: Mapping[Language, str] | None = getattr(self, name)
            if text:
                yield label, text

    def refuse_unless_open(self, now: datetime) -> None:
        """Raise ``EventCancelled``, ``EventNotYetOpen`` or ``EventClosed`` unless answers are taken at ``now``."""
        if self.state is EventState.CANCELLED:
            raise errors.EventCancelled
        if self.state is EventState.DRAFT or (self.opens_at and now < self.opens_at):
            raise errors.EventNotYetOpen
        if self.state is not EventState.OPEN or (self.closes_at and now >= self.closes_at):
            raise errors.EventClosed

    def move_to(self, state: EventState) -> Self:
        """Return the event in another state; raise ``BadTransition`` if there is no such step."""
        if state is self.state:
            return self
        if state not in TRANSITIONS[self.state]:
            raise errors.BadTransition(old=self.state.value, new=state.value)
        return self.model_copy(update={"state": state})


LABELS: Final[Mapping[str, str]] = {"venue": N_("Where")}
"""The labels of the texts that an event's pages show, by field, in the order of the model."""


class EventLine(StoredPart):
    """An event as a list shows it."""

    id: EventId
    kind: EventKind
    title: Localized
    series: Series | None = None
    state: EventState
    starts_at: Moment
    ends_at: Moment
    time_zone: TimeZone
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    languages: tuple[Language, ...] = ("kk", "ru", "en")
    shows_proposals: bool = False

    @classmethod
    def of(cls, event: Event) -> Self:
        """Make the line of that event."""
        return cls.model_validate(event, from_attributes=True, context=STORED)


class EventList(StoredPart):
    """The list of events, latest first."""

    events: tuple[EventLine, ...]


def announce(event: Event) -> Announcement:
    """Return what somebody who registers for the event now is told."""
    return Announcement.model_validate(
        {
            "starts_at": event.starts_at,
            "ends_at": event.ends_at,
            "time_zone": event.time_zone,
            "venue": event.venue,
            "is_cancelled": event.state is EventState.CANCELLED,
        },
        context=STORED,
    )


def with_announcement(event: Event, before: Event | None = None) -> Event:
    """Return the event with what people are told noted, if it was never noted and people may register.

    ``before`` is the event before a change: if it was open then, people were told how it was.
    """
    told = next((each for each in (before, event) if each and each.state is EventState.OPEN), None)
    if told is None or event.announced is not None:
        return event
    return event.model_copy(update={"announced": announce(told)})


def shrinking_capacities(old: Event, new: Event) -> Mapping[str, int]:
    """Return the new capacity of each category that loses seats; 0 for one that is removed."""
    now = {category.name: category.capacity for category in new.categories}
    smaller = {}
    for category in old.categories:
        capacity = now.get(category.name, 0)
        if capacity is not None and (category.capacity is None or capacity < category.capacity):
            smaller[category.name] = capacity
    return smaller
