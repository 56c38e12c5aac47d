"""What an expression is evaluated in: the answers, the moment, the budget. There is no clock here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chalicelib.locales import Language
from chalicelib.xpath.datetimes import DAY, MINUTE, iso_date, iso_moment
from chalicelib.xpath.time_zones import Zone, zone_named

STEPS = 500_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Exhausted(Exception):
    """The budget of steps is spent; caught where an evaluation began."""


def _new_id() -> str:
    return str(uuid4())


@dataclass(slots=True)
class Context:
    """One evaluation's surroundings; made once a submission and moved from row to row.

    ``frames`` are the objects of answers from the form's to the innermost instance around the row
    (a choice on top while a ``choice_filter`` asks about it), ``positions`` their indexes in their
    repeats (0 for the form's), ``value`` the row's own value. ``now`` is aware of its offset,
    ``time_zone`` an IANA name. ``steps`` is what may still be spent: a node looked at costs one, 64
    characters joined cost one. Where it runs out, ``exhausted`` is true and the value was empty.
    """

    frames: list[Any]
    now: datetime
    time_zone: str
    positions: list[int] = field(default_factory=lambda: [0])
    value: object = None
    language: Language = "en"
    new_id: Callable[[], str] = _new_id
    steps: int = STEPS
    exhausted: bool = False
    ranks: dict[int, tuple[int, int]] = field(default_factory=dict)
    _today: str | None = None

    @property
    def zone(self) -> Zone:
        """The time zone's offsets."""
        return zone_named(self.time_zone)

    @property
    def instant(self) -> int:
        """``now`` in milliseconds since 1970."""
        since = self.now - _EPOCH
        return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000

    def spend(self, steps: int) -> None:
        """Take that much from the budget.

        Raises:
            Exhausted: there is not that much.
        """
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted

    def today(self) -> str:
        """The date there now."""
        if self._today is None:
            offset = self.zone.offset_of(self.now)
            self._today = iso_date((self.instant + offset * MINUTE) // DAY)
        return self._today

    def moment(self) -> str:
        """The moment there now, in ISO's form with its offset."""
        return iso_moment(self.instant, self.zone.offset_of(self.now))
