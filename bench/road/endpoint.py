"""A TLS endpoint in place of DynamoDB: ``python -m bench.road.endpoint CERTIFICATE KEY DATABASE``; it prints its port.

Writes of a whole item are answered with ``{}`` at once, so that nothing grows while it is measured; every other request is passed
to the database at the address. ``GET /counts`` gives the number of requests by operation, and their bytes.
"""

import http.client
import json
import ssl
import sys
import threading
import zlib
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from typing_extensions import override

CONSTANT = frozenset({"PutItem", "TransactWriteItems"})
_counts: Counter[str] = Counter()
_of_thread = threading.local()


def _handler(database: str) -> type[BaseHTTPRequestHandler]:
    class Endpoint(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            self._answer(200, json.dumps(_counts).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            operation = self.headers["X-Amz-Target"].rpartition(".")[2]
            _counts.update({operation: 1, "requests": 1, "bytes": len(body)})
            if operation in CONSTANT:
                self._answer(200, b"{}")
            else:
                self._answer(*_pass_on(database, dict(self.headers.items()), body))

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response_only(
                status
            )  # no Date: a measured process may pretend that a minute has passed
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("x-amz-crc32", str(zlib.crc32(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *_: object) -> None:
            """Say nothing."""

    return Endpoint


def _pass_on(database: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
    connection = getattr(_of_thread, "connection", None)
    if connection is None:
        parts = urlsplit(database)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        _of_thread.connection = connection
    connection.request("POST", "/", body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def main(certificate: str, key: str, database: str) -> None:
    """Serve until the process is ended."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(database))
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
