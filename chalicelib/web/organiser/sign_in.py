"""Signing in by a mailed link, and signing out. The page is the same for every address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.actions import access
from chalicelib.domain.access import SESSION_LIFETIME, normalize_address
from chalicelib.forms.problems import ANSWERS
from chalicelib.web import cookies
from chalicelib.web.organiser import session
from chalicelib.web.render import page, translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@handler
def ask(request: Request, services: Services) -> Reply:  # noqa: ARG001 -- every handler's signature
    """Show the form that asks for an address."""
    return page("organiser/sign_in.html", request, email="", message="")


@handler
def send_link(request: Request, services: Services) -> Reply:
    """Mail a link if the address is an organiser's."""
    session.refuse_other_sites(request, services)
    email = dict(request.form_pairs()).get("email", "")
    if normalize_address(email) is None:
        message = translator(request.language)(ANSWERS["answer.bad_email"])
        return page("organiser/sign_in.html", request, status=422, email=email, message=message)
    access.send_sign_in_link(services, email, request.language)
    return page("organiser/link_sent.html", request)


@handler
def link(request: Request, services: Services, *, token: str) -> Reply:  # noqa: ARG001 -- every handler's signature
    """Show a button at the mailed link, so that a mail scanner's visit does not use it up."""
    return page("organiser/link.html", request, token=token)


@handler
def sign_in(request: Request, services: Services, *, token: str) -> Reply:
    """Use up the link and begin a session; raise ``LinkSpent``."""
    session.refuse_other_sites(request, services)
    session_cookie = cookies.cookie(
        cookies.SESSION,
        access.sign_in(services, token),
        secure=session.is_secure(services),
        max_age=int(SESSION_LIFETIME.total_seconds()),
    )
    return redirect(Urls(request.prefix).console(), cookies=(session_cookie,))


@handler
def sign_out(request: Request, services: Services) -> Reply:
    """End the session in the browser and on the server."""
    session.act(request, services)
    access.sign_out(services, session.cookie_of(request, services))
    removal = cookies.removal(cookies.SESSION, secure=session.is_secure(services))
    return redirect(Urls(request.prefix).sign_in(), cookies=(removal,))
