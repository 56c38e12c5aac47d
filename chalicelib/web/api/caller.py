"""The caller of the API: anyone, or the organiser whose token was sent."""

from typing import TYPE_CHECKING

from chalicelib.domain.permissions import ANYONE, Actor
from chalicelib.errors import NotSignedIn
from chalicelib.web.request import Request

if TYPE_CHECKING:
    from chalicelib.actions.services import Services


def actor(request: Request, services: "Services") -> Actor:
    """Return the caller; raise ``NotSignedIn`` for an unknown or revoked token."""
    token = request.bearer
    if token is None:
        return ANYONE
    from chalicelib.actions import access

    return access.actor_of_token(services, token)


def organiser(request: Request, services: "Services") -> Actor:
    """Return the caller, who must have sent a token; else raise ``NotSignedIn``."""
    if request.bearer is None:
        raise NotSignedIn
    return actor(request, services)
