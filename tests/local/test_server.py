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

from local.server import CATCH_ALL, Server


def _app(released: threading.Event) -> Chalice:
    """Answers everything with what it was asked, as Pikir's endpoint does, from a middleware."""
    app = Chalice("echo", configure_logs=False)
    app.api.binary_types = ["*/*"]
    for path in ("/things/{thing}", CATCH_ALL):
        app.route(path, methods=["GET"], content_types=["*/*"], name=path)(lambda **_: Response(""))

    @app.middleware("http")
    def echo(received: Request, _answer: object) -> Response:
        event = received.to_original_event()
        if event["path"] == "/slow":
            released.wait(10)
        if event["path"] == "/nothing":
            return Response("", status_code=204, headers={})
        said = {key: event[key] for key in ("body", "pathParameters", "httpMethod")}
        said |= {
            "route": event["requestContext"]["resourcePath"],
            "query": event["multiValueQueryStringParameters"],
        }
        return Response(
            json.dumps(said).encode(),
            headers={"Content-Type": "application/json", "Set-Cookie": ["a=1", "b=2"]},
        )

    return app


@pytest.fixture
def released() -> threading.Event:
    return threading.Event()


@pytest.fixture
def server(released: threading.Event) -> Iterator[Server]:
    def page(path: str) -> tuple[int, dict[str, str], str] | None:
        return (200, {"Content-Type": "text/html"}, "ours") if path == "/local/page" else None

    made = Server(_app(released), port=0, page=page)
    made.start()
    yield made
    released.set()
    made.stop(seconds=2)


def _ask(
    server: Server, method: str, target: str, body: bytes | Iterator[bytes] | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, target, body)
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    return response, answer


def test_bytes_that_are_no_text_reach_the_app_unchanged(server: Server) -> None:
    _, body = _ask(server, "POST", "/things/a", b"\xff\xfe\x00")
    assert base64.b64decode(json.loads(body)["body"]) == b"\xff\xfe\x00"


def test_an_unknown_path_goes_to_the_catch_all(server: Server) -> None:
    _, body = _ask(server, "PROPFIND", "/no/such/%D2%9B?a=1&a=2&b=")
    assert json.loads(body) == {
        "body": None,
        "pathParameters": {"proxy": "no/such/%D2%9B"},
        "httpMethod": "PROPFIND",
        "route": CATCH_ALL,
        "query": {"a": ["1", "2"], "b": [""]},
    }


def test_a_body_in_chunks_is_read(server: Server) -> None:
    _, body = _ask(server, "POST", "/things/a", iter([b"one", b"two"]))
    assert base64.b64decode(json.loads(body)["body"]) == b"onetwo"


def test_each_cookie_has_a_header_of_its_own(server: Server) -> None:
    response, _ = _ask(server, "GET", "/things/a")
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
def test_a_length_that_cannot_be_is_refused(server: Server, length: str, status: int) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(f"POST /things/a HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())
        assert raw.recv(1000).split(b" ")[1] == str(status).encode()


def test_the_local_pages_come_first(server: Server) -> None:
    assert _ask(server, "GET", "/local/page")[1] == b"ours"


def test_a_crowd_is_let_in(server: Server) -> None:
    with ThreadPoolExecutor(64) as crowd:
        statuses = crowd.map(lambda _: _ask(server, "GET", "/things/a")[0].status, range(400))
    assert set(statuses) == {200}


def test_a_stop_lets_an_answer_finish(server: Server, released: threading.Event) -> None:
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(_ask, server, "GET", "/slow")
        time.sleep(0.2)
        stopping = threads.submit(server.stop)
        time.sleep(0.2)
        released.set()
        assert slow.result(timeout=10)[0].status == 200
        stopping.result(timeout=10)


def test_a_taken_port_is_said_at_once(server: Server, released: threading.Event) -> None:
    with pytest.raises(OSError, match="in use"):
        Server(_app(released), port=server.port, page=lambda _: None)
