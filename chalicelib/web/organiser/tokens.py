"""The API tokens: made, shown once, listed, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.actions import access
from chalicelib.domain.events import DEFAULT_TIME_ZONE
from chalicelib.errors import N_
from chalicelib.web import dates, i18n
from chalicelib.web.organiser import visitor
from chalicelib.web.organiser.visitor import Visitor
from chalicelib.web.render import translator
from chalicelib.web.reply import redirect
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.world import World
    from chalicelib.domain.access import ApiToken
    from chalicelib.forms.text import Language
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as it is listed."""

    id: str
    name: str
    words: str


def index(request: Request, world: World) -> Reply:
    """The tokens that hold."""
    return _page(request, world, visitor.enter(request, world))


def create(request: Request, world: World) -> Reply:
    """Make a token and show its secret, this once; what is wrong with a name is said beside it."""
    visiting, fields = visitor.act(request, world)
    name = fields.get("name", "")
    try:
        _, secret = access.create_token(world, visiting.actor, name)
    except errors.RequestRefused as refusal:
        message = i18n.say(refusal.problems[0], request.language)
        return _page(request, world, visiting, status=422, name=name, message=message)
    return _page(request, world, visiting, secret=secret)


def revoke(request: Request, world: World, *, token: str) -> Reply:
    """Let a token hold no more."""
    visiting, _ = visitor.act(request, world)
    access.revoke_token(world, visiting.actor, token)
    return redirect(Urls(request.prefix).tokens())


def _page(
    request: Request,
    world: World,
    visiting: Visitor,
    *,
    status: int = 200,
    name: str = "",
    message: str = "",
    secret: str = "",
) -> Reply:
    tokens = access.list_tokens(world, visiting.actor)
    return visiting.page(
        "organiser/tokens.html",
        request,
        status=status,
        name=name,
        message=message,
        secret=secret,
        tokens=[_line(token, request.language) for token in tokens],
    )


def _line(token: ApiToken, language: Language) -> TokenLine:
    words = translator(language)(
        N_("Ends in {last_four} · made by {owner} · {moment}"),
        last_four=token.last_four,
        owner=token.owner,
        moment=dates.moment(token.created_at, DEFAULT_TIME_ZONE, language),
    )
    return TokenLine(token.id, token.name, words)
