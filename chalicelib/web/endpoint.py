"""The one wrapper around every route: it owns errors, headers, language and logging.

Chalice answers 405, 415 and 500 by itself, before any handler, and keeps the current request on the
app, which threads share. So the endpoint is Chalice's HTTP middleware and answers every request
itself; Chalice's own view functions only fill its route table (decision 0006).
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote

from chalice.app import Request as ChaliceRequest
from chalice.app import Response as ChaliceResponse

from chalicelib import deadlines, errors, logs, metering
from chalicelib.override import override
from chalicelib.web import cookies, i18n, policy
from chalicelib.web.compression import compress
from chalicelib.web.reply import HTML, LARGEST_ENCODED, Reply, encode_body
from chalicelib.web.request import Request, path_parameters
from chalicelib.web.request import read as read_request
from chalicelib.web.routes import Audience, Route, load

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

HEADERS: Final[Mapping[str, str]] = {
    policy.HEADER: policy.policy(),
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer; a reply may replace ``Cache-Control`` and the policy."""

VARY: Final[Mapping[Audience, str]] = {
    "api": "Accept-Language, Authorization",
    "page": "Accept-Language, Cookie",
    "console": "Accept-Language, Cookie",
}
_EVENT_EXISTS: Final = frozenset({409, 410, 422})
"""Refusals that an event's address gets only where there is the event; after others, anything may have been typed there."""
LANGUAGE_COOKIE_AGE: Final = 365 * 24 * 3600

BUDGET: Final = 20.0
"""Seconds until the deadline of a request that may hold what somebody typed. API Gateway waits for 29, and the last call
that begins in time may take some more."""
READING_BUDGET: Final = 25.0
"""The same for GET and HEAD, which hold nothing to give back: a long export may use the gateway's time."""


class _Response(ChaliceResponse):
    """Text travels as text and bytes as base64, whatever their content type is."""

    @override
    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, object]:
        binary = isinstance(self.body, bytes)
        response: dict[str, object] = super().to_dict(["*/*"] if binary else None)
        return response


class Endpoint:
    """Answers every HTTP request. ``services`` is called when a handler first needs it; ``clock`` is monotonic."""

    def __init__(
        self,
        routes: Iterable[Route],
        services: "Callable[[], Services]",
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._services = services
        self._clock = clock
        self._routes: dict[str, dict[str, Route]] = {}
        for route in routes:
            self._routes.setdefault(route.path, {})[route.method] = route

    def __call__(
        self, received: ChaliceRequest | None, get_response: Callable[[Any], Any]
    ) -> ChaliceResponse:
        """Answer as Chalice's middleware protocol says; raise nothing.

        What is no HTTP request (a schedule, a queue) is passed on.
        """
        if received is None:
            response: ChaliceResponse = get_response(received)
            return response
        request = read_request(
            received.to_original_event(),
            getattr(received.lambda_context, "aws_request_id", None),
        )
        reply = self.answer(request)
        headers: dict[str, str | list[str]] = dict(reply.headers)
        if reply.cookies:
            headers["Set-Cookie"] = list(reply.cookies)
        return _Response(body=reply.body, status_code=reply.status, headers=headers)

    def answer(self, request: Request) -> Reply:
        """Answer a request; write its line into the log. The reply has all its headers."""
        started = self._clock()
        budget = READING_BUDGET if request.method in ("GET", "HEAD") else BUDGET
        with deadlines.begin(budget, self._clock), metering.begin() as meter:
            reply, code = self._answer(request)
            reply = self._finish(reply, request)
        logs.line(
            logging.INFO,
            request_id=request.request_id,
            method=request.method,
            route=request.route,
            status=reply.status,
            ms=round((self._clock() - started) * 1000, 1),
            code=code,
            event=_event_of(request, reply.status),
            bytes_out=_size_of(reply.body),
            **meter.totals(),
        )
        return reply

    def _refuse_large(self, reply: Reply, request: Request) -> Reply:
        """Return the reply as it travels, or a refusal in place of one that Lambda would not send."""
        body, size = encode_body(reply.body)
        if size > LARGEST_ENCODED:
            return self._refuse(errors.ReplyTooLarge(), request)
        return reply if body is reply.body else replace(reply, body=body)

    def _answer(self, request: Request) -> tuple[Reply, str | None]:
        """Return the reply, and the refusal's code if it is one."""
        try:
            return self._refuse_large(self._dispatch(request), request), None
        except errors.Refusal as refusal:
            return self._refuse(refusal, request), refusal.code
        except Exception as error:  # noqa: BLE001 -- last resort: what went wrong goes to the log
            logs.failure(error, request_id=request.request_id, route=request.route)
            return self._refuse(errors.Failed(), request), errors.Failed.code

    def _dispatch(self, request: Request) -> Reply:
        methods = self._routes.get(request.route)
        if methods is None:
            raise errors.PageNotFound
        route = methods.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            return _answer_options(request, methods)
        request.refuse_unreadable(route.reads, route.largest)
        parameters = path_parameters(request)
        services = self._services() if route.needs_services else cast("Services", None)
        return load(route.target)(request, services, **parameters)

    def _refuse(self, refusal: errors.Refusal, request: Request) -> Reply:
        """Answer a refusal as the route's audience expects it; in plain words if its page fails."""
        if self._audience(request) == "api":
            from chalicelib.web.problem_details import problem_reply

            return problem_reply(refusal, request)
        try:
            from chalicelib.web.unsent import return_form

            return return_form(request, refusal) or self._refusal_page(refusal, request)
        except Exception as error:  # noqa: BLE001 -- the page about an error failed: plain words
            logs.failure(error, request_id=request.request_id, route=request.route)
            return Reply(
                status=refusal.status,
                body=i18n.localize(refusal, request.language),
                content_type="text/plain; charset=utf-8",
                headers=refusal.headers,
            )

    def _refusal_page(self, refusal: errors.Refusal, request: Request) -> Reply:
        if request.path.partition("/")[2].partition("/")[0] == "console":
            from chalicelib.web.organiser import refusals

            return refusals.refusal_page(request, self._services(), refusal)
        from chalicelib.web.render import refusal_page

        return refusal_page(request, refusal)

    def _audience(self, request: Request) -> Audience:
        if request.path.startswith("/api/"):
            return "api"
        methods = self._routes.get(request.route)
        return next(iter(methods.values())).audience if methods else "page"

    def _finish(self, reply: Reply, request: Request) -> Reply:
        """Return the reply with all its headers and cookies, and its body as it travels."""
        headers = {
            **HEADERS,
            "Content-Language": request.language,
            "Vary": VARY[self._audience(request)],
            "X-Request-Id": request.request_id,
            **reply.headers,
        }
        if reply.content_type is not None:
            headers["Content-Type"] = reply.content_type
        return Reply(
            status=reply.status,
            body=_write_body(reply, headers, request),
            content_type=reply.content_type,
            headers=headers,
            cookies=(*reply.cookies, *self._language_cookie(reply, request)),
        )

    def _language_cookie(self, reply: Reply, request: Request) -> tuple[str, ...]:
        """Remember a language that the address asks for, for the pages that follow."""
        if "lang" not in request.query:
            return ()
        language = i18n.parse_language(request.query["lang"][-1])
        if language is None or not (reply.content_type or "").startswith("text/html"):
            return ()
        secure = self._services().settings.public_url.startswith("https:")
        age = LANGUAGE_COOKIE_AGE
        return (cookies.cookie(cookies.LANGUAGE, language, secure=secure, max_age=age),)


def _event_of(request: Request, status: int) -> str | None:
    """Return the id of the event whose address was answered, None where it may not exist or is not named."""
    if "{event}" not in request.route or (status >= 400 and status not in _EVENT_EXISTS):
        return None
    return unquote(request.parameters["event"])


def _write_body(reply: Reply, headers: dict[str, str], request: Request) -> str | bytes:
    """Return the body as it travels, and complete the headers."""
    body, style = reply.body, None
    if reply.content_type == HTML:
        from chalicelib.web.page_style import find_style

        style = find_style(body)
    if style is not None:
        headers[policy.HEADER] = policy.allow_style(headers[policy.HEADER], style.source)
    if request.compresses:
        body = compress(reply, headers, request, style)
    if style is not None and "Content-Encoding" not in headers:
        body = style.put_into(body)
    return "" if request.method == "HEAD" else body


def _size_of(body: str | bytes) -> int:
    """Return how many bytes the body takes on its way to the client."""
    return len(body if isinstance(body, bytes) or body.isascii() else body.encode())


def _answer_options(request: Request, methods: Mapping[str, Route]) -> Reply:
    """Answer OPTIONS with the methods of the address; refuse any other method with them."""
    head = ("HEAD",) if "GET" in methods else ()
    allow = ", ".join(sorted({*methods, *head, "OPTIONS"}))
    if request.method == "OPTIONS":
        return Reply(status=204, content_type=None, headers={"Allow": allow})
    raise errors.MethodNotAllowed(allow=allow)
