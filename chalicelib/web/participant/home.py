"""The list of open events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.actions import events
from chalicelib.domain.events import EventState
from chalicelib.domain.permissions import ANYONE
from chalicelib.web.render import page
from chalicelib.web.routes import handler

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@handler
def index(request: Request, services: Services) -> Reply:
    """List the open events, the next one first."""
    every = events.list_events(services, ANYONE).events
    lines = [line for line in every if line.state is EventState.OPEN]
    lines.sort(key=lambda line: (line.starts_at, line.id))
    return page("participant/home.html", request, private=False, events=lines)
