"""A proxy before DynamoDB that does what networks do: it carries a request out and loses the reply."""

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
    """What is to go wrong next, and what was carried out behind it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._to_lose: Counter[str] = Counter()
        self.carried_out: Counter[str] = Counter()
        self.stall = 0.0

    def lose(self, operation: str, times: int, *, stall: float = 0.0) -> None:
        """Lose the replies to the next such requests: cut the line, or first keep silent."""
        self._to_lose[operation] = times
        self.stall = stall

    def loses(self, operation: str) -> bool:
        with self._lock:
            self.carried_out[operation] += 1
            if self._to_lose[operation] == 0:
                return False
            self._to_lose[operation] -= 1
            return True


@contextmanager
def proxy_before(endpoint: str, faults: Faults) -> Iterator[str]:
    """The address of a proxy before that endpoint."""
    target = urlsplit(endpoint)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            line = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
            line.request("POST", self.path, body, dict(self.headers.items()))
            answer = line.getresponse()
            content = answer.read()
            line.close()
            if faults.loses(self.headers["X-Amz-Target"].rpartition(".")[2]):
                time.sleep(faults.stall)
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"content-length", "connection", "date", "server"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

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
