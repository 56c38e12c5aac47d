"""Find a free seat for one registration, among others who look for one at the same moment."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.domain.events import Category, Event
from chalicelib.domain.registrations import choose_seat
from chalicelib.domain.submissions import Submission
from chalicelib.forms.problems import problem
from chalicelib.forms.text import in_language

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


class SeatSearch:
    """Chooses a seat at random first; then one of those that are free; refuses when there is none.

    A seat that another transaction in flight is taking is left out until no other is free: that transaction
    may still fail.
    """

    def __init__(self, services: "Services", submission: Submission) -> None:
        self._services = services
        self._submission = submission
        self._taken: Mapping[int, object] = {}
        self._contended: set[int] = set()

    def choose(self, event: Event) -> int | None:
        """Return the seat to try, None at an event without categories; raises ``CategoryFull``."""
        if not event.categories:
            return None
        category = event.category(self._submission.category or "")
        if category is None:
            raise errors.AnswersRefused(problems=[problem("answer.unknown_choice", "category")])
        seat = self._choose(category)
        if seat is None and self._contended:
            self.look()
            seat = self._choose(category)
        if seat is None:
            self._services.seat_counts.forget(event.id, category.name)  # a page may still show it
            label = in_language(category.label, self._submission.language)
            raise errors.CategoryFull(category=label)
        return seat

    def look(self) -> None:
        """Read which seats are taken now."""
        category = self._submission.category or ""
        self._taken = self._services.seats.holders(self._submission.event, category)
        self._contended.clear()

    def avoid(self, seat: int) -> None:
        """Leave out a seat that somebody else is taking."""
        self._contended.add(seat)

    def _choose(self, category: Category) -> int | None:
        occupied = self._taken.keys() | self._contended
        return choose_seat(occupied, category.capacity, self._services.random)
