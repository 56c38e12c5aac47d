"""An event as a file for the calendar of whoever takes part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import events
from chalicelib.domain.events import EventState
from chalicelib.domain.permissions import ANYONE
from chalicelib.forms.text import in_language
from chalicelib.web import i18n
from chalicelib.web.participant.icalendar import MEDIA_TYPE, write_calendar
from chalicelib.web.render import in_event_language
from chalicelib.web.reply import Reply
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls, absolute

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.events import Event
    from chalicelib.locales import Language
    from chalicelib.web.request import Request


@handler
def show(request: Request, services: Services, *, event: str) -> Reply:
    """Send the event as an iCalendar file, which phones open in their calendar; an ``attachment`` they would only save."""
    entry = events.show_calendar_entry(services, ANYONE, event)
    language = in_event_language(request, entry.event)
    content = write_calendar(
        entry,
        language,
        address=absolute(services.settings.public_url, Urls().event(event)),
        note=_cancellation(entry.event, language),
    )
    headers = {
        "Content-Disposition": f'inline; filename="{event}.ics"',
        "Content-Language": language,
    }
    return Reply(body=content, content_type=MEDIA_TYPE, headers=headers)


def _cancellation(event: Event, language: Language) -> str:
    """Say that the event does not take place, and why: not every calendar shows an entry's status."""
    if event.state is not EventState.CANCELLED:
        return ""
    parts = (
        i18n.localize(errors.EventCancelled(), language),
        in_language(event.cancellation_reason, language),
    )
    return "\n".join(part for part in parts if part)
