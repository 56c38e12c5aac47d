"""How many seats are taken, for pages: counted at most once in ten seconds by a process, and never listed (decision 0082)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.actions.catalogue import is_recent
from chalicelib.bounded_cache import BoundedCache
from chalicelib.domain.events import CategoryCapacity, Event
from chalicelib.frozen import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.registrations import Registration
    from chalicelib.storage.seats import SeatStore

_CATEGORIES: Final = 2048


@dataclass(frozen=True, slots=True)
class _Count:
    taken: int
    began_at: datetime
    """Before storage was asked: the count is no older than this."""
    ended_at: datetime


class SeatCounts:
    """Counts of taken seats, at most ten seconds old. No decision may rest on one: the seat's own condition decides."""

    def __init__(self, seats: "Callable[[], SeatStore]", clock: Callable[[], datetime]) -> None:
        self._seats = seats
        self._clock = clock
        self._counts: BoundedCache[tuple[str, str], _Count] = BoundedCache(_CATEGORIES, _CATEGORIES)

    def capacities(self, event: Event) -> tuple[CategoryCapacity, ...]:
        """Return each category's capacity, and where it is limited how many of its seats are taken."""
        limited = [each.name for each in event.categories if each.capacity is not None]
        taken = self._count(event.id, limited)
        return tuple(
            CategoryCapacity(
                name=category.name,
                label=category.label,
                capacity=category.capacity,
                taken=taken.get(category.name),
            )
            for category in event.categories
        )

    def note(self, registration: "Registration") -> None:
        """Count one more where a registration that this process has just stored took a seat.

        A count that was not finished when its transaction was sent may hold it already, and is forgotten.
        """
        category = registration.category
        known = None if category is None else self._counts.get((registration.event, category))
        if category is None or known is None:
            return
        if known.ended_at <= registration.received_at:
            more = replace(known, taken=known.taken + 1)
            self._counts.put((registration.event, category), more)
        else:
            self._counts.drop((registration.event, category))

    def forget(self, event: str, category: str | None) -> None:
        """Count the category again before it is shown next: this process has just freed or moved a seat."""
        if category is not None:
            self._counts.drop((event, category))

    def _count(self, event: str, categories: Sequence[str]) -> Mapping[str, int]:
        began_at = self._clock()
        known = {each: self._counts.get((event, each)) for each in categories}
        taken = {
            name: count.taken
            for name, count in known.items()
            if count and is_recent(count.began_at, began_at)
        }
        unknown = [each for each in categories if each not in taken]
        if unknown:
            counted = self._seats().count_each(event, unknown)
            ended_at = self._clock()
            for name, number in counted.items():
                self._counts.put((event, name), _Count(number, began_at, ended_at))
            taken |= counted
        return taken
