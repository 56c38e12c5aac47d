"""An event: its document, its lifecycle, its categories, and when it takes answers.

``docs/events.md`` describes the document in prose.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from chalicelib import errors
from chalicelib.domain.timestamps import Moment, check_order, validation_error
from chalicelib.forms.text import STORED, Localized, Name
from chalicelib.locales import N_, Language

DEFAULT_TIME_ZONE: Final = "Asia/Almaty"


@cache
def _iana_zones() -> frozenset[str]:
    """Return the names of the IANA time zone database, without its placeholder ``Factory``.

    ``ZoneInfo`` opens more than these: a system's ``localtime`` or ``posixrules``, and what else lies there.
    """
    from importlib.resources import files

    return frozenset(files("tzdata").joinpath("zones").read_text().split()) - {"Factory"}


def _check_zone(name: str, info: ValidationInfo) -> str:
    if info.context is not STORED and name not in _iana_zones():
        raise validation_error("event.unknown_time_zone")
    return name


TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_check_zone)]
EventId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$")]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"<>]+$", max_length=2000)]


@dataclass(frozen=True, slots=True)
class PageLabel:
    """Marks a text of an event that its pages show under this label, a message id."""

    message: str


class _EventPart(BaseModel):
    """A part of an event. Its validator is built on first use, which is seldom outside an event."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, defer_build=True)


class EventKind(StrEnum):
    """The kinds of event."""

    ROUND_TABLE = "round_table"
    TRAINING = "training"
    MEETING = "meeting"
    ACTION = "action"


class EventState(StrEnum):
    """The lifecycle: draft → open → closed → archived; a closed event may open again."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


_TRANSITIONS: Final[Mapping[EventState, frozenset[EventState]]] = {
    EventState.DRAFT: frozenset({EventState.OPEN, EventState.ARCHIVED}),
    EventState.OPEN: frozenset({EventState.CLOSED}),
    EventState.CLOSED: frozenset({EventState.OPEN, EventState.ARCHIVED}),
    EventState.ARCHIVED: frozenset({EventState.CLOSED}),
}


class Series(_EventPart):
    """A campaign that several events belong to."""

    id: EventId
    title: Localized


class Category(_EventPart):
    """A kind of participant; ``capacity`` is its number of seats, None for unlimited."""

    name: Name
    label: Localized
    capacity: Annotated[int, Field(ge=0, le=100_000)] | None = None
    minor: bool = False


@dataclass(frozen=True, slots=True)
class CategoryCapacity:
    """A category's seats: ``capacity`` in all, ``taken`` by now; both None for unlimited."""

    name: str
    label: Mapping[Language, str]
    capacity: int | None
    taken: int | None

    @property
    def left(self) -> int | None:
        """The number of free seats, never negative; None for unlimited."""
        return None if self.capacity is None else max(0, self.capacity - (self.taken or 0))

    @property
    def is_full(self) -> bool:
        """Whether no seat is free."""
        return self.left == 0


class Speaker(_EventPart):
    """Somebody on the programme."""

    name: Localized
    position: Localized | None = None
    organisation: Localized | None = None


class ProgrammeItem(_EventPart):
    """One point of the programme; ``name`` is what ``rating_of:<name>`` refers to."""

    name: Name
    kind: Literal["opening", "speech", "report", "discussion"]
    title: Localized | None = None
    speaker: Speaker | None = None


class Material(_EventPart):
    """Something to read or watch, as a link."""

    title: Localized
    url: WebAddress


_Named = TypeVar("_Named", Category, ProgrammeItem)


def _check_unique(names: Iterable[str]) -> None:
    names = list(names)
    if len(set(names)) != len(names):
        raise validation_error("event.repeated_name")


class Event(BaseModel):
    """An event as it is stored and shown. ``revision`` rises with each change."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    id: EventId
    kind: EventKind
    title: Localized
    aim: Localized | None = None
    series: Series | None = None
    starts_at: Moment
    ends_at: Moment
    time_zone: TimeZone = DEFAULT_TIME_ZONE
    venue: Annotated[Localized | None, PageLabel(N_("Where"))] = None
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=3)] = (
        "kk",
        "ru",
        "en",
    )
    categories: Annotated[tuple[Category, ...], Field(max_length=50)] = ()
    programme: Annotated[tuple[ProgrammeItem, ...], Field(max_length=100)] = ()
    materials: Annotated[tuple[Material, ...], Field(max_length=100)] = ()
    state: EventState = EventState.DRAFT
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    small_group_threshold: Annotated[int, Field(ge=2, le=100)] = 5
    drafts: Annotated[bool, Field(strict=True)] = True
    """Whether a participant's browser may keep what is typed until it is sent."""
    revision: Annotated[int, Field(ge=0)] = 0

    @field_validator("ends_at", "closes_at")
    @classmethod
    def _check_order(cls, end: datetime | None, info: ValidationInfo) -> datetime | None:
        return check_order(end, info)

    @field_validator("languages")
    @classmethod
    def _check_languages(cls, languages: tuple[Language, ...]) -> tuple[Language, ...]:
        _check_unique(languages)
        return languages

    @field_validator("categories", "programme")
    @classmethod
    def _check_names(cls, entries: tuple[_Named, ...]) -> tuple[_Named, ...]:
        _check_unique(entry.name for entry in entries)
        return entries

    def category(self, name: str) -> Category | None:
        """Find the category of that name."""
        return next((category for category in self.categories if category.name == name), None)

    def labelled_texts(self) -> Iterator[tuple[str, Mapping[Language, str]]]:
        """Yield the texts that pages show, each after its label (a message id)."""
        for name, label in LABELS.items():
            text: Mapping[Language, str] | None = getattr(self, name)
            if text:
                yield label, text

    def refuse_unless_open(self, now: datetime) -> None:
        """Raise ``EventNotYetOpen`` or ``EventClosed`` unless answers are taken at ``now``."""
        if self.state is EventState.DRAFT or (self.opens_at and now < self.opens_at):
            raise errors.EventNotYetOpen
        if self.state is not EventState.OPEN or (self.closes_at and now >= self.closes_at):
            raise errors.EventClosed

    def move_to(self, state: EventState) -> Self:
        """Return the event in another state; raise ``BadTransition`` if there is no such step."""
        if state is self.state:
            return self
        if state not in _TRANSITIONS[self.state]:
            raise errors.BadTransition(old=self.state.value, new=state.value)
        return self.model_copy(update={"state": state})


LABELS: Final[Mapping[str, str]] = {
    name: mark.message
    for name, field in Event.model_fields.items()
    for mark in field.metadata
    if isinstance(mark, PageLabel)
}
"""The labels of the texts that an event's pages show, by field, in the order of the model."""


class EventLine(_EventPart):
    """An event as a list shows it."""

    id: EventId
    kind: EventKind
    title: Localized
    state: EventState
    starts_at: Moment
    ends_at: Moment
    time_zone: TimeZone
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    languages: tuple[Language, ...] = ("kk", "ru", "en")

    @classmethod
    def of(cls, event: Event) -> Self:
        """Make the line of that event."""
        return cls.model_validate(event, from_attributes=True, context=STORED)


class EventList(_EventPart):
    """The list of events, latest first."""

    events: tuple[EventLine, ...]


def shrinking_capacities(old: Event, new: Event) -> Mapping[str, int]:
    """Return the new capacity of each category that loses seats; 0 for one that is removed."""
    now = {category.name: category.capacity for category in new.categories}
    smaller = {}
    for category in old.categories:
        capacity = now.get(category.name, 0)
        if capacity is not None and (category.capacity is None or capacity < category.capacity):
            smaller[category.name] = capacity
    return smaller
