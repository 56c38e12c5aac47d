"""The counts of an event now: its forms, its categories, and what arrived in the last days.

They come from the folds that the summaries come from, so they agree with them, and cost the same however many are stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, get_args
from zoneinfo import ZoneInfo

from chalicelib.domain.privacy import Suppression

if TYPE_CHECKING:
    from chalicelib.domain.events import Event
    from chalicelib.domain.stat_folds import FoldState
    from chalicelib.locales import Language

DAYS: Final = 10
"""How many days the arrivals are counted for, today included."""


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """How many registered in a category; ``capacity`` is None for unlimited.

    ``registered`` is None if it could not be counted now, or if the small-group rule hides it.
    """

    name: str
    label: "Mapping[Language, str]"
    capacity: int | None
    registered: int | None


@dataclass(frozen=True, slots=True)
class EventCounts:
    """What is stored for an event at ``counted_at``.

    ``forms`` holds each published form's number of submissions, None if counting took too long; ``days`` the
    arrivals of the last days in the event's zone, oldest first, by form.
    """

    counted_at: datetime
    forms: Mapping[str, int | None]
    categories: tuple[CategoryCount, ...]
    days: Mapping[date, Mapping[str, int]]


ArrivalUnit = Literal["hour", "day", "week", "month", "year"]
_UNITS: Final[tuple[ArrivalUnit, ...]] = get_args(ArrivalUnit)
MOST_BINS: Final = 12


@dataclass(frozen=True, slots=True)
class Arrivals:
    """All of a form's arrivals, in the event's zone; bins in which nothing arrived are included.

    A bin's label is the hour of the day, the day of the month (of a week its Monday), the month or the year.
    """

    unit: ArrivalUnit
    first: datetime
    last: datetime
    bins: tuple[tuple[int, int], ...]


def count_categories(
    event: "Event", folds: "Sequence[FoldState | None]", *, rows_are_open: bool
) -> tuple[CategoryCount, ...]:
    """Count the registrations of each category; ``folds`` are those of the registration forms.

    The small-group rule hides small categories from those who may not read the rows themselves, and those that the
    summary of one of the forms hides: the others' numbers would leave that one's.
    """
    totals = dict.fromkeys((category.name for category in event.categories), 0)
    for fold in folds:
        for (_, name), group in (fold.groups if fold else {}).items():
            totals[name] = totals.get(name, 0) + group.responses
    hidden = frozenset(totals if None in folds else ())
    if not rows_are_open:
        together = {(0, name): size for name, size in totals.items()}
        apart = (
            {key: each.responses for key, each in fold.groups.items()} for fold in folds if fold
        )
        hidden = hidden | frozenset[str]().union(
            *(
                Suppression(sizes, event.small_group_threshold, totals).throughout
                for sizes in (together, *apart)
            )
        )
    return tuple(
        CategoryCount(
            name=category.name,
            label=category.label,
            capacity=category.capacity,
            registered=None if category.name in hidden else totals[category.name],
        )
        for category in event.categories
    )


def count_days(
    folds: "Mapping[str, FoldState]", zone: str, now: datetime
) -> Mapping[date, Mapping[str, int]]:
    """Count the arrivals of the last days in that zone, by day and form; days without any included."""
    today = now.astimezone(ZoneInfo(zone)).date()
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    counts: dict[date, dict[str, int]] = {day: dict.fromkeys(folds, 0) for day in days}
    for form, fold in folds.items():
        for hour, arrived in fold.hours.items():
            day = _hour(hour).astimezone(ZoneInfo(zone)).date()
            if day in counts:
                counts[day][form] += arrived
    return counts


def bin_arrivals(hours: Mapping[str, int], zone: str) -> Arrivals | None:
    """Count a form's arrivals by the finest unit of which a dozen covers them all; None if there are none."""
    local = {
        _hour(hour).astimezone(ZoneInfo(zone)): arrived
        for hour, arrived in hours.items()
        if arrived
    }
    if not local:
        return None
    first, last = min(local), max(local)
    unit = next(
        (unit for unit in _UNITS if _index(unit, last) - _index(unit, first) < MOST_BINS),
        _UNITS[-1],
    )
    counts = dict.fromkeys(range(_index(unit, first), _index(unit, last) + 1), 0)
    for moment, arrived in local.items():
        counts[_index(unit, moment)] += arrived
    bins = tuple((_label(unit, index, zone), arrived) for index, arrived in counts.items())
    return Arrivals(unit=unit, first=first, last=last, bins=bins)


def _index(unit: ArrivalUnit, moment: datetime) -> int:
    """Return the number of the moment's hour, day, week, month or year; neighbours differ by one."""
    match unit:
        case "hour":
            return int(moment.timestamp() // 3600)
        case "day":
            return moment.toordinal()
        case "week":
            return (moment.toordinal() - 1) // 7
        case "month":
            return moment.year * 12 + moment.month - 1
        case "year":
            return moment.year


def _label(unit: ArrivalUnit, index: int, zone: str) -> int:
    match unit:
        case "hour":
            return datetime.fromtimestamp(index * 3600, ZoneInfo(zone)).hour
        case "day":
            return date.fromordinal(index).day
        case "week":
            return date.fromordinal(index * 7 + 1).day
        case "month":
            return index % 12 + 1
        case "year":
            return index


def _hour(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00:00").replace(tzinfo=UTC)
