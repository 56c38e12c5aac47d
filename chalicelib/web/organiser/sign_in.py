"""Signing in by a mailed link, and signing out. The page is the same for every address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.actions import access
from chalicelib.domain.access import LINK_LIFETIME, SESSION_LIFETIME, normalize_address
from chalicelib.forms.problems import ANSWERS
from chalicelib.web import cookies, i18n
from chalicelib.web.organiser import session
from chalicelib.web.render import page, translator
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request

_FORM: Final = "organiser/sign_in.html"


@handler
def ask(request: Request, services: Services) -> Reply:  # noqa: ARG001 -- every handler's signature
    """Show the form that asks for an address."""
    return page(_FORM, request, email="", message="")


@handler
def send_link(request: Request, services: Services) -> Reply:
    """Mail a link if the address is an organiser's."""
    session.refuse_other_sites(request, services)
    email = dict(request.form_pairs()).get("email", "")
    if normalize_address(email) is None:
        message = translator(request.language)(ANSWERS["answer.bad_email"])
        return page(_FORM, request, status=422, email=email, message=message)
    client = request.client_address(services.settings.client_address_header)
    try:
        access.send_sign_in_link(services, email, request.language, client=client)
    except errors.TooManyLinks as refusal:
        message = i18n.localize(refusal, request.language)
        headers, status = refusal.headers, refusal.status
        return page(_FORM, request, status=status, headers=headers, email=email, message=message)
    return page("organiser/link_sent.html", request)


@handler
def link(request: Request, services: Services, *, token: str) -> Reply:
    """Show a button at the mailed link, so that a mail scanner's visit does not use it up.

    The browser gets a random value, or keeps the one it has: it may press the button again for a minute.
    """
    nonce = cookies.cookie(
        cookies.SIGNING_IN,
        access.browser_nonce(_nonce_of(request, services)),
        secure=session.is_secure(services),
        max_age=int(LINK_LIFETIME.total_seconds()),
    )
    return page("organiser/link.html", request, cookies=(nonce,), token=token)


@handler
def sign_in(request: Request, services: Services, *, token: str) -> Reply:
    """Use up the link and begin a session; raise ``LinkSpent``."""
    session.refuse_other_sites(request, services)
    session_cookie = cookies.cookie(
        cookies.SESSION,
        access.sign_in(services, token, _nonce_of(request, services)),
        secure=session.is_secure(services),
        max_age=int(SESSION_LIFETIME.total_seconds()),
    )
    return redirect(Urls(request.prefix).console(), cookies=(session_cookie,))


@handler
def sign_out(request: Request, services: Services) -> Reply:
    """End the session in the browser and on the server, and with it the repeat of the link that began it."""
    session.act(request, services)
    access.sign_out(services, session.cookie_of(request, services))
    removals = tuple(
        cookies.removal(name, secure=session.is_secure(services))
        for name in (cookies.SESSION, cookies.SIGNING_IN)
    )
    return redirect(Urls(request.prefix).sign_in(), cookies=removals)


def _nonce_of(request: Request, services: Services) -> str:
    """Return the value that the browser got with a link's page, empty if it has none."""
    name = cookies.name_of(cookies.SIGNING_IN, secure=session.is_secure(services))
    return request.cookies.get(name, "")
