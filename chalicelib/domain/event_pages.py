"""The list of events in pages: filtered, the latest first, each page going on after the last event of the one before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.events import EventKind, EventLine, EventState
from chalicelib.domain.timestamps import from_timestamp, to_timestamp


class EventPage(BaseModel):
    """One page of the events, the latest first; `next` is the `cursor` of the page after it, or null."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    events: tuple[EventLine, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """The events that a list shows; None is any."""

    state: EventState | None = None
    kind: EventKind | None = None
    series: str | None = None

    def fits(self, line: EventLine) -> bool:
        """Return whether the list shows this event."""
        series = line.series.id if line.series else None
        return (
            self.state in (None, line.state)
            and self.kind in (None, line.kind)
            and self.series in (None, series)
        )


def cut_page(
    lines: Iterable[EventLine], shown: EventFilter, *, cursor: str | None, limit: int
) -> EventPage:
    """Return at most ``limit`` of the events that a filter shows; raise ``ValueError`` for no cursor of a page.

    An event that is moved or added while somebody leafs through the pages is shown once, twice or not at all; every
    other one is shown once.
    """
    after = None if cursor is None else _decode_cursor(cursor)
    following = sorted(
        (each for each in lines if shown.fits(each) and (after is None or _place(each) < after)),
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
