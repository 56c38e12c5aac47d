"""A proxy in front of DynamoDB that forwards requests and can lose the replies."""

import http.client
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit

from typing_extensions import override


class Faults:
    """The replies to lose next, and the requests that were forwarded."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._to_lose: Counter[str] = Counter()
        self.forwarded: Counter[str] = Counter()
        self.stall = 0.0  # seconds

    def lose(self, operation: str, times: int, *, stall: float = 0.0) -> None:
        """Lose the next ``times`` replies to the operation: close the connection after ``stall`` seconds."""
        self._to_lose[operation] = times
        self.stall = stall

    def count_and_lose(self, operation: str) -> bool:
        """Count a forwarded request; return whether to lose its reply."""
        with self._lock:
            self.forwarded[operation] += 1
            if self._to_lose[operation] == 0:
                return False
            self._to_lose[operation] -= 1
            return True


@contextmanager
def proxy_before(endpoint: str, faults: Faults) -> Iterator[str]:
    """Run a proxy in front of the endpoint and give its address."""
    target = urlsplit(endpoint)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            upstream = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
            upstream.request("POST", self.path, body, dict(self.headers.items()))
            response = upstream.getresponse()
            content = response.read()
            upstream.close()
            if faults.count_and_lose(self.headers["X-Amz-Target"].rpartition(".")[2]):
                time.sleep(faults.stall)
                self.close_connection = True
                return
            self.send_response(response.status)
            for name, value in response.getheaders():
                if name.lower() not in {"content-length", "connection", "date", "server"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
