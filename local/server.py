"""werkzeug's threaded server on a port of this machine, with connections that stay open.

Chalice's own development server listens with a backlog of five and restarts whenever a file changes;
werkzeug's closes each connection after one answer, which a load test and a browser would both feel.
"""

import socket
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from typing_extensions import override
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.test import run_wsgi_app

from local.gateway import HEADERS, LOCAL_NAMES, TARGET, UNREAD, Gateway, Page

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from chalice.app import Chalice

HOST = "127.0.0.1"
BACKLOG = 1024
IDLE_SECONDS = 75
"""How long a connection may stay open without a request."""
DISCARD_SECONDS = 5
"""How long a client may go on sending a body that was refused."""


class _Threads(ThreadedWSGIServer):
    """A thread for each connection, and a count of the requests that are being answered."""

    def __init__(self, port: int, app: "WSGIApplication") -> None:
        self._answering = 0
        self._changed = threading.Condition()
        # The socket is bound here: werkzeug itself would end the process over a port that is taken.
        with socket.create_server((HOST, port), backlog=BACKLOG) as bound:
            super().__init__(HOST, port, app, _Connection, fd=bound.fileno())

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count one request, so that a stop can wait for its answer."""
        with self._changed:
            self._answering += 1
        try:
            yield
        finally:
            with self._changed:
                self._answering -= 1
                self._changed.notify_all()

    def finish(self, seconds: float) -> bool:
        """Wait until nothing is being answered; return whether that came in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._answering == 0, timeout=seconds)


class _Connection(WSGIRequestHandler):
    """One connection, on which requests follow each other."""

    server: _Threads
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS
    server_version = "Pikir"
    sys_version = ""

    @override
    def log(self, type: str, message: str, *args: object) -> None:
        """Write nothing: the app logs each request itself."""

    @override
    def make_environ(self) -> "WSGIEnvironment":
        headers: dict[str, list[str]] = {}
        for name, value in self.headers.items():
            headers.setdefault(name.lower(), []).append(value)
        return super().make_environ() | {TARGET: self.path, HEADERS: headers}

    @override
    def run_wsgi(self) -> None:
        """Answer one request; the connection stays open unless a header closes it.

        werkzeug's own closes it, because it does not know whether the body was read to its end.
        The gateway always reads it, and closes where it does not.
        """
        environ = self.make_environ()
        with self.server.answering():
            body, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
            code, _, reason = status.partition(" ")
            self.send_response(int(code), reason)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            for part in body:
                self.wfile.write(part)
        if UNREAD in headers:
            self._discard_rest()

    def _discard_rest(self) -> None:
        """Read what is left of a refused body: a client that is still sending would see a reset."""
        deadline = time.monotonic() + DISCARD_SECONDS
        self.connection.settimeout(0.1)
        with suppress(OSError):
            while self.rfile.read1(1024 * 1024) and time.monotonic() < deadline:
                pass


class Server:
    """Pikir's app on a port of this machine. Binding happens here: raises ``OSError`` if taken."""

    def __init__(
        self, app: "Chalice", *, port: int, page: Page, names: Collection[str] = LOCAL_NAMES
    ) -> None:
        self._threads = _Threads(port, Gateway(app, page, names))
        self._loop = threading.Thread(target=self._threads.serve_forever, daemon=True)
        self.port: int = self._threads.port

    def start(self) -> None:
        """Answer from now on, in threads of its own."""
        self._loop.start()

    def stop(self, *, seconds: float = 10) -> None:
        """Accept no more, let what is being answered finish, and let the port go."""
        deadline = time.monotonic() + seconds
        self._threads.shutdown()
        self._threads.finish(max(0.0, deadline - time.monotonic()))
        self._threads.server_close()
