"""Persistent connections, and servers that close, stall or answer badly."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from time import monotonic

import pytest
from botocore.awsrequest import AWSPreparedRequest, HTTPHeaders
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
    SSLError,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typing_extensions import override

from chalicelib import deadlines, errors
from chalicelib.settings import Settings
from chalicelib.storage import connection, transport
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.transport import PersistentConnections, Timeouts

Answer = Callable[["Handler", bytes], None]
TIMEOUTS = Timeouts(connect=10, read=10)
SHORT_TIMEOUTS = Timeouts(connect=10, read=0.3)


class Handler(BaseHTTPRequestHandler):
    """Answers through the server's ``answer``, and counts the connections."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    @override
    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.answer(self, body)

    def reply(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    connections = 0
    answer: Answer = staticmethod(Handler.reply)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serve(answer: Answer) -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    server.answer = answer
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def request_to(url: str, body: bytes = b"{}", **headers: str) -> AWSPreparedRequest:
    fields = HTTPHeaders()
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        fields[name] = value
    return AWSPreparedRequest("POST", f"{url}/", fields, body, stream_output=False)


@contextmanager
def connect(url: str, timeouts: Timeouts = TIMEOUTS) -> Iterator[PersistentConnections]:
    connections = PersistentConnections(url, timeouts)
    try:
        yield connections
    finally:
        connections.close()


def test_requests_share_one_persistent_connection() -> None:
    def echo(handler: Handler, body: bytes) -> None:
        handler.reply(body, 400, **{"x-amzn-RequestId": handler.headers["X-Mine"]})

    with serve(echo) as server, connect(server.url) as connections:
        for number in range(5):
            body = f"Дөңгелек {number}".encode()
            answer = connections.send(request_to(server.url, body, **{"X-Mine": str(number)}))
            assert (answer.status_code, answer.content) == (400, body)
            assert answer.headers["X-AMZN-requestid"] == str(number)
        assert server.connections == 1


def test_threads_do_not_share_a_connection_at_the_same_time() -> None:
    def echo(handler: Handler, body: bytes) -> None:
        handler.reply(body)

    with serve(echo) as server, connect(server.url) as connections, ThreadPoolExecutor(8) as pool:
        bodies = [str(number).encode() for number in range(400)]
        answers = pool.map(lambda body: connections.send(request_to(server.url, body)), bodies)
        assert [answer.content for answer in answers] == bodies
        assert server.connections <= 8


def test_a_connection_that_the_server_will_close_is_not_used_again() -> None:
    def reply_and_close(handler: Handler, body: bytes) -> None:
        handler.reply(body, Connection="close")

    with serve(reply_and_close) as server, connect(server.url) as connections:
        for _ in range(3):
            assert connections.send(request_to(server.url)).content == b"{}"
        assert server.connections == 3


def test_a_connection_that_died_while_idle_is_replaced() -> None:
    def reply_and_hang_up(handler: Handler, body: bytes) -> None:
        handler.reply(body)
        handler.close_connection = True

    with serve(reply_and_hang_up) as server, connect(server.url) as connections:
        for _ in range(20):
            assert connections.send(request_to(server.url)).content == b"{}"


def test_an_idle_connection_that_turns_out_closed_is_replaced_at_once() -> None:
    connection_counts: list[int] = []

    def hang_up_on_the_second(handler: Handler, body: bytes) -> None:
        connection_counts.append(handler.server.connections)
        if len(connection_counts) == 2:
            handler.close_connection = True
        else:
            handler.reply(body)

    with serve(hang_up_on_the_second) as server, connect(server.url) as connections:
        connections.send(request_to(server.url))
        assert connections.send(request_to(server.url)).content == b"{}"
        assert connection_counts == [1, 1, 2]


def test_a_new_connection_that_is_closed_raises_an_error_that_botocore_retries() -> None:
    def hang_up(handler: Handler, body: bytes) -> None:
        handler.close_connection = True

    with (
        serve(hang_up) as server,
        connect(server.url) as connections,
        pytest.raises(ConnectionClosedError),
    ):
        connections.send(request_to(server.url))


def test_a_silent_server_is_a_timeout_and_ends_the_connection() -> None:
    finished = threading.Event()

    def keep_silent(handler: Handler, body: bytes) -> None:
        if body == b"first":
            finished.wait(5)
            handler.close_connection = True
        else:
            handler.reply(body)

    with serve(keep_silent) as server, connect(server.url, SHORT_TIMEOUTS) as connections:
        with pytest.raises(ReadTimeoutError):
            connections.send(request_to(server.url, b"first"))
        connections._timeouts = TIMEOUTS  # an answer may take longer than that on a busy machine
        assert connections.send(request_to(server.url, b"second")).content == b"second"
        assert server.connections == 2
        finished.set()


def test_a_refused_connection_is_an_error_of_the_endpoint() -> None:
    with socket.socket() as closed_socket:
        closed_socket.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed_socket.getsockname()[1]}"
        with connect(url) as connections, pytest.raises(EndpointConnectionError):
            connections.send(request_to(url))


def test_a_connection_that_is_never_accepted_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    def time_out(self: HTTPConnection) -> None:
        raise TimeoutError

    monkeypatch.setattr(HTTPConnection, "connect", time_out)
    with connect("http://127.0.0.1:9") as connections, pytest.raises(ConnectTimeoutError):
        connections.send(request_to("http://127.0.0.1:9"))


def test_a_failed_tls_handshake_is_an_ssl_error() -> None:
    with serve(Handler.reply) as server:
        url = server.url.replace("http:", "https:")
        with connect(url) as connections, pytest.raises(SSLError):
            connections.send(request_to(url))


def write_certificate(bundle: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(pem, pkcs8, serialization.NoEncryption())
    bundle.write_bytes(made.public_bytes(pem) + private)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate of 127.0.0.1 with its key, as a company's own authority issues."""
    bundle = tmp_path_factory.mktemp("authority") / "bundle.pem"
    write_certificate(bundle)
    return bundle


@pytest.fixture
def secure_url(authority: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)

    def answer(handler: Handler, _body: bytes) -> None:
        handler.reply(
            b'{"Item": {"pk": {"S": "A"}}}', 200, **{"Content-Type": "application/x-amz-json-1.0"}
        )

    with serve(answer) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        yield server.url.replace("http:", "https:")


def secure_table(url: str) -> Table:
    settings = Settings(dynamodb_endpoint=url)
    client = connection.client(settings)
    assert isinstance(client._endpoint.http_session, PersistentConnections)
    return Table(client, "pikir")


def test_the_configured_certificates_are_trusted(
    authority: Path, secure_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(authority))
    assert secure_table(secure_url).get(Key("A", "B")) == {"pk": {"S": "A"}}


@pytest.mark.parametrize("bundle", [None, "nowhere.pem", "empty.pem", "."])
def test_an_untrusted_certificate_is_named_in_the_log(
    bundle: str | None,
    secure_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "empty.pem").touch()
    if bundle:
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / bundle))
    monkeypatch.setattr(connection, "ATTEMPTS", 1)
    with pytest.raises(errors.Unavailable):
        secure_table(secure_url).get(Key("A", "B"))
    lines = [
        json.loads(record.message) for record in caplog.records if record.name == "pikir.storage"
    ]
    assert [line["database"] for line in lines] == ["TLS refused"]
    assert secure_url in lines[0]["why"]
    assert bundle or "CERTIFICATE_VERIFY_FAILED" in lines[0]["why"]


def test_a_proxy_is_left_to_urllib3(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings()

    def session() -> object:
        return connection.client(settings)._endpoint.http_session

    assert isinstance(session(), PersistentConnections)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert not isinstance(session(), PersistentConnections)
    monkeypatch.setenv("NO_PROXY", "amazonaws.com")
    assert isinstance(session(), PersistentConnections)


def test_connections_beyond_the_idle_limit_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_MOST_IDLE", 0)
    with serve(Handler.reply) as server, connect(server.url) as connections:
        for _ in range(3):
            connections.send(request_to(server.url))
        assert server.connections == 3


def test_no_request_begins_after_the_deadline() -> None:
    nowhere = "http://127.0.0.1:9"
    with (
        connect(nowhere) as connections,
        deadlines.begin(0, monotonic),
        pytest.raises(errors.Unavailable),
    ):
        connections.send(request_to(nowhere))


def test_a_request_on_a_kept_connection_waits_until_the_deadline_and_the_next_one_as_usual() -> (
    None
):
    finished = threading.Event()

    def keep_silent(handler: Handler, body: bytes) -> None:
        if body == b"slow":
            finished.wait(5)
        handler.reply(body)

    with serve(keep_silent) as server, connect(server.url) as connections:
        connections.send(request_to(server.url))
        with deadlines.begin(0.05, monotonic), pytest.raises(errors.Unavailable):
            connections.send(request_to(server.url, b"slow"))
        finished.set()
        assert connections.send(request_to(server.url, b"slow")).content == b"slow"


def test_botocore_does_not_retry_after_the_deadline() -> None:
    requests: list[bytes] = []
    finished = threading.Event()

    def keep_silent(handler: Handler, body: bytes) -> None:
        requests.append(body)
        finished.wait(5)
        handler.close_connection = True

    with serve(keep_silent) as server:
        table = Table(connection.client(Settings(dynamodb_endpoint=server.url)), "pikir")
        with deadlines.begin(0.05, monotonic), pytest.raises(errors.Unavailable):
            table.get(Key("A", "B"))
        finished.set()
    assert len(requests) == 1


@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:9"])
def test_a_deadline_refuses_requests_and_retries_behind_a_proxy_too(
    proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
    client = connection.client(Settings(dynamodb_endpoint="http://dynamodb.example:9"))
    with deadlines.begin(0, monotonic), pytest.raises(errors.Unavailable):
        client.get_item(TableName="pikir", Key={})  # type: ignore[attr-defined] # botocore's, made at run time
