import base64
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from chalice.app import Chalice, Request, Response

from local.gateway import CATCH_ALL
from local.server import Server


def _app(release: threading.Event) -> Chalice:
    """Return an app whose middleware answers every request with parts of its event."""
    app = Chalice("echo", configure_logs=False)
    app.api.binary_types = ["*/*"]
    for path in ("/things/{thing}", CATCH_ALL):
        app.route(path, methods=["GET"], content_types=["*/*"], name=path)(lambda **_: Response(""))

    @app.middleware("http")
    def echo(received: Request, _answer: object) -> Response:
        event = received.to_original_event()
        if event["path"] == "/slow":
            release.wait(10)
        if event["path"] == "/nothing":
            return Response("", status_code=204, headers={})
        echoed = {key: event[key] for key in ("body", "pathParameters", "httpMethod")}
        echoed |= {
            "route": event["requestContext"]["resourcePath"],
            "query": event["multiValueQueryStringParameters"],
            "tags": event["multiValueHeaders"].get("x-tag"),
        }
        return Response(
            json.dumps(echoed).encode(),
            headers={"Content-Type": "application/json", "Set-Cookie": ["a=1", "b=2"]},
        )

    return app


@pytest.fixture
def release() -> threading.Event:
    return threading.Event()


@pytest.fixture
def server(release: threading.Event) -> Iterator[Server]:
    def page(path: str) -> tuple[int, dict[str, str], str] | None:
        return (200, {"Content-Type": "text/html"}, "ours") if path == "/local/page" else None

    server = Server(_app(release), port=0, page=page)
    server.start()
    yield server
    release.set()
    server.stop(seconds=2)


def _request(
    server: Server, method: str, target: str, body: bytes | Iterator[bytes] | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, target, body)
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    return response, answer


def test_binary_bodies_reach_the_app_unchanged(server: Server) -> None:
    _, body = _request(server, "POST", "/things/a", b"\xff\xfe\x00")
    assert base64.b64decode(json.loads(body)["body"]) == b"\xff\xfe\x00"


def test_an_unknown_path_goes_to_the_catch_all(server: Server) -> None:
    _, body = _request(server, "PROPFIND", "/no/such/%D2%9B?a=1&a=2&b=")
    assert json.loads(body) == {
        "body": None,
        "pathParameters": {"proxy": "no/such/%D2%9B"},
        "httpMethod": "PROPFIND",
        "route": CATCH_ALL,
        "query": {"a": ["1", "2"], "b": [""]},
        "tags": None,
    }


def test_a_body_in_chunks_is_read(server: Server) -> None:
    _, body = _request(server, "POST", "/things/a", iter([b"one", b"two"]))
    assert base64.b64decode(json.loads(body)["body"]) == b"onetwo"


def _exchange(server: Server, request: bytes) -> bytes:
    """Send raw bytes and return everything until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(request)
        return raw.makefile("rb").read()


@pytest.mark.parametrize(
    ("chunks", "status"),
    [
        (b"no length\r\n", b"400"),
        (b"-1\r\n", b"400"),
        (b"A00001\r\n" + bytes(0xA00001) + b"\r\n0\r\n\r\n", b"413"),
    ],
    ids=["no length", "below zero", "a byte more than ten megabytes"],
)
def test_impossible_chunks_are_refused(server: Server, chunks: bytes, status: bytes) -> None:
    head = b"POST /things/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert _exchange(server, head + chunks).split(b" ")[1] == status


@pytest.mark.parametrize(("size", "status"), [(10_485_760, b"200"), (10_485_761, b"413")])
def test_a_body_may_have_ten_megabytes(server: Server, size: int, status: bytes) -> None:
    head = f"POST /things/a HTTP/1.1\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n"
    assert _exchange(server, head.encode() + bytes(size)).split(b" ")[1] == status


def test_a_refused_body_ends_the_connection(server: Server) -> None:
    """The server must not read the rest of the body as the next request."""
    request = b"POST /things/a HTTP/1.1\r\nContent-Length: x\r\n\r\nGET /b HTTP/1.1\r\n\r\n"
    assert _exchange(server, request).count(b"HTTP/1.1") == 1


def test_a_client_that_expects_100_continue_gets_it(server: Server) -> None:
    head = b"POST /things/a HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(head)
        assert raw.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        raw.sendall(b"one")
        assert raw.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_a_repeated_header_keeps_its_values_apart(server: Server) -> None:
    lines = (b"GET /things/a HTTP/1.1", b"X-Tag: one", b"x-tag: two, three", b"Connection: close")
    answer = _exchange(server, b"\r\n".join((*lines, b"", b"")))
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["tags"] == ["one", "two, three"]


def test_each_cookie_has_a_header_of_its_own(server: Server) -> None:
    response, _ = _request(server, "GET", "/things/a")
    assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_an_answer_without_a_body_keeps_the_connection(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    for method, target, status in (
        ("GET", "/nothing", 204),
        ("HEAD", "/things/a", 200),
        ("GET", "/things/b", 200),
    ):
        connection.request(method, target)
        response = connection.getresponse()
        assert (response.status, response.will_close) == (status, False)
        response.read()
    connection.close()


@pytest.mark.parametrize(
    ("length", "status"), [("a lot", 400), ("-1", 400), ("²", 400), ("99999999999", 413)]
)
def test_an_impossible_length_is_refused(server: Server, length: str, status: int) -> None:
    request = f"POST /things/a HTTP/1.1\r\nContent-Length: {length}\r\n\r\n"
    assert _exchange(server, request.encode()).split(b" ")[1] == str(status).encode()


def test_pages_of_the_local_stack_come_before_the_app(server: Server) -> None:
    assert _request(server, "GET", "/local/page")[1] == b"ours"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("LocalHost", 200),
        ("evil.example:8000", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:80", 421),
        ("", 421),
    ],
)
def test_only_this_machine_s_own_names_are_answered(server: Server, host: str, status: int) -> None:
    """A page of another site that points its own name here must not read the local mail."""
    asked = f"GET /local/page HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    answer = _exchange(server, asked.encode())
    assert answer.split(b" ")[1] == str(status).encode()
    assert (b"ours" in answer) == (status == 200)


def test_four_hundred_requests_at_once_are_answered(server: Server) -> None:
    with ThreadPoolExecutor(64) as pool:
        statuses = pool.map(lambda _: _request(server, "GET", "/things/a")[0].status, range(400))
    assert set(statuses) == {200}


def test_a_stop_waits_for_a_response_under_way(server: Server, release: threading.Event) -> None:
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(_request, server, "GET", "/slow")
        time.sleep(0.2)
        stopping = threads.submit(server.stop)
        time.sleep(0.2)
        release.set()
        assert slow.result(timeout=10)[0].status == 200
        stopping.result(timeout=10)


def test_a_port_in_use_is_reported_at_once(server: Server, release: threading.Event) -> None:
    with pytest.raises(OSError, match="in use"):
        Server(_app(release), port=server.port, page=lambda _: None)
