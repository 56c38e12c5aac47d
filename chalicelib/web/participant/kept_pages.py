"""The pages of empty forms, kept rendered: a visit only fills in its id and the moment when it began (decision 0083).

Everything else that such a page shows is part of its key, or is compared when it is read. Of a form that shows a moment, a
random value or a shuffled list, what stands around its parts is kept, and each visit fills in its own parts. Pages of a kiosk,
and those that come back with answers, are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import ReferenceType, ref
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from chalicelib.bounded_cache import BoundedCache
from chalicelib.frozen import dataclass
from chalicelib.web.packed_text import PackedText
from chalicelib.web.page_style import MARK, find_style
from chalicelib.web.render import html_reply

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.events import Event
    from chalicelib.forms.intake import Form
    from chalicelib.locales import Language
    from chalicelib.web.page_style import PageStyle
    from chalicelib.web.participant.fields import Field
    from chalicelib.web.participant.steps import StepsView
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

ID, STARTED = "submission", "started"
"""What a visit fills in, by its name in the template."""
SLOTS: Final[Mapping[str, Markup]] = {name: Markup("<<{}>>").format(name) for name in (ID, STARTED)}
"""What the template is given instead. No text can forge it: every text is escaped, so none brings a ``<`` into a page."""
_SLOT: Final = re.compile("<<([a-z0-9]+)>>")
_STYLE: Final = "style"
_LENGTHS: Final[Mapping[str, int]] = {ID: 36, STARTED: 25}
"""In bytes: of an id, and of a moment with its offset."""

LARGEST: Final = 8 * 1024 * 1024
"""In bytes, of all kept pages together; a single one takes a quarter at most."""


class PartSlots:
    """Slots in the place of a page's parts, and the HTML of the parts by the names of their slots."""

    def __init__(self, write: Callable[[Field], Markup], chapters: Collection[int] = ()) -> None:
        self.html: dict[str, str] = {}
        self._write = write
        self._chapters = chapters

    def cut(self, part: Field) -> Field:
        """Return a slot for the part; of a chapter, whose pages may stand apart, one with slots for its parts."""
        if part.node in self._chapters:
            return part.change(parts=tuple(map(self.cut, part.parts)))
        name = f"part{len(self.html)}"
        self.html[name] = self._write(part)
        return part.as_slot(Markup("<<{}>>").format(name))


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


class FilledPage(NamedTuple):
    """A page as a visit gets it."""

    content: bytes
    gzip: Callable[[PageStyle | None], bytes | None] | None
    """Returns it compressed with a style in it; None where it is to be compressed anew."""

    def reply(self, request: Request, headers: Mapping[str, str] = MappingProxyType({})) -> Reply:
        """Answer with the page; where the gateway compresses, as text."""
        html = self.content if request.compresses else self.content.decode()
        return html_reply(html, request, headers=headers, gzip=self.gzip)


@dataclass(frozen=True, slots=True)
class CutPage:
    """A rendered page, cut at its slots and compressed."""

    pieces: tuple[bytes, ...]
    slots: tuple[str, ...]
    """The names of those between its pieces."""
    packed: PackedText | None
    """The pieces compressed; None where it is not known how long the slots are."""
    style: PageStyle | None
    """What its place is kept for."""

    @classmethod
    def cut(cls, html: str, lengths: Mapping[str, int]) -> CutPage:
        """Cut a page that was rendered with slots; ``lengths`` says how many bytes mostly fill each."""
        style = find_style(html)
        texts = _SLOT.split(html.replace(MARK, f"<<{_STYLE}>>", 1) if style else html)
        pieces, slots = tuple(each.encode() for each in texts[::2]), tuple(texts[1::2])
        gaps = {**lengths, _STYLE: len(style.content) if style else 0}
        if not gaps.keys() >= set(slots):
            return cls(pieces, slots, None, style)
        return cls(pieces, slots, PackedText(pieces, [gaps[name] for name in slots]), style)

    @property
    def size(self) -> int:
        """Its bytes in memory."""
        return self.packed.size if self.packed else sum(map(len, self.pieces))

    def fill(self, values: Mapping[str, str]) -> FilledPage:
        """Return the page with these values, by the names of their slots."""
        values = {**values, _STYLE: Markup(MARK)}  # noqa: S704 -- our own element
        fillings = [escape(values[name]).encode() for name in self.slots]
        content = b"".join(chain(*zip(self.pieces, (*fillings, b""), strict=True)))
        return FilledPage(content, partial(self._compress, fillings) if self.packed else None)

    def _compress(self, fillings: Sequence[bytes], style: PageStyle | None) -> bytes | None:
        """Return the page as gzip; None where another style or longer values are put into it."""
        if self.packed is None or style is not self.style:
            return None
        deflated = {style.content: style.deflated} if style else {}
        fillings = [
            style.content if style and name == _STYLE else filling
            for name, filling in zip(self.slots, fillings, strict=True)
        ]
        return self.packed.fill(fillings, deflated) if self.packed.fits(fillings) else None


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The page of one compiled version, for one state of the event."""

    form: ReferenceType[Form]
    event: Event
    steps: StepsView | None
    page: CutPage

    def shows(self, form: Form, event: Event, steps: StepsView | None) -> bool:
        """Return whether it is the page of that version and that state of the event, in such steps."""
        is_current = self.form() is form and (self.event is event or self.event == event)
        return is_current and self.steps == steps


def key_of(
    request: Request, form: Form, event: Event, full_categories: frozenset[str], now: datetime
) -> PageKey:
    """Return the key of the form's empty page as this visit sees it."""
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
        steps: StepsView | None = None,
    ) -> FilledPage:
        """Return the page, filled in; ``render`` makes it of what its slots hold, if it is not there.

        ``steps`` are those of a page whose parts are slots.
        """
        kept = self._pages.get(key)
        if kept is None or not kept.shows(form, event, steps):
            kept = KeptPage(ref(form), event, steps, CutPage.cut(render(SLOTS), _LENGTHS))
            self._keep(key, kept)
        return kept.page.fill(values)

    def _keep(self, key: PageKey, kept: KeptPage) -> None:
        if kept.page.size * 4 > self._largest:
            self._pages.drop(key)
        else:
            self._pages.put(key, kept, kept.page.size)


PAGES: Final = KeptPages()
"""Those of this process."""
