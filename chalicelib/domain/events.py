"""An event: what it is, who may come, what happens there, and when it takes answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, LiteralString, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from chalicelib import errors
from chalicelib.forms.text import Localized, Name
from chalicelib.locales import Language

DEFAULT_TIME_ZONE = "Asia/Almaty"
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _refused(code: LiteralString) -> PydanticCustomError:
    """What a validator raises: the code of one of ``domain.event_documents.PROBLEMS``."""
    return PydanticCustomError(code, "refused")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _refused("event.unknown_time_zone") from None
    return name


def _written_out(value: Any) -> Any:  # noqa: ANN401 -- pydantic hands over whatever was sent
    """The moment of a text as RFC 3339 writes it; pydantic would also take seconds since 1970."""
    if not isinstance(value, str):
        return value
    if not _RFC_3339.fullmatch(value):
        raise _refused("event.bad_moment")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise _refused("event.bad_moment") from None


def _of_our_age(moment: datetime) -> datetime:
    """Refuse years that no event has, some of which have no equivalent in UTC."""
    if not 1990 <= moment.year <= 2200:
        raise _refused("event.bad_moment")
    return moment


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_of_our_age)]
TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
EventId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$")]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"<>]+$", max_length=2000)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class _Part(_Frozen):
    """What is validated as a part of an event; by itself seldom enough to be built when it is."""

    model_config = ConfigDict(defer_build=True)


class EventKind(StrEnum):
    """What sort of event it is."""

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


_STEPS: Mapping[EventState, frozenset[EventState]] = {
    EventState.DRAFT: frozenset({EventState.OPEN, EventState.ARCHIVED}),
    EventState.OPEN: frozenset({EventState.CLOSED}),
    EventState.CLOSED: frozenset({EventState.OPEN, EventState.ARCHIVED}),
    EventState.ARCHIVED: frozenset({EventState.CLOSED}),
}


_BEGINNINGS: Mapping[str, tuple[str, LiteralString]] = {
    "ends_at": ("starts_at", "event.ends_before_its_start"),
    "closes_at": ("opens_at", "event.closes_before_it_opens"),
}


def after_its_beginning(end: datetime | None, info: ValidationInfo) -> datetime | None:
    """What a field's validator returns: the end, if it is after the beginning."""
    before, code = _BEGINNINGS[str(info.field_name)]
    start = info.data.get(before)
    if start and end and end <= start:
        raise _refused(code)
    return end


class Series(_Part):
    """A campaign that several events belong to."""

    id: EventId
    title: Localized


class Category(_Part):
    """A kind of participant; ``capacity`` is its number of seats, None for unlimited."""

    name: Name
    label: Localized
    capacity: Annotated[int, Field(ge=0, le=100_000)] | None = None
    minor: bool = False


@dataclass(frozen=True, slots=True)
class CategoryCapacity:
    """A category with the number of seats that are taken, None where capacity is unlimited.

    ``capacity`` is the number of seats in all, None for unlimited.
    """

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


class Speaker(_Part):
    """Somebody on the programme."""

    name: Localized
    position: Localized | None = None
    organisation: Localized | None = None


class ProgrammeItem(_Part):
    """One point of the programme; ``name`` is what ``rating_of:<name>`` refers to."""

    name: Name
    kind: Literal["opening", "speech", "report", "discussion"]
    title: Localized | None = None
    speaker: Speaker | None = None


class Material(_Part):
    """Something to read or watch, as a link."""

    title: Localized
    url: WebAddress


class Event(_Frozen):
    """An event as it is stored and shown. ``revision`` rises with each change."""

    id: EventId
    kind: EventKind
    title: Localized
    aim: Localized | None = None
    series: Series | None = None
    starts_at: Moment
    ends_at: Moment
    time_zone: TimeZone = DEFAULT_TIME_ZONE
    venue: Localized | None = None
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
    def _after_its_beginning(cls, end: datetime | None, info: ValidationInfo) -> datetime | None:
        return after_its_beginning(end, info)

    @field_validator("languages", "categories", "programme")
    @classmethod
    def _named_once(cls, named: tuple[Any, ...]) -> tuple[Any, ...]:
        names = [getattr(one, "name", one) for one in named]
        if len(set(names)) != len(names):
            raise _refused("event.repeated_name")
        return named

    def category(self, name: str) -> Category | None:
        """The category of that name, or None."""
        return next((category for category in self.categories if category.name == name), None)

    def refuse_unless_open(self, now: datetime) -> None:
        """Raise ``EventNotYetOpen`` or ``EventClosed`` unless answers are taken at ``now``."""
        if self.state is EventState.DRAFT or (self.opens_at and now < self.opens_at):
            raise errors.EventNotYetOpen
        if self.state is not EventState.OPEN or (self.closes_at and now >= self.closes_at):
            raise errors.EventClosed

    def moved_to(self, state: EventState) -> Self:
        """The event in another state; raises ``BadTransition`` where there is no such step."""
        if state is self.state:
            return self
        if state not in _STEPS[self.state]:
            raise errors.BadTransition(old=self.state.value, new=state.value)
        return self.model_copy(update={"state": state})


class EventLine(_Part):
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
        """The line of that event."""
        return cls(**{name: getattr(event, name) for name in cls.model_fields})


def reductions(old: Event, new: Event) -> Mapping[str, int]:
    """The new capacity of each category whose capacity shrinks; 0 for one that is removed."""
    now = {category.name: category.capacity for category in new.categories}
    smaller = {}
    for category in old.categories:
        capacity = now.get(category.name, 0)
        if capacity is not None and (category.capacity is None or capacity < category.capacity):
            smaller[category.name] = capacity
    return smaller
