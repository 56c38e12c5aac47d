"""A form of an event as it is kept beside its definitions: its state, its times, its versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from chalicelib import errors
from chalicelib.forms.definition import Purpose
from chalicelib.locales import Language

_PURPOSES = [purpose.value for purpose in Purpose]


class FormState(StrEnum):
    """Draft until it is first published; then open or closed."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRecord:
    """Everything about a form but its questions.

    ``version`` is the newest published one, 0 for none; ``published`` holds when each was.
    ``purpose`` and ``title`` are those of the newest definition, the draft included.
    ``shards`` is fixed when the form is first published.
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
    revision: int = 0

    @property
    def takes_registrations(self) -> bool:
        """Whether what is sent takes a place."""
        return self.purpose == "registration"

    def refuse_unless_open(self, now: datetime) -> None:
        """Raise ``FormNotYetOpen`` or ``FormClosed`` unless answers are taken at ``now``."""
        if self.opens_at and now < self.opens_at:
            raise errors.FormNotYetOpen
        if self.state is not FormState.OPEN or (self.closes_at and now >= self.closes_at):
            raise errors.FormClosed

    def refuse_unpublished(self, version: int) -> None:
        """Raise ``VersionUnknown`` unless that version was published."""
        if not 1 <= version <= self.version:
            raise errors.VersionUnknown

    def moved_to(self, state: FormState) -> Self:
        """The form opened or closed; raises ``NotPublished`` for one that nobody has seen."""
        if self.state is FormState.DRAFT:
            raise errors.NotPublished
        return replace(self, state=state)


def in_order_of_need(records: Iterable[FormRecord]) -> list[FormRecord]:
    """The forms as people come to them: by purpose, registration first, then by name."""
    return sorted(records, key=lambda record: (_PURPOSES.index(record.purpose), record.name))
