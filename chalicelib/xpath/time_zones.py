"""A time zone as a short table of offsets, the same for the server and for the page.

A phone's own table may be years old (Kazakhstan changed its clocks in 2024); so the page is given
the server's.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MINUTE = 60_000
_FROM = datetime(1970, 1, 1, tzinfo=UTC)
_UNTIL = datetime(2050, 1, 1, tzinfo=UTC)
_STRIDE = timedelta(days=14)


class Zone:
    """Offsets from UTC in minutes, each with the millisecond (since 1970, UTC) from which it holds."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._table: list[tuple[int, int]] | None = None

    @property
    def table(self) -> list[tuple[int, int]]:
        """``[(from, offset), …]``, the first since ever, the last for good; made when first needed."""
        if self._table is None:
            self._table = _table(self._zone)
        return self._table

    @property
    def _zone(self) -> ZoneInfo:
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.name)

    def offset_at(self, instant: int) -> int:
        """Minutes to add to UTC at that millisecond."""
        place = bisect_right(self.table, instant, key=lambda entry: entry[0])
        return self.table[max(place - 1, 0)][1]

    def offset_of(self, moment: datetime) -> int:
        """The same for one moment, without the table."""
        return _offset(self._zone, moment)

    def to_utc(self, local: int) -> int:
        """The instant at which the clocks there show that; one of the two where they show it twice."""
        guess = local - self.offset_at(local) * _MINUTE
        return local - self.offset_at(guess) * _MINUTE


@cache
def zone_named(name: str) -> Zone:
    """The zone of that name in the IANA database."""
    return Zone(name)


def _table(zone: ZoneInfo) -> list[tuple[int, int]]:
    table = [(0, _offset(zone, _FROM))]
    count = (_UNTIL - _FROM) // _STRIDE
    for before, after in pairwise(_FROM + _STRIDE * number for number in range(count + 1)):
        offset = _offset(zone, after)
        if offset != table[-1][1]:
            table.append((_change(zone, before, after), offset))
    return table


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> int:
    """The second, to the minute, in which the offset becomes that of ``after``."""
    low, high = (round((moment - _FROM).total_seconds() / 60) for moment in (before, after))
    offset = _offset(zone, after)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, _FROM + timedelta(minutes=middle)) == offset:
            high = middle
        else:
            low = middle
    return high * _MINUTE


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset() or timedelta()
    return round(offset.total_seconds() / 60)
