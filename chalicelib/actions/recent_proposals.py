"""The proposals that events' pages show, read at most once in ten seconds by a process (decision 0082)."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from chalicelib.actions.catalogue import is_recent
from chalicelib.bounded_cache import BoundedCache

if TYPE_CHECKING:
    from pydantic import BaseModel

_EVENTS: Final = 256
_LARGEST: Final = 2 * 1024 * 1024
"""In bytes of JSON, of all that are remembered; in memory they are larger."""

PageProposals = tuple[str, bool, bool]
"""An event's id, and whether its page shows its own proposals and those of earlier events."""


class RecentProposals:
    """What anyone may see of proposals (``promises.PublicProposals``), at most ten seconds old."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._read: BoundedCache[PageProposals, tuple[datetime, BaseModel]] = BoundedCache(
            _EVENTS, _LARGEST
        )

    def find(self, key: PageProposals) -> "BaseModel | None":
        """Return what was kept within ten seconds, else None."""
        read_at, known = self._read.get(key) or (None, None)
        return known if read_at and is_recent(read_at, self._clock()) else None

    def keep(self, key: PageProposals, proposals: "BaseModel", began_at: datetime) -> None:
        """Keep what was read; ``began_at`` is the moment before storage was asked."""
        self._read.put(key, (began_at, proposals), len(proposals.model_dump_json()))
