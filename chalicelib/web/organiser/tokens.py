"""The API tokens: create, list and revoke them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import access
from chalicelib.domain.events import DEFAULT_TIME_ZONE
from chalicelib.locales import N_
from chalicelib.web import dates, i18n
from chalicelib.web.organiser import session
from chalicelib.web.organiser.session import ConsoleSession
from chalicelib.web.render import translator
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.domain.access import ApiToken
    from chalicelib.locales import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as the page lists it; ``details`` are its last digits, owner and age in words."""

    id: str
    name: str
    details: str


@handler
def index(request: Request, services: Services) -> Reply:
    """List the valid tokens."""
    return _page(request, services, session.enter(request, services))


@handler
def create(request: Request, services: Services) -> Reply:
    """Create a token and show its secret this once; a bad name is reported beside its field.

    A form that is sent again, because its answer was lost, shows the same token again.
    """
    console, fields = session.act(request, services)
    name = fields.get("name", "")
    try:
        token = access.create_token(services, console.actor, name, fields.get("_id", ""))
    except errors.RequestRefused as refusal:
        message = i18n.localize(refusal.problems[0], request.language)
        return _page(request, services, console, status=422, name=name, message=message)
    return _page(request, services, console, secret=token.token)


@handler
def revoke(request: Request, services: Services, *, token: str) -> Reply:
    """Revoke a token."""
    console, _ = session.act(request, services)
    access.revoke_token(services, console.actor, token)
    return console.redirect(Urls(request.prefix).tokens(), notice="token.revoked")


def _page(
    request: Request,
    services: Services,
    console: ConsoleSession,
    *,
    status: int = 200,
    name: str = "",
    message: str = "",
    secret: str = "",
) -> Reply:
    tokens = access.list_tokens(services, console.actor).tokens
    return console.settings_page(
        "organiser/tokens.html",
        request,
        tab="tokens",
        status=status,
        name=name,
        message=message,
        secret=secret,
        nonce=access.form_nonce(),
        tokens=[_line(token, request.language) for token in tokens],
    )


def _line(token: ApiToken, language: Language) -> TokenLine:
    details = translator(language)(
        N_("Ends in {last_four} · made by {owner} · {moment}"),
        last_four=token.last_four,
        owner=token.owner,
        moment=dates.moment(token.created_at, DEFAULT_TIME_ZONE, language),
    )
    return TokenLine(token.id, token.name, details)
