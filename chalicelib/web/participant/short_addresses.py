"""The short addresses that posters, slides and messages carry."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from chalicelib.actions import short_addresses
from chalicelib.web import i18n
from chalicelib.web.reply import redirect
from chalicelib.web.routes import handler
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.web.reply import Reply
    from chalicelib.web.request import Request


@handler
def follow(request: Request, services: Services, *, code: str) -> Reply:
    """Redirect to the event or the form, in the language that the address asks for. Nothing is counted."""
    event, form = short_addresses.follow_short_address(services, code)
    urls = Urls(request.prefix)
    language = i18n.parse_language(request.query.get("lang", ("",))[-1])
    if form and request.is_kiosk:
        return redirect(urls.kiosk(event, form, language or ""))
    query = f"?{urlencode({'lang': language})}" if language else ""
    return redirect((urls.form(event, form) if form else urls.event(event)) + query)
