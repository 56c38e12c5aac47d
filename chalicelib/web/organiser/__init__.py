"""The console: an organiser's events, forms, figures, downloads and tokens, behind a session.

Each page asks the session who is there; each form that changes something carries the session's
token against forgery, and must come from a page of ours.
"""

from chalicelib.web.routes import FORM, Route

_HERE = "chalicelib.web.organiser"


def _route(method: str, path: str, target: str, reads: tuple[str, ...] = ()) -> Route:
    return Route(method, f"/console{path}", f"{_HERE}.{target}", reads, "console")


_FORM = "/events/{event}/forms/{form}"

ROUTES: tuple[Route, ...] = (
    _route("GET", "", "events:index"),
    _route("GET", "/sign-in", "doors:ask"),
    _route("POST", "/sign-in", "doors:send_link", FORM),
    _route("GET", "/sign-in/{token}", "doors:link"),
    _route("POST", "/sign-in/{token}", "doors:sign_in", FORM),
    _route("POST", "/sign-out", "doors:sign_out", FORM),
    _route("GET", "/events/{event}", "events:show"),
    _route("POST", "/events/{event}/state", "events:change_state", FORM),
    _route("POST", f"{_FORM}/state", "events:change_form_state", FORM),
    _route("GET", f"{_FORM}/summary", "summaries:show"),
    _route("GET", f"{_FORM}/summary.csv", "files:figures"),
    _route("GET", f"{_FORM}/answers.csv", "files:answers"),
    _route("GET", "/tokens", "tokens:index"),
    _route("POST", "/tokens", "tokens:create", FORM),
    _route("POST", "/tokens/{token}/revoke", "tokens:revoke", FORM),
)
