"""A form's record: all that is stored about it beside its definitions, and its times."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.forms.definition import Purpose
from chalicelib.frozen import dataclass
from chalicelib.locales import Language

_PURPOSES: Final = [purpose.value for purpose in Purpose]


class FormState(StrEnum):
    """Draft until it is first published; then open or closed."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Availability(StrEnum):
    """Whether a form takes answers at a moment, its event considered.

    ``scheduled``: not yet, but the event or the form may still open.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRecord:
    """Everything about a form but its questions.

    ``version`` is the newest published one, 0 for none; ``published`` holds when each was.
    ``purpose`` and ``title`` are those of the newest definition, the draft included;
    ``published_title`` is that of the newest version. ``shards`` is fixed when the form is first published.
    ``full_at`` is when storage last had no room for an answer, None since the form was opened or published.
    ``wordings`` says how often the texts of a version were corrected, for those where they were.
    """

    event: str
    name: str
    purpose: str
    title: Mapping[Language, str]
    state: FormState = FormState.DRAFT
    version: int = 0
    has_draft: bool = False
    shards: int = 1
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    published: tuple[datetime, ...] = ()
    published_title: Mapping[Language, str] | None = None
    full_at: datetime | None = None
    wordings: Mapping[int, int] = field(default_factory=dict)
    revision: int = 0

    @property
    def takes_registrations(self) -> bool:
        """Whether a submission takes a seat."""
        return self.purpose == "registration"

    def refuse_unless_open(self, now: datetime) -> None:
        """Raise ``FormNotYetOpen`` or ``FormClosed`` unless answers are taken at ``now``."""
        if self.opens_at and now < self.opens_at:
            raise errors.FormNotYetOpen
        if self.state is not FormState.OPEN or (self.closes_at and now >= self.closes_at):
            raise errors.FormClosed

    def wording(self, version: int) -> int:
        """Return how often the texts of a version were corrected."""
        return self.wordings.get(version, 0)

    def as_published(self) -> Self:
        """Return the form as participants may see it: with the title of its newest version."""
        title = self.published_title or self.title
        return self if title == self.title else replace(self, title=title)

    def refuse_unpublished(self, version: int) -> None:
        """Raise ``VersionUnknown`` unless that version was published."""
        if not 1 <= version <= self.version:
            raise errors.VersionUnknown

    def move_to(self, state: FormState) -> Self:
        """Return the form opened or closed; raise ``NotPublished`` if it has no version."""
        if self.state is FormState.DRAFT:
            raise errors.NotPublished
        return replace(self, state=state, full_at=None)


def availability(event: Event, record: FormRecord, now: datetime) -> Availability:
    """Return whether the form takes answers at ``now``: only where both event and form do."""
    if record.version == 0:
        return Availability.DRAFT
    found = {_availability_of(event, now), _availability_of(record, now)}
    if Availability.CLOSED in found:
        return Availability.CLOSED
    return Availability.SCHEDULED if Availability.SCHEDULED in found else Availability.OPEN


def _availability_of(part: Event | FormRecord, now: datetime) -> Availability:
    try:
        part.refuse_unless_open(now)
    except (errors.EventNotYetOpen, errors.FormNotYetOpen):
        return Availability.SCHEDULED
    except errors.Conflict:
        return Availability.CLOSED
    return Availability.OPEN


def sort_by_purpose(records: Iterable[FormRecord]) -> list[FormRecord]:
    """Sort forms in the order in which people need them: registration first, then by name."""
    return sorted(records, key=lambda record: (_PURPOSES.index(record.purpose), record.name))
