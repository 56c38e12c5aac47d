"""An event: what it is, who may come, what happens there, and when it takes answers."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from chalicelib import errors
from chalicelib.forms.text import Language, Localized, Name

DEFAULT_TIME_ZONE = "Asia/Almaty"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("unknown time zone") from None
    return name


TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
EventId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$")]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"<>]+$", max_length=2000)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Kind(StrEnum):
    """What sort of event it is."""

    ROUND_TABLE = "round_table"
    TRAINING = "training"
    MEETING = "meeting"
    ACTION = "action"


class State(StrEnum):
    """The lifecycle: draft → open → closed → archived; a closed event may open again."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


_STEPS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.OPEN, State.ARCHIVED}),
    State.OPEN: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN, State.ARCHIVED}),
    State.ARCHIVED: frozenset({State.CLOSED}),
}


class Series(_Frozen):
    """A campaign that several events belong to."""

    id: EventId
    title: Localized


class Category(_Frozen):
    """A kind of participant with its own places; ``places`` is None where they are unlimited."""

    name: Name
    label: Localized
    places: Annotated[int, Field(ge=0, le=100_000)] | None = None
    minor: bool = False


class Speaker(_Frozen):
    """Somebody on the programme."""

    name: Localized
    position: Localized | None = None
    organisation: Localized | None = None


class ProgrammeItem(_Frozen):
    """One point of the programme; ``name`` is what ``rating_of:<name>`` refers to."""

    name: Name
    kind: Literal["opening", "speech", "report", "discussion"]
    title: Localized | None = None
    speaker: Speaker | None = None


class Material(_Frozen):
    """Something to read or watch, as a link."""

    title: Localized
    url: WebAddress


class Event(_Frozen):
    """An event as it is stored and shown. ``revision`` rises with each change."""

    id: EventId
    kind: Kind
    title: Localized
    aim: Localized | None = None
    series: Series | None = None
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: TimeZone = DEFAULT_TIME_ZONE
    place: Localized | None = None
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=3)] = (
        "kk",
        "ru",
        "en",
    )
    categories: Annotated[tuple[Category, ...], Field(max_length=50)] = ()
    programme: Annotated[tuple[ProgrammeItem, ...], Field(max_length=100)] = ()
    materials: Annotated[tuple[Material, ...], Field(max_length=100)] = ()
    state: State = State.DRAFT
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    small_group_threshold: Annotated[int, Field(ge=2, le=100)] = 5
    revision: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be after starts_at")
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValueError("closes_at must be after opens_at")
        for what, names in (
            ("categories", [category.name for category in self.categories]),
            ("programme", [item.name for item in self.programme]),
            ("languages", list(self.languages)),
        ):
            if len(set(names)) != len(names):
                raise ValueError(f"{what} must not repeat a name")
        return self

    def category(self, name: str) -> Category | None:
        """The category of that name, or None."""
        return next((category for category in self.categories if category.name == name), None)

    def refuse_unless_open(self, now: datetime) -> None:
        """Raise ``EventNotYetOpen`` or ``EventClosed`` unless answers are taken at ``now``."""
        if self.state is State.DRAFT or (self.opens_at and now < self.opens_at):
            raise errors.EventNotYetOpen
        if self.state is not State.OPEN or (self.closes_at and now >= self.closes_at):
            raise errors.EventClosed

    def moved_to(self, state: State) -> Self:
        """The event in another state; raises ``BadTransition`` where there is no such step."""
        if state is self.state:
            return self
        if state not in _STEPS[self.state]:
            raise errors.BadTransition(old=self.state.value, new=state.value)
        return self.model_copy(update={"state": state})
