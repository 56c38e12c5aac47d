"""Signing in by a mailed link, and out. Whatever address is given, the page says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.actions import access
from chalicelib.domain.access import SESSION_LIFETIME, address
from chalicelib.forms.problems import ANSWERS
from chalicelib.web import cookies
from chalicelib.web.organiser import visitor
from chalicelib.web.render import page, translator
from chalicelib.web.reply import redirect
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.world import World
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


def ask(request: Request, world: World) -> Reply:  # noqa: ARG001 -- every handler's shape
    """The form that asks for an address."""
    return page("organiser/sign_in.html", request, email="", message="")


def send_link(request: Request, world: World) -> Reply:
    """Mail a link, if the address is an organiser's."""
    visitor.refuse_other_sites(request)
    email = dict(request.form_pairs()).get("email", "")
    if address(email) is None:
        message = translator(request.language)(ANSWERS["answer.bad_email"])
        return page("organiser/sign_in.html", request, status=422, email=email, message=message)
    access.ask_sign_in(world, email, request.language)
    return page("organiser/link_sent.html", request)


def link(request: Request, world: World, *, token: str) -> Reply:  # noqa: ARG001 -- every handler's shape
    """What a mailed link leads to: a button, so that a mail scanner's visit spends nothing."""
    return page("organiser/link.html", request, token=token)


def sign_in(request: Request, world: World, *, token: str) -> Reply:
    """Use the link up and begin a session; raises ``LinkSpent``."""
    visitor.refuse_other_sites(request)
    session = cookies.cookie(
        cookies.SESSION,
        access.sign_in(world, token),
        secure=visitor.is_secure(world),
        max_age=int(SESSION_LIFETIME.total_seconds()),
    )
    return redirect(Urls(request.prefix).console(), cookies=(session,))


def sign_out(request: Request, world: World) -> Reply:
    """End the session here and on the server."""
    visitor.act(request, world)
    access.sign_out(world, visitor.cookie_of(request, world))
    gone = cookies.expired(cookies.SESSION, secure=visitor.is_secure(world))
    return redirect(Urls(request.prefix).sign_in(), cookies=(gone,))
