"""Pikir in the test's own process for the browser, so that a test can lower a limit or stop the database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

from typing_extensions import override

from chalicelib.actions.services import Services
from tests.web.client import ALL_ROUTES, Client, app_of


class InProcessPikir:
    """Answers the browser's requests with an app; ``posts`` lists the bodies of those that sent something."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client: Client | None = None
        self._posts: list[bytes] = []

    @property
    def posts(self) -> Sequence[bytes]:
        return tuple(self._posts)

    def start(self, services: Services) -> None:
        """Answer with these services from now on, as a process that has just started."""
        self._client = Client(app_of(ALL_ROUTES, services))

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        assert self._client is not None
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        if request.command == "POST":
            self._posts.append(body)
        headers = dict(request.headers.items())
        response = self._client.request(request.command, request.path, body=body, headers=headers)
        request.send_response(response.status)
        for name, value in response.headers.items():
            request.send_header(name, value)
        for cookie in response.cookies:
            request.send_header("Set-Cookie", cookie)
        request.end_headers()
        request.wfile.write(response.body)


@contextmanager
def in_process_pikir() -> Iterator[InProcessPikir]:
    """Listen for the time of the block, each request on a connection of its own."""

    class Handler(BaseHTTPRequestHandler):
        pikir: ClassVar[InProcessPikir]

        def do_GET(self) -> None:
            self.pikir.answer(self)

        do_POST = do_GET  # noqa: N815 -- the standard library's name

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Handler.pikir = InProcessPikir(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield Handler.pikir
        finally:
            server.shutdown()
            thread.join()
