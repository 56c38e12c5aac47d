"""Pages for participants: events, forms, receipts; no account, no script needed.

What a person typed always comes back: a refusal is the same page, filled in, saying what to change.
"""

from chalicelib.web.routes import FORM, Route

ROUTES: tuple[Route, ...] = (
    Route("GET", "/", "chalicelib.web.participant.events:index"),
    Route("GET", "/e/{event}", "chalicelib.web.participant.events:show"),
    Route("GET", "/e/{event}/{form}", "chalicelib.web.participant.forms:show"),
    Route("POST", "/e/{event}/{form}", "chalicelib.web.participant.forms:send", reads=FORM),
    Route(
        "GET",
        "/e/{event}/{form}/thanks/{submission}",
        "chalicelib.web.participant.thanks:show",
    ),
    Route("GET", "/static/{file}", "chalicelib.web.participant.files:static_file"),
    Route("GET", "/favicon.ico", "chalicelib.web.participant.files:favicon"),
    Route("GET", "/robots.txt", "chalicelib.web.participant.files:robots"),
)
