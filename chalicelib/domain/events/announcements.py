"""What people rely on who registered for an event: when and where it takes place, and that it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.events.parts import StoredPart

if TYPE_CHECKING:
    from chalicelib.domain.events.event_types import TimeZone
    from chalicelib.domain.moments import Moment
    from chalicelib.forms.text_types import Localized


class Announcement(StoredPart):
    """The time and the place that those registered were told."""

    starts_at: Moment
    ends_at: Moment
    time_zone: TimeZone
    venue: Localized | None = None
    is_cancelled: bool = False
