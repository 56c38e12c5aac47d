"""Materials of an event that are files: saved by whoever opens them, never shown."""

from typing import TYPE_CHECKING

from chalicelib.actions import materials
from chalicelib.domain.permissions import ANYONE
from chalicelib.web.downloads import reply_of
from chalicelib.web.routes import handler

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@handler
def download(request: "Request", services: "Services", *, event: str, name: str) -> "Reply":  # noqa: ARG001 -- every handler's signature
    """Send the file as an attachment."""
    return reply_of(materials.show_material(services, ANYONE, event, name))
