"""Time zones as short tables of offsets, which the server and the page share.

A phone's own table may be years old (Kazakhstan changed its clocks in 2024), so the page gets the
server's.
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
_START = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(2050, 1, 1, tzinfo=UTC)
_STRIDE = timedelta(days=14)


class Zone:
    """A time zone: its offsets from UTC in minutes, and from which instant on each applies.

    Instants are milliseconds since 1970 in UTC; local times are counted the same way on the zone's clock.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._table: list[tuple[int, int]] | None = None

    @property
    def table(self) -> list[tuple[int, int]]:
        """Return ``[(instant, offset), …]``, built on first use.

        The first offset also applies before 1970, the last one also after 2050.
        """
        if self._table is None:
            self._table = _build_table(self._info)
        return self._table

    @property
    def _info(self) -> ZoneInfo:
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.name)

    def offset_at(self, instant: int) -> int:
        """Return the offset at an instant, in minutes to add to UTC."""
        index = bisect_right(self.table, instant, key=lambda entry: entry[0])
        return self.table[max(index - 1, 0)][1]

    def offset_of(self, time: datetime) -> int:
        """Return the offset at an aware time, without building the table."""
        return _offset(self._info, time)

    def to_utc(self, local: int) -> int:
        """Return the instant of a local time; one of the two where the clocks show it twice."""
        guess = local - self.offset_at(local) * _MINUTE
        return local - self.offset_at(guess) * _MINUTE


@cache
def get_zone(name: str) -> Zone:
    """Return the zone of that name in the IANA database."""
    return Zone(name)


def _build_table(zone: ZoneInfo) -> list[tuple[int, int]]:
    table = [(0, _offset(zone, _START))]
    count = (_END - _START) // _STRIDE
    for before, after in pairwise(_START + _STRIDE * number for number in range(count + 1)):
        offset = _offset(zone, after)
        if offset != table[-1][1]:
            table.append((_find_change(zone, before, after), offset))
    return table


def _find_change(zone: ZoneInfo, before: datetime, after: datetime) -> int:
    """Return the instant, to the minute, from which the offset of ``after`` applies."""
    low, high = (round((time - _START).total_seconds() / 60) for time in (before, after))
    offset = _offset(zone, after)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, _START + timedelta(minutes=middle)) == offset:
            high = middle
        else:
            low = middle
    return high * _MINUTE


def _offset(zone: ZoneInfo, time: datetime) -> int:
    offset = time.astimezone(zone).utcoffset() or timedelta()
    return round(offset.total_seconds() / 60)
