"""Chalice's development server with what it gets wrong mended, so that it behaves like API Gateway.

Chalice's own listens with a backlog of five, hands a body on as it came (text or not), answers 403
for an unknown path, knows no catch-all route, falls over a query or a length it cannot read, and
splits each answer into many small packets. It also restarts whenever a file changes; nothing here
does.
"""

import base64
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from chalice.config import Config
from chalice.local import (
    LocalChalice,
    LocalDevServer,
    LocalGateway,
    RouteMatcher,
    ThreadedHTTPServer,
)
from typing_extensions import override

if TYPE_CHECKING:
    from chalice.app import Chalice

CATCH_ALL = "/{proxy+}"
MOST_BYTES = 10 * 1024 * 1024
"""API Gateway's own limit of a body."""

Page = Callable[[str], tuple[int, dict[str, str], str] | None]
"""A page of the local stack itself: the target's path to status, headers and HTML, or None."""


class UnreadableRequest(Exception):
    """Not HTTP as API Gateway takes it; ``args`` are the status and its reason."""


class _Backlog(ThreadedHTTPServer):
    request_queue_size = 1024
    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], handler: Callable[..., BaseHTTPRequestHandler]
    ) -> None:
        self._answering = 0
        self._changed = threading.Condition()
        super().__init__(address, handler)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Around each answer, so that a stop can let it finish."""
        with self._changed:
            self._answering += 1
        try:
            yield
        finally:
            with self._changed:
                self._answering -= 1
                self._changed.notify_all()

    def finish(self, seconds: float) -> bool:
        """Wait until nothing is being answered; whether that came in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._answering == 0, timeout=seconds)


class _Gateway(LocalGateway):
    """Makes the events that API Gateway's REST API makes, bodies always as base64."""

    def __init__(self, app: "Chalice", config: Config) -> None:
        super().__init__(app, config)
        self._routes = RouteMatcher([route for route in app.routes if route != CATCH_ALL])
        self._app = app

    def answer(
        self, method: str, target: str, headers: Mapping[str, list[str]], body: bytes
    ) -> dict[str, Any]:
        """What the app answers, in Lambda's proxy format."""
        event = self._event(method, target, headers, body)
        response: dict[str, Any] = self._app(event, self._generate_lambda_context())
        return response

    def _event(
        self, method: str, target: str, headers: Mapping[str, list[str]], body: bytes
    ) -> dict[str, Any]:
        address = urlsplit("//pikir" + target)
        path = address.path or "/"
        try:
            found = self._routes.match_route(path)
            route, captured = found.route, found.captured
        except ValueError:
            route, captured = CATCH_ALL, {"proxy": path.lstrip("/")}
        query = _query(address.query)
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


def _query(query: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        found.setdefault(name, []).append(value)
    return found


class _Handler(BaseHTTPRequestHandler):
    """One connection. Answers leave in one piece; nothing a client sends can end in a 500."""

    gateway: ClassVar[_Gateway]
    page: ClassVar[Page]
    server: _Backlog
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 75
    server_version = "Pikir"
    sys_version = ""

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Any method is the app's to answer, those that nobody has heard of too."""
        if name.startswith("do_"):
            return self._one
        raise AttributeError(name)

    @override
    def log_message(self, *_arguments: object) -> None:
        """The app writes a line for each request already."""

    def _one(self) -> None:
        with self.server.answering():
            try:
                body = self._body()
            except UnreadableRequest as problem:
                self.close_connection = True
                self._send(problem.args[0], {"Content-Type": ["text/plain"]}, problem.args[1])
                return
            own = (
                type(self).page(unquote(urlsplit(self.path).path))
                if self.command == "GET"
                else None
            )
            if own is not None:
                status, headers, html = own
                self._send(status, {name: [value] for name, value in headers.items()}, html)
                return
            self._send_answer(self.gateway.answer(self.command, self.path, self._headers(), body))

    def _headers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.headers.items():
            found.setdefault(name.lower(), []).append(value)
        return found

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            return self._chunks()
        declared = self.headers.get("content-length", "0").strip()
        if not (declared.isascii() and declared.isdigit()):
            raise UnreadableRequest(400, b"Bad Content-Length\n")
        if int(declared) > MOST_BYTES:
            raise UnreadableRequest(413, b"Too large\n")
        body: bytes = self.rfile.read(int(declared))
        return body

    def _chunks(self) -> bytes:
        body = bytearray()
        while True:
            try:
                size = int(self.rfile.readline(100).split(b";")[0], 16)
            except ValueError:
                raise UnreadableRequest(400, b"Bad chunk\n") from None
            if size < 0 or len(body) + size > MOST_BYTES:
                raise UnreadableRequest(413, b"Too large\n")
            body += self.rfile.read(size)
            self.rfile.readline(100)
            if size == 0:
                return bytes(body)

    def _send_answer(self, answer: Mapping[str, Any]) -> None:
        headers = {name: [str(value)] for name, value in answer["headers"].items()}
        headers |= {name: list(values) for name, values in answer["multiValueHeaders"].items()}
        body = answer.get("body") or b""
        if answer.get("isBase64Encoded"):
            body = base64.b64decode(body)
        self._send(answer["statusCode"], headers, body)

    def _send(self, status: int, headers: Mapping[str, list[str]], body: str | bytes) -> None:
        sent = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, values in headers.items():
            for value in values:
                self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(sent)


class Server:
    """Pikir's app on a port of this machine. Binding happens here: raises ``OSError`` if taken."""

    def __init__(self, app: "Chalice", *, port: int, page: Page, timeout_seconds: int = 30) -> None:
        # Chalice keeps the current request on the app; this class of its keeps one per thread.
        app.__class__ = type("ThreadedChalice", (LocalChalice, app.__class__), {})
        config = Config.create(
            chalice_app=app,
            app_name=app.app_name,
            lambda_timeout=timeout_seconds,
            lambda_memory_size=512,
        )
        answered = type(
            "_Answered", (_Handler,), {"gateway": _Gateway(app, config), "page": staticmethod(page)}
        )

        def handler(*arguments: object, **_chalice: object) -> BaseHTTPRequestHandler:
            made: BaseHTTPRequestHandler = answered(*arguments)
            return made

        handler_class: Any = handler  # Chalice only calls it, whatever its annotation says
        self._served = LocalDevServer(app, config, "127.0.0.1", port, handler_class, _Backlog)
        self._thread = threading.Thread(target=self._served.server.serve_forever, daemon=True)
        self.port: int = self._served.server.server_address[1]

    def start(self) -> None:
        """Answer from now on, in threads of its own."""
        self._thread.start()

    def stop(self, *, seconds: float = 10) -> None:
        """Take no more, let what is being answered finish, and let the port go."""
        began = time.monotonic()
        self._served.shutdown()
        self._served.server.finish(max(0.0, seconds - (time.monotonic() - began)))
        self._served.server.server_close()
