"""A proxy in front of DynamoDB whose behaviour a test chooses: lose replies, cancel transactions.

Real clients pass through it, so botocore's retries and its reading of errors are part of the test.
"""

import http.client
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import SplitResult, urlsplit

from typing_extensions import override

_OWN_HEADERS = {"content-length", "connection", "date", "server"}


@dataclass(frozen=True)
class ProxyRequest:
    """A request on its way to DynamoDB; the names of its headers are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        """The name of the API's operation: ``PutItem``."""
        return self.headers["x-amz-target"].rpartition(".")[2]

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The operation's parameters, in DynamoDB's JSON."""
        parameters: dict[str, Any] = json.loads(self.body)
        return parameters


@dataclass(frozen=True)
class ProxyReply:
    """A reply on its way to the client."""

    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Forward = Callable[[ProxyRequest], ProxyReply]
Behaviour = Callable[[ProxyRequest, Forward], ProxyReply | None]
"""Answers a request, with or without forwarding it; None closes the connection without a reply."""


@contextmanager
def proxy_before(endpoint: str, behaviour: Behaviour) -> Iterator[str]:
    """Run a proxy in front of the endpoint in threads of this process and give its address."""
    target = urlsplit(endpoint)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        @override
        def setup(self) -> None:
            super().setup()
            self.upstream = _Upstream(target)

        @override
        def finish(self) -> None:
            self.upstream.close()
            super().finish()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = ProxyRequest(self.path, headers, body)
            reply = behaviour(request, self.upstream.forward)
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

        @override
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a client that went away."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


class _Upstream:
    """One connection to DynamoDB, kept open, for one connection of a client."""

    def __init__(self, target: SplitResult) -> None:
        self._line = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)

    def forward(self, request: ProxyRequest) -> ProxyReply:
        """Send the request on and return the reply as it is."""
        self._line.request("POST", request.path, request.body, dict(request.headers))
        answer = self._line.getresponse()
        content = answer.read()
        headers = {
            name: value for name, value in answer.getheaders() if name.lower() not in _OWN_HEADERS
        }
        return ProxyReply(answer.status, content, headers)

    def close(self) -> None:
        """Close the connection."""
        self._line.close()
