"""Pages for participants: events, forms, receipts; without an account, and without JavaScript.

What a person typed is never lost: a refused form comes back filled in, with what to change.
"""

from chalicelib.web.request import ANYWHERE, MAX_BODY_WITH_FILE
from chalicelib.web.routes import FORM_WITH_FILES, Route, declare

ROUTES: tuple[Route, ...] = (
    Route("GET", "/", "chalicelib.web.participant.home:index"),
    Route("GET", "/e/{event}", "chalicelib.web.participant.events:show"),
    Route("GET", "/e/{event}/{form}", "chalicelib.web.participant.forms:show"),
    Route(
        "POST",
        "/e/{event}/{form}",
        "chalicelib.web.participant.forms:send",
        reads=FORM_WITH_FILES,
        largest=MAX_BODY_WITH_FILE,
    ),
    Route("GET", "/e/{event}/{form}/next", "chalicelib.web.participant.kiosk:show_next"),
    Route(
        "GET",
        "/e/{event}/{form}/thanks/{submission}",
        "chalicelib.web.participant.thanks:show",
    ),
    Route(
        "GET",
        "/e/{event}/{form}/confirm/{submission}/{token}",
        "chalicelib.web.participant.confirmations:show",
    ),
    Route(
        "POST",
        "/e/{event}/{form}/confirm/{submission}/{token}",
        "chalicelib.web.participant.confirmations:confirm",
    ),
    Route(
        "GET", "/e/{event}/{form}/files/{name}", "chalicelib.web.participant.static_files:form_file"
    ),
    Route("GET", "/calendar/{event}", "chalicelib.web.participant.calendars:show"),
    Route("GET", "/materials/{event}/{name}", "chalicelib.web.participant.materials:download"),
    Route("GET", "/s/{code}", "chalicelib.web.participant.short_addresses:follow"),
    Route(
        "GET",
        "/static/{file}",
        "chalicelib.web.participant.static_files:static_file",
        needs_services=False,
    ),
    Route(
        "GET",
        "/favicon.ico",
        "chalicelib.web.participant.static_files:favicon",
        needs_services=False,
    ),
    Route(
        "GET", "/robots.txt", "chalicelib.web.participant.static_files:robots", needs_services=False
    ),
)

blueprint = declare(__name__, ROUTES, ANYWHERE)
