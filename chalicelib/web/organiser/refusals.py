"""Refusals within the console: a page in its frame, with the way back to the events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.web import render
from chalicelib.web.organiser import session

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


def refusal_page(request: Request, services: Services, refusal: errors.Refusal) -> Reply:
    """Render the refusal in the console's frame; outside of it if nobody is signed in or that cannot be read."""
    try:
        console = session.enter(request, services)
    except errors.Refusal:
        return render.refusal_page(request, refusal)
    frame = {"frame": "organiser/frame.html", **console.frame(request)}
    return render.refusal_page(request, refusal, frame)
