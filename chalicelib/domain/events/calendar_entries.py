"""An event as an entry of somebody's own calendar."""

from datetime import datetime
from uuid import UUID

from chalicelib.domain.events import Event
from chalicelib.domain.submissions import keyed_hash
from chalicelib.frozen import dataclass


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An event with what a calendar tells its entry by: ``uid`` stays the same whatever changes in the event.

    ``written_at`` is when the entry was asked for.
    """

    event: Event
    uid: UUID
    written_at: datetime


def calendar_uid(key: bytes) -> UUID:
    """Return the UID of the event that has this key; another event that gets the same id later has another one.

    RFC 7986, 5.3, asks for a UUID that tells nothing about the host.
    """
    return UUID(keyed_hash(key, "calendar entry")[:32], version=4)
