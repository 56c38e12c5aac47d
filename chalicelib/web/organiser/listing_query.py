"""The address of a list: which submissions, in which order, with which columns. All of it is in the query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from chalicelib.domain.listings import ListQuery, SearchIn, Sort
from chalicelib.locales import N_
from chalicelib.web import i18n
from chalicelib.web.organiser.local_times import parse_day

if TYPE_CHECKING:
    from chalicelib.web.request import Request

LONGEST_SEARCH: Final = 200
_YEARS: Final = range(1990, 2201)
BAD_DAY: Final = N_("Write a date, for example 13.06.2026.")
WRONG_ORDER: Final = N_("The last day must not be before the first one.")

E = TypeVar("E", bound=StrEnum)

FIELDS: Final = (
    *("q", "in", "category", "language", "version", "since", "until", "answered", "sort"),
)
"""The fields of a list's form that have one value each; ``columns`` may have several."""


@dataclass(frozen=True, slots=True)
class ListAddress:
    """What the query of a list's address says, as it was sent, and what could not be read of it.

    ``problems`` are message ids by field. A field with a problem counts as empty.
    """

    fields: Mapping[str, str]
    columns: tuple[str, ...]
    query: ListQuery
    problems: Mapping[str, str]

    @property
    def is_filtered(self) -> bool:
        """Whether anything but a search narrows the list."""
        return any(self.fields[name] for name in FIELDS[2:-1])

    def link(self, path: str, **changes: str) -> str:
        """Return the address of the same list with some fields changed, from its first page."""
        pairs = [(name, value) for name, value in {**self.fields, **changes}.items() if value]
        pairs += [("columns", column) for column in self.columns]
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read_address(request: Request, time_zone: str) -> ListAddress:
    """Read the query; ``time_zone`` is where its days begin and end."""
    fields = {name: (request.one(name) or "").strip() for name in FIELDS}
    fields["q"] = fields["q"][:LONGEST_SEARCH]
    problems: dict[str, str] = {}
    days = {name: _read_day(fields[name], name, problems) for name in ("since", "until")}
    first, last = days["since"], days["until"]
    if first and last and last < first:
        problems["until"] = WRONG_ORDER
        last = None
    zone = ZoneInfo(time_zone)
    query = ListQuery(
        search=fields["q"],
        search_in=_member(SearchIn, fields["in"]) or SearchIn.PEOPLE,
        category=fields["category"] or None,
        language=i18n.parse_language(fields["language"]),
        version=_number(fields["version"]),
        since=_begin(first, zone) if first else None,
        until=_begin(last + timedelta(days=1), zone) - timedelta(microseconds=1) if last else None,
        answered=fields["answered"] or None,
        sort=_member(Sort, fields["sort"]) or Sort.NEWEST,
    )
    return ListAddress(fields, _columns(request.query), query, problems)


def _columns(query: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(query.get("columns", ())))


def _member(names: Iterable[E], text: str) -> E | None:
    return next((name for name in names if name.value == text), None)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _read_day(text: str, name: str, problems: dict[str, str]) -> date | None:
    if not text:
        return None
    day = parse_day(text)
    if day is None or day.year not in _YEARS:
        problems[name] = BAD_DAY
        return None
    return day


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
