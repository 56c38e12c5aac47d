"""The list of events in pages: filtered, the latest first, each page going on after the last event of the one before."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.events import EventKind, EventLine, EventState, Series
from chalicelib.domain.timestamps import from_timestamp, to_timestamp


class EventPage(BaseModel):
    """One page of the events, the latest first; `next` is the `cursor` of the page after it, or null."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    events: tuple[EventLine, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """The events that a list shows; None is any.

    ``words``, in lower case, must all be part of its titles, its series' titles or its id. ``is_archived`` False leaves
    the archive out.
    """

    state: EventState | None = None
    kind: EventKind | None = None
    series: str | None = None
    words: tuple[str, ...] = ()
    is_archived: bool | None = None

    def fits(self, line: EventLine) -> bool:
        """Return whether the list shows this event."""
        series = line.series.id if line.series else None
        return (
            self.state in (None, line.state)
            and self.kind in (None, line.kind)
            and self.series in (None, series)
            and self.is_archived in (None, line.state is EventState.ARCHIVED)
            and (not self.words or self._holds_words(line))
        )

    def _holds_words(self, line: EventLine) -> bool:
        titles = (*line.title.values(), *(line.series.title.values() if line.series else ()))
        text = "\n".join((*titles, line.id)).lower()
        return all(word in text for word in self.words)


@dataclass(frozen=True, slots=True)
class EventShelf:
    """One page of a member's events, and what all of them could be filtered by.

    ``matching`` is the number of events that the filter shows, ``by_state`` and ``series`` are of all events.
    """

    page: EventPage
    matching: int
    by_state: Mapping[EventState, int]
    series: tuple[Series, ...]


def fill_shelf(
    lines: Sequence[EventLine], shown: EventFilter, *, cursor: str | None, limit: int
) -> EventShelf:
    """Return a page of these events, with what they could be filtered by; raise ``ValueError`` as ``cut_page``."""
    fitting = choose(lines, shown)
    series = {line.series.id: line.series for line in lines if line.series}
    return EventShelf(
        page=cut_page(fitting, cursor=cursor, limit=limit),
        matching=len(fitting),
        by_state=Counter(line.state for line in lines),
        series=tuple(series[each] for each in sorted(series)),
    )


def choose(lines: Iterable[EventLine], shown: EventFilter) -> list[EventLine]:
    """Return the events that a filter shows."""
    return [line for line in lines if shown.fits(line)]


def cut_page(lines: Iterable[EventLine], *, cursor: str | None, limit: int) -> EventPage:
    """Return at most ``limit`` of these events, the latest first; raise ``ValueError`` for no cursor of a page.

    An event that is moved or added while somebody leafs through the pages is shown once, twice or not at all; every
    other one is shown once.
    """
    after = None if cursor is None else _decode_cursor(cursor)
    following = sorted(
        (each for each in lines if after is None or _place(each) < after),
        key=_place,
        reverse=True,
    )
    page = tuple(following[:limit])
    return EventPage(events=page, next=_encode_cursor(page[-1]) if len(following) > limit else None)


def _place(line: EventLine) -> tuple[datetime, str]:
    return line.starts_at, line.id


def _encode_cursor(line: EventLine) -> str:
    return f"{to_timestamp(line.starts_at)}~{line.id}"


def _decode_cursor(cursor: str) -> tuple[datetime, str]:
    text, separator, event_id = cursor.partition("~")
    starts_at = from_timestamp(text)
    if not separator or starts_at.tzinfo is None:
        raise ValueError
    return starts_at, event_id
