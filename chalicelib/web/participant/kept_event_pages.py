"""Event pages, kept rendered: a visit fills in the query of its links to other languages (decision 0083).

What a page shows is the event and its forms, the seats that are taken, accepted proposals, and what a moment decides: which forms
are offered, and what is over. The first three are compared by value with those that it was rendered of. The last changes only when
one of the event's and forms' own times comes, so the number of those that have come is part of the key.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from markupsafe import Markup

from chalicelib.bounded_cache import BoundedCache
from chalicelib.web.participant.kept_pages import CutPage, FilledPage

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.actions.catalogue import ShownEvent
    from chalicelib.actions.promises import PublicProposals
    from chalicelib.domain.events import CategoryCapacity
    from chalicelib.locales import Language

_OTHERS: Final = "others"
_LENGTHS: Final[Mapping[str, int]] = {_OTHERS: 1}
"""In bytes: mostly nothing but ``?``."""


def _address_in(language: Language) -> Markup:
    return Markup("<<{}>>lang={}").format(_OTHERS, language)


SLOTS: Final[Mapping[str, object]] = {"address_in": _address_in}
"""What the template is given instead of the addresses in other languages: they end with the language, and begin with what else a visit's
query holds."""

LARGEST: Final = 4 * 1024 * 1024
"""In bytes, of all kept pages together; a single one takes a quarter at most."""


class EventPageKey(NamedTuple):
    """What a visit may change of an event's page, beside its query."""

    event: str
    language: Language
    prefix: str
    public_url: str
    passed: tuple[int, int]
    """How many of the times that decide about the page lie before the moment, and how many not after it."""


@dataclass(frozen=True, slots=True)
class EventContents:
    """What an event's page is rendered of. ``capacities`` are empty where it shows no places."""

    shown: ShownEvent
    capacities: tuple[CategoryCapacity, ...]
    proposals: PublicProposals | None

    def equals(self, other: EventContents) -> bool:
        """Return whether a page of the other shows the same; what is the same object need not be compared."""
        return self.capacities == other.capacities and (
            (self.shown is other.shown and self.proposals is other.proposals) or self == other
        )


def count_passed(shown: ShownEvent, now: datetime) -> tuple[int, int]:
    """Return how many of the times that decide about the page lie before the moment, and how many not after it."""
    event = shown.event
    times = [event.starts_at, event.ends_at, event.opens_at, event.closes_at]
    for record in shown.records:
        times += [record.opens_at, record.closes_at]
    known = sorted(each for each in times if each is not None)
    return bisect_left(known, now), bisect_right(known, now)


@dataclass(frozen=True, slots=True)
class _KeptEventPage:
    contents: EventContents
    page: CutPage


class KeptEventPages:
    """A bounded number of bytes of rendered pages; the least recently shown one leaves first."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        # No page weighs less than a byte, so bytes bound their number too.
        self._pages: BoundedCache[EventPageKey, _KeptEventPage] = BoundedCache(largest, largest)

    def show(
        self,
        key: EventPageKey,
        contents: EventContents,
        others: str,
        render: Callable[[Mapping[str, object]], str],
    ) -> FilledPage:
        """Return the page with the query ``others`` in its links; ``render`` makes it, if it is not there."""
        kept = self._pages.get(key)
        if kept is None or not kept.contents.equals(contents):
            page = CutPage.cut(render(SLOTS), _LENGTHS)
            self._keep(key, contents, page)
            return page.fill({_OTHERS: others})
        if kept.contents.shown is not contents.shown:
            self._keep(key, contents, kept.page)  # the next visits find the same objects
        return kept.page.fill({_OTHERS: others})

    def _keep(self, key: EventPageKey, contents: EventContents, page: CutPage) -> None:
        # What the page was rendered of is about as large as the page.
        weight = 2 * page.size
        if weight * 4 > self._largest:
            self._pages.drop(key)
        else:
            self._pages.put(key, _KeptEventPage(contents, page), weight)


PAGES: Final = KeptEventPages()
"""Those of this process."""
