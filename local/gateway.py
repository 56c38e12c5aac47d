"""API Gateway's part on this machine: HTTP requests in, Lambda's proxy events to the app, answers out.

The shapes are those of a REST API with Lambda proxy integration:
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import base64
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from chalice.local import LambdaContext, LocalChalice, RouteMatcher
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from chalice.app import Chalice

CATCH_ALL = "/{proxy+}"
MAX_BYTES = 10 * 1024 * 1024
"""API Gateway's own limit of a body."""
MEMORY_MB = 512
TIMEOUT_MS = 30_000

TARGET = "pikir.target"
HEADERS = "pikir.headers"
"""Keys of the WSGI environment that hold what WSGI itself loses.

``TARGET`` is the request's target as it was sent, percent-encoding included; ``HEADERS`` are its
headers by lower-case name, each with the list of its values.
"""

UNREAD = "Connection"
"""The header that only an answer to a body that was not read to its end has."""

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
MISDIRECTED = (
    "This Pikir answers only to localhost and 127.0.0.1. "
    "Further names: PIKIR_LOCAL_NAMES=pikir.test,192.168.1.5 make run\n"
)

Headers = Mapping[str, list[str]]
Page = Callable[[str], tuple[int, dict[str, str], str] | None]
"""A page of the local stack itself: the target's path to status, headers and HTML, or None."""


class _Reply(Response):
    """A response that has the headers of the app and no content type of werkzeug's choosing."""

    default_mimetype = None


def is_local_name(hosts: Collection[str], names: Collection[str]) -> bool:
    """Return whether every ``Host`` of a request, with or without a port, is one of the names.

    A page of another site can point its own name at this machine (DNS rebinding) and would then read what
    the local stack shows; its requests still carry that name. A program that sends no ``Host`` is no browser.
    """
    return all(_PORT.sub("", host.strip().lower()) in names for host in hosts)


_PORT = re.compile(r":\d*$")


class Gateway:
    """A WSGI application that answers as a deployed Pikir does, and with the local stack's pages."""

    def __init__(self, app: "Chalice", page: Page, names: Collection[str] = LOCAL_NAMES) -> None:
        # Chalice keeps the current request on the app; LocalChalice keeps one per thread.
        app.__class__ = type("ThreadedChalice", (LocalChalice, app.__class__), {})
        self._app = app
        self._page = page
        self._names = names
        self._routes = RouteMatcher([route for route in app.routes if route != CATCH_ALL])

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request; bodies that API Gateway would refuse end here with 400 or 413."""
        try:
            reply = self._reply(environ)
        except HTTPException as refusal:
            reply = _Reply(f"{refusal.name}\n", refusal.code, {"Content-Type": "text/plain"})
            reply.headers[UNREAD] = "close"
        return reply(environ, start_response)

    def _reply(self, environ: "WSGIEnvironment") -> Response:
        if not is_local_name(environ[HEADERS].get("host", ()), self._names):
            return _Reply(MISDIRECTED, 421, {"Content-Type": "text/plain", UNREAD: "close"})
        method, target = environ["REQUEST_METHOD"], environ[TARGET]
        body = _read_body(Request(environ))
        page = self._page(unquote(urlsplit(target).path)) if method == "GET" else None
        if page is not None:
            status, headers, html = page
            return _Reply(html, status, headers)
        event = self._event(method, target, environ[HEADERS], body)
        context = LambdaContext(self._app.app_name, MEMORY_MB, TIMEOUT_MS)
        return _from_lambda(self._app(event, context))

    def _event(self, method: str, target: str, headers: Headers, body: bytes) -> dict[str, Any]:
        """Make the event of a REST API; a body always comes as base64, as ``*/*`` has it."""
        address = urlsplit("//pikir" + target)
        path = address.path or "/"
        try:
            match = self._routes.match_route(path)
            route, captured = match.route, match.captured
        except ValueError:
            route, captured = CATCH_ALL, {"proxy": path.lstrip("/")}
        query = _read_query(address.query)
        return {
            "resource": route,
            "path": path,
            "httpMethod": method,
            "headers": {name: values[-1] for name, values in headers.items()},
            "multiValueHeaders": dict(headers),
            "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
            "multiValueQueryStringParameters": query or None,
            "pathParameters": captured or None,
            "stageVariables": None,
            "requestContext": {
                "httpMethod": method,
                "resourcePath": route,
                "path": path,
                "stage": "local",
                "protocol": "HTTP/1.1",
                "identity": {"sourceIp": "127.0.0.1"},
            },
            "body": base64.b64encode(body).decode("ascii") if body else None,
            "isBase64Encoded": bool(body),
        }


def _read_body(request: Request) -> bytes:
    """Read the body, chunked or not; raises ``BadRequest`` and ``RequestEntityTooLarge``."""
    length = request.headers.get("Content-Length", "0").strip()
    if not (length.isascii() and length.isdigit()):
        raise BadRequest
    # werkzeug cuts chunks off at its limit without a word, so a longer body shows by one byte more.
    request.max_content_length = MAX_BYTES + 1
    try:
        body = request.get_data(cache=False)
    except OSError:
        raise BadRequest from None  # a chunk without a readable length
    if len(body) > MAX_BYTES:
        raise RequestEntityTooLarge
    return body


def _read_query(query: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        values.setdefault(name, []).append(value)
    return values


def _from_lambda(answer: Mapping[str, Any]) -> Response:
    """Turn an answer in Lambda's proxy format into a response; each value has its own header."""
    headers = {name: [str(value)] for name, value in answer["headers"].items()}
    headers |= {name: list(values) for name, values in answer["multiValueHeaders"].items()}
    body = answer.get("body") or b""
    if answer.get("isBase64Encoded"):
        body = base64.b64decode(body)
    return _Reply(body, answer["statusCode"], headers)
