"""Admission: what a registration's transaction checks of its event and of its form.

Each of the two has a *gate*. Both gates stand side by side in every copy of the form's admission item, so
that registrations that have nothing to do with each other share no item. While a change that admits fewer
people is being made, a *hold* closes a gate.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from chalicelib.domain.events import Event, EventState
from chalicelib.domain.forms import FormRecord, FormState
from chalicelib.domain.registrations import UNLIMITED
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.frozen import dataclass
from chalicelib.override import override

LONGEST_HOLD: Final = timedelta(seconds=60)
"""After this time whoever held a gate must have died: a function ends after half of it."""


class GateOwner(StrEnum):
    """Whose gate it is."""

    EVENT = "event"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Gate:
    """Whom an event or a form admits: nobody unless it is open, then by its times and capacities.

    ``revision`` is the owner's. ``capacities`` are those of an event's categories; a form has none.
    """

    owner: GateOwner
    revision: int
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    capacities: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of_event(cls, event: Event) -> Self:
        """Return the event's gate."""
        capacities = {
            category.name: UNLIMITED if category.capacity is None else category.capacity
            for category in event.categories
        }
        is_open = event.state is EventState.OPEN
        return cls(
            GateOwner.EVENT, event.revision, is_open, event.opens_at, event.closes_at, capacities
        )

    @classmethod
    def of_form(cls, record: FormRecord) -> Self:
        """Return the form's gate."""
        is_open = record.state is FormState.OPEN
        return cls(GateOwner.FORM, record.revision, is_open, record.opens_at, record.closes_at)

    def narrows(self, before: "Gate") -> bool:
        """Return whether somebody whom the gate admitted before would not be admitted now."""
        if not before.is_open:
            return False
        return (
            not self.is_open
            or self._opens_later(before)
            or self._closes_earlier(before)
            or self.shrinks(before)
        )

    def shrinks(self, before: "Gate") -> bool:
        """Return whether a category has a smaller capacity than before, or is there no more."""
        return any(self.capacities.get(name, 0) < had for name, had in before.capacities.items())

    def differs(self, before: "Gate") -> bool:
        """Return whether the gate admits others than before; two closed ones do not differ."""
        if not self.is_open and not before.is_open:
            return False
        return replace(self, revision=0) != replace(before, revision=0)

    def _opens_later(self, before: "Gate") -> bool:
        return self.opens_at is not None and (
            before.opens_at is None or self.opens_at > before.opens_at
        )

    def _closes_earlier(self, before: "Gate") -> bool:
        return self.closes_at is not None and (
            before.closes_at is None or self.closes_at < before.closes_at
        )


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Hold:
    """Closes a gate while its owner is being changed. A later hold replaces an earlier one."""

    since: datetime
    id: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``str`` wrote."""
        since, _, name = text.partition("#")
        return cls(from_timestamp(since), name)

    @override
    def __str__(self) -> str:
        """Write the hold so that texts are ordered as holds are."""
        return f"{to_timestamp(self.since)}#{self.id}"

    def is_over(self, now: datetime) -> bool:
        """Return whether its holder must have died."""
        return now - self.since > LONGEST_HOLD


@dataclass(frozen=True, slots=True)
class StoredGate:
    """A gate as its owner's item has it, and the hold that stands there."""

    gate: Gate
    hold: Hold | None
