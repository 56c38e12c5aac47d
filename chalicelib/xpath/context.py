"""What an expression is evaluated in: answers, time, language and a budget. No clock is read here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chalicelib.locales import Language
from chalicelib.xpath.datetimes import DAY, MINUTE, format_iso_date, format_iso_datetime
from chalicelib.xpath.time_zones import Zone, get_zone

MAX_BUDGET = 500_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BudgetExceeded(Exception):
    """Raised when the budget is spent; caught where the evaluation began."""


def _new_id() -> str:
    return str(uuid4())


@dataclass(slots=True)
class Context:
    """What one evaluation depends on. Make one for a submission and move it from row to row.

    ``frames`` are the objects of answers, from the form's to the innermost instance around the row; a
    predicate or a ``choice_filter`` puts what it tests on top. ``positions`` are the frames' indexes in
    their repeats, 0 for the form. ``value`` is the row's own value. ``now`` must be aware of its offset,
    ``time_zone`` is an IANA name, ``new_id`` returns a UUID. ``focus`` has the context position and the
    context size of each slot that a predicate tests.

    ``budget`` is what evaluation may still cost: one for each node visited and each 64 characters joined.
    When it is spent, ``exhausted`` becomes true and the expression's value is empty.
    """

    frames: list[Any]
    now: datetime
    time_zone: str
    positions: list[int] = field(default_factory=lambda: [0])
    value: object = None
    language: Language = "en"
    new_id: Callable[[], str] = _new_id
    budget: int = MAX_BUDGET
    exhausted: bool = False
    focus: dict[int, tuple[int, int]] = field(default_factory=dict)
    _today: str | None = None

    @property
    def zone(self) -> Zone:
        """Return the time zone's offsets."""
        return get_zone(self.time_zone)

    @property
    def instant(self) -> int:
        """Return ``now`` in milliseconds since 1970."""
        since = self.now - _EPOCH
        return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000

    def spend(self, cost: int) -> None:
        """Take the cost from the budget.

        Raises:
            BudgetExceeded: if less is left.
        """
        self.budget -= cost
        if self.budget < 0:
            raise BudgetExceeded

    def enter(self, index: int, node: object) -> None:
        """Put a node and its index on top of the frames."""
        self.frames.append(node)
        self.positions.append(index)

    def leave(self) -> None:
        """Take the node on top off the frames."""
        self.frames.pop()
        self.positions.pop()

    def format_today(self) -> str:
        """Return the current date in the time zone."""
        if self._today is None:
            offset = self.zone.offset_of(self.now)
            self._today = format_iso_date((self.instant + offset * MINUTE) // DAY)
        return self._today

    def format_now(self) -> str:
        """Return the current date and time in the time zone, with its offset."""
        return format_iso_datetime(self.instant, self.zone.offset_of(self.now))
