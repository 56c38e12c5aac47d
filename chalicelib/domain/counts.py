"""The counts of an event now: its forms, its categories, and what arrived in the last days.

They come from the folds that the summaries come from, so they agree with them, and cost the same however many are stored.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
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


def count_categories(
    event: "Event", folds: "Sequence[FoldState | None]", *, rows_are_open: bool
) -> tuple[CategoryCount, ...]:
    """Count the registrations of each category; ``folds`` are those of the registration forms.

    The small-group rule hides small categories from those who may not read the rows themselves.
    """
    totals = dict.fromkeys((category.name for category in event.categories), 0)
    for fold in folds:
        for (_, name), group in (fold.groups if fold else {}).items():
            totals[name] = totals.get(name, 0) + group.responses
    hidden: Collection[str] = totals if None in folds else ()
    if not rows_are_open:
        sizes = {(0, name): size for name, size in totals.items()}
        hidden = {*hidden, *Suppression(sizes, event.small_group_threshold).throughout}
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


def _hour(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00:00").replace(tzinfo=UTC)
