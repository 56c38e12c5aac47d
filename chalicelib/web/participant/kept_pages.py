"""The pages of empty forms, kept rendered: a visit only fills in its id and the moment when it began (decision 0083).

Everything else that such a page shows is part of its key, or is compared when it is read. Pages that show more of a visit
are not kept: those of a kiosk, those that come back with answers, and forms that show a moment, a random value or a
shuffled list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from sys import getsizeof
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import ReferenceType, ref
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from chalicelib.bounded_cache import BoundedCache
from chalicelib.frozen import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.events import Event
    from chalicelib.forms.intake import Form
    from chalicelib.locales import Language
    from chalicelib.web.request import Request

ID, STARTED = "submission", "started"
"""What a visit fills in, by its name in the template."""
SLOTS: Final[Mapping[str, Markup]] = {name: Markup("<<{}>>").format(name) for name in (ID, STARTED)}
"""What the template is given instead. No text can forge it: every text is escaped, so none brings a ``<`` into a page."""
_SLOT: Final = re.compile("<<([a-z]+)>>")

LARGEST: Final = 8 * 1024 * 1024
"""In bytes, of all kept pages together; a single one takes a quarter at most."""


class PageKey(NamedTuple):
    """What a visit may change of a form's empty page, beside what it fills in."""

    event: str
    form: str
    language: Language
    prefix: str
    full_categories: frozenset[str]
    offset: str
    """Of the form's time zone from UTC."""
    day: str
    """There; empty where the page does not show it."""


@dataclass(frozen=True, slots=True)
class CutPage:
    """A rendered page, cut at its slots: a piece of HTML, the name of a slot, a piece, … a piece."""

    pieces: tuple[str, ...]

    @classmethod
    def cut(cls, html: str) -> CutPage:
        """Cut a page that was rendered with slots."""
        return cls(tuple(_SLOT.split(html)))

    @property
    def size(self) -> int:
        """Its bytes in memory."""
        return sum(map(getsizeof, self.pieces))

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the page with these values, by the names of their slots."""
        pieces = list(self.pieces)
        for place in range(1, len(pieces), 2):
            pieces[place] = escape(values[pieces[place]])
        return "".join(pieces)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The page of one compiled version, for one state of the event."""

    form: ReferenceType[Form]
    event: Event
    page: CutPage

    def shows(self, form: Form, event: Event) -> bool:
        """Return whether it is the page of that version and that state of the event."""
        return self.form() is form and (self.event is event or self.event == event)


def key_of(
    request: Request, form: Form, event: Event, full_categories: frozenset[str], now: datetime
) -> PageKey | None:
    """Return the key of the form's empty page as this visit sees it; None where no other visit may see the same one."""
    if request.is_kiosk or form.page_logic.reads_moment:
        return None
    local = now.astimezone(ZoneInfo(form.time_zone)).isoformat()
    day = local[:10] if form.page_logic.reads_day else ""
    return PageKey(
        event.id, form.name, request.language, request.prefix, full_categories, local[-6:], day
    )


class KeptPages:
    """A bounded number of bytes of rendered pages; the least recently shown one leaves first."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        # No page weighs less than a byte, so bytes bound their number too.
        self._pages: BoundedCache[PageKey, KeptPage] = BoundedCache(largest, largest)

    @property
    def size(self) -> int:
        """The bytes of all pages."""
        return self._pages.weight

    def show(
        self,
        key: PageKey,
        form: Form,
        event: Event,
        values: Mapping[str, str],
        render: Callable[[Mapping[str, str]], str],
    ) -> str:
        """Return the page, filled in; ``render`` makes it of what its slots hold, if it is not there."""
        kept = self._pages.get(key)
        if kept is None or not kept.shows(form, event):
            kept = KeptPage(ref(form), event, CutPage.cut(render(SLOTS)))
            self._keep(key, kept)
        return kept.page.fill(values)

    def _keep(self, key: PageKey, kept: KeptPage) -> None:
        if kept.page.size * 4 > self._largest:
            self._pages.drop(key)
        else:
            self._pages.put(key, kept, kept.page.size)


PAGES: Final = KeptPages()
"""Those of this process."""
