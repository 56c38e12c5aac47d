"""What people rely on who registered for an event: when and where it takes place, and that it does."""

from chalicelib.domain.events.parts import EventPart, TimeZone
from chalicelib.domain.moments import Moment
from chalicelib.forms.text_types import Localized


class Announcement(EventPart):
    """The time and the place that those registered were told."""

    starts_at: Moment
    ends_at: Moment
    time_zone: TimeZone
    venue: Localized | None = None
    is_cancelled: bool = False
