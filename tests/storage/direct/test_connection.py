"""Kept connections, and servers that close, stall or answer badly."""

import re
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import deadlines, errors
from chalicelib.storage.direct import connection
from chalicelib.storage.direct.connection import (
    Address,
    ConnectionBroke,
    ConnectionFault,
    Connections,
    Timeouts,
    TlsRefused,
)
from tests.storage.direct.server import Handler, serve, serve_securely

TIMEOUTS = Timeouts(connect=10, read=10)
SHORT_TIMEOUTS = Timeouts(connect=10, read=0.3)


Trust = Callable[[], ssl.SSLContext]


@contextmanager
def connect(url: str, timeouts: Timeouts = TIMEOUTS, *trusts: Trust) -> Iterator[Connections]:
    parts = urlsplit(url)
    connections = Connections(Address(parts.hostname or "", parts.port or 0, trusts), timeouts)
    try:
        yield connections
    finally:
        connections.close()


def make_request(body: bytes, mark: str = "") -> bytes:
    head = f"POST / HTTP/1.1\r\nhost: x\r\nx-mine: {mark}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def send(connections: Connections, body: bytes = b"{}") -> bytes:
    return connections.exchange(make_request(body)).body


def echo(handler: Handler, body: bytes) -> None:
    handler.reply(body)


def test_requests_share_one_connection() -> None:
    def answer(handler: Handler, body: bytes) -> None:
        handler.reply(body, 400, **{"x-amzn-RequestId": handler.headers["x-mine"]})

    with serve(answer) as server, connect(server.url) as connections:
        for number in range(5):
            body = f"Дөңгелек {number}".encode()
            reply = connections.exchange(make_request(body, str(number)))
            assert (reply.status, reply.body) == (400, body)
            assert reply.headers["x-amzn-requestid"] == str(number)
        assert server.connections == 1


def test_closed_connections_are_not_used_again() -> None:
    with serve(echo) as server, connect(server.url) as connections:
        for _ in range(2):
            assert send(connections) == b"{}"
            connections.close()
        assert server.connections == 2


def test_idle_connections_are_closed_with_whoever_kept_them() -> None:
    with serve(echo) as server:
        parts = urlsplit(server.url)
        connections = Connections(Address(parts.hostname or "", parts.port or 0), TIMEOUTS)
        send(connections)
        (idle,) = kept = connections._idle
        del connections
        assert not kept
        assert idle.socket.fileno() == -1


def test_threads_do_not_share_a_connection_at_the_same_time() -> None:
    with serve(echo) as server, connect(server.url) as connections, ThreadPoolExecutor(8) as pool:
        bodies = [str(number).encode() for number in range(400)]
        assert list(pool.map(lambda body: send(connections, body), bodies)) == bodies
        assert server.connections <= 8


def test_a_connection_that_the_server_will_close_is_not_used_again() -> None:
    def reply_and_close(handler: Handler, body: bytes) -> None:
        handler.reply(body, Connection="close")

    with serve(reply_and_close) as server, connect(server.url) as connections:
        for _ in range(3):
            assert send(connections) == b"{}"
        assert server.connections == 3


def test_a_server_that_asks_to_close_is_believed_even_if_it_does_not() -> None:
    def reply_and_stay(handler: Handler, body: bytes) -> None:
        handler.reply(body, Connection="Close")
        handler.close_connection = False

    with serve(reply_and_stay) as server, connect(server.url) as connections:
        for _ in range(2):
            assert send(connections) == b"{}"
        assert server.connections == 2


def test_a_connection_that_died_while_idle_is_replaced() -> None:
    def reply_and_hang_up(handler: Handler, body: bytes) -> None:
        handler.reply(body)
        handler.close_connection = True

    with serve(reply_and_hang_up) as server, connect(server.url) as connections:
        for _ in range(20):
            assert send(connections) == b"{}"


def test_an_idle_connection_that_turns_out_closed_is_replaced_at_once() -> None:
    connection_counts: list[int] = []

    def hang_up_on_the_second(handler: Handler, body: bytes) -> None:
        connection_counts.append(handler.server.connections)
        if len(connection_counts) == 2:
            handler.close_connection = True
        else:
            handler.reply(body)

    with serve(hang_up_on_the_second) as server, connect(server.url) as connections:
        send(connections)
        assert send(connections) == b"{}"
        assert connection_counts == [1, 1, 2]


def test_bytes_that_come_unasked_on_an_idle_connection_answer_no_request() -> None:
    is_answered = threading.Event()

    def reply_twice(handler: Handler, body: bytes) -> None:
        handler.reply(body)
        is_answered.wait(10)
        is_answered.clear()
        handler.reply(b"Request Timeout", 408, Connection="close")

    with serve(reply_twice) as server, connect(server.url) as connections:
        for number in (b"1", b"2", b"3"):
            assert send(connections, number) == number
            is_answered.set()
            select.select([connections._idle[0].socket], [], [], 10)
        assert server.connections == 3


def test_the_value_of_a_header_may_have_colons() -> None:
    def answer(handler: Handler, _: bytes) -> None:
        handler.reply(b"", 200, **{"X-Of": " a: b:c "})

    with serve(answer) as server, connect(server.url) as connections:
        assert connections.exchange(make_request(b"")).headers["x-of"] == "a: b:c"


def test_a_new_connection_that_is_closed_is_a_fault() -> None:
    def hang_up(handler: Handler, body: bytes) -> None:
        handler.close_connection = True

    with serve(hang_up) as server, connect(server.url) as connections:
        with pytest.raises(ConnectionBroke):
            send(connections)
        assert server.connections == 1


def test_an_answer_that_breaks_off_is_not_asked_for_again_at_once() -> None:
    def break_off(handler: Handler, body: bytes) -> None:
        if body == b"whole":
            handler.reply(body)
            return
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.close_connection = True

    with serve(break_off) as server, connect(server.url) as connections:
        send(connections, b"whole")
        with pytest.raises(ConnectionFault) as fault:
            send(connections, b"half")
        assert type(fault.value) is ConnectionFault
        assert server.connections == 1


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"SSH-2.0-OpenSSH\r\n\r\n", "ValueError: no answer of HTTP/1: SSH-2.0-OpenSSH"),
        (b"HTTP/1.1 fine\r\n\r\n", "ValueError: invalid literal"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n", "ValueError: invalid literal"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "ValueError: invalid literal"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nmore than one", "ValueError: more came"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n", "ValueError: invalid"),
        (b"x" * 70_000, "ValueError: the head of the answer does not end"),
    ],
)
def test_bytes_of_no_answer_are_a_fault(raw: bytes, message: str) -> None:
    def answer(handler: Handler, _: bytes) -> None:
        handler.wfile.write(raw)
        handler.close_connection = True

    with serve(answer) as server, connect(server.url) as connections:
        with pytest.raises(ConnectionFault, match=message):
            send(connections)
        assert not connections._idle


@pytest.mark.parametrize("sizes", [[], [1], [5, 70_000, 3]])
def test_an_answer_in_chunks_is_read_whole(sizes: list[int]) -> None:
    def answer(handler: Handler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for size in sizes:
            handler.wfile.write(f"{size:x};note=1\r\n".encode() + b"a" * size + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")

    with serve(answer) as server, connect(server.url) as connections:
        for _ in range(2):
            assert send(connections) == b"a" * sum(sizes)
        assert server.connections == 1


class Parts:
    """A socket on which an answer comes in parts of a size."""

    def __init__(self, answer: bytes, size: int) -> None:
        self._parts = [answer[at : at + size] for at in range(0, len(answer), size)]

    def recv(self, _: int) -> bytes:
        return self._parts.pop(0) if self._parts else b""


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=4), st.booleans(), st.integers(1, 90))
def test_an_answer_is_the_same_wherever_it_is_cut(
    pieces: list[bytes], in_chunks: bool, size: int
) -> None:
    body = b"".join(pieces)
    if in_chunks:
        head = b"Transfer-Encoding: chunked"
        sent = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [*pieces, b""])
    else:
        head, sent = b"Content-Length: %d" % len(body), body
    parts: Any = Parts(b"HTTP/1.1 200 OK\r\n%b\r\n\r\n%b" % (head, sent), size)
    answer, stays_open = connection._Reader(parts).answer()
    assert (answer.status, answer.body, stays_open) == (200, body, True)
    assert parts.recv(1) == b""


def test_an_answer_larger_than_one_read_is_whole() -> None:
    body = bytes(range(256)) * 4_000
    with serve(lambda handler, _: handler.reply(body)) as server, connect(server.url) as each:
        assert send(each) == body
        assert send(each, body) == body


def test_a_request_larger_than_one_write_is_sent_whole() -> None:
    def hash_body(handler: Handler, body: bytes) -> None:
        handler.reply(sha256(body).digest())

    body = bytes(range(256)) * 60_000
    with serve(hash_body) as server, connect(server.url) as connections:
        assert send(connections, body) == sha256(body).digest()


def test_an_answer_without_a_body_is_empty() -> None:
    def answer(handler: Handler, _: bytes) -> None:
        handler.send_response(204)
        handler.end_headers()

    with serve(answer) as server, connect(server.url) as connections:
        assert [send(connections), send(connections)] == [b"", b""]
        assert server.connections == 1


def test_a_silent_server_is_a_fault_and_ends_the_connection() -> None:
    finished = threading.Event()

    def keep_silent(handler: Handler, body: bytes) -> None:
        if body == b"first":
            finished.wait(5)
            handler.close_connection = True
        else:
            handler.reply(body)

    with serve(keep_silent) as server, connect(server.url, SHORT_TIMEOUTS) as connections:
        with pytest.raises(ConnectionFault, match="no answer"):
            send(connections, b"first")
        connections._timeouts = TIMEOUTS  # an answer may take longer than that on a busy machine
        assert send(connections, b"second") == b"second"
        assert server.connections == 2
        finished.set()


def test_a_refused_connection_is_a_fault() -> None:
    with socket.socket() as closed_socket:
        closed_socket.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed_socket.getsockname()[1]}"
        with connect(url) as connections, pytest.raises(ConnectionFault):
            send(connections)


def test_connections_beyond_the_idle_limit_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_MOST_IDLE", 0)
    with serve(echo) as server, connect(server.url) as connections:
        for _ in range(3):
            send(connections)
        assert server.connections == 3


def test_no_attempt_to_connect_outlasts_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    def time_out(_: object, patience: float) -> None:
        assert patience < TIMEOUTS.connect
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", time_out)
    with (
        connect("http://127.0.0.1:9") as connections,
        deadlines.begin(0, monotonic),
        pytest.raises(errors.Unavailable),
    ):
        send(connections)


def test_a_request_on_a_kept_connection_waits_until_the_deadline_and_the_next_one_as_usual() -> (
    None
):
    finished = threading.Event()

    def keep_silent(handler: Handler, body: bytes) -> None:
        if body == b"slow":
            finished.wait(5)
        handler.reply(body)

    with serve(keep_silent) as server, connect(server.url) as connections:
        send(connections)
        with deadlines.begin(0.05, monotonic), pytest.raises(errors.Unavailable):
            send(connections, b"slow")
        finished.set()
        assert send(connections, b"slow") == b"slow"


def test_threads_that_meet_an_unknown_certificate_at_once_all_go_on_to_the_next_roots(
    authority: Path,
) -> None:
    both_have_tried = threading.Barrier(2)

    def trust_nobody() -> ssl.SSLContext:
        both_have_tried.wait(10)
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    def trust() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=authority)

    with (
        serve_securely(authority, echo) as url,
        connect(url, TIMEOUTS, trust_nobody, trust) as connections,
        ThreadPoolExecutor(2) as pool,
    ):
        assert list(pool.map(lambda body: send(connections, body), (b"1", b"2"))) == [b"1", b"2"]


@contextmanager
def accept_one(treat: Callable[[socket.socket], object]) -> Iterator[str]:
    """Listen, treat the first connection so, and close it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            accepted, _ = listening.accept()
            with accepted:
                treat(accepted)

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def reset(accepted: socket.socket) -> None:
    accepted.recv(1_000)
    accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stay_silent(accepted: socket.socket) -> None:
    with suppress(ConnectionResetError):  # as the client leaves
        while accepted.recv(1_000):
            pass


def answer_plainly(accepted: socket.socket) -> None:
    accepted.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    stay_silent(accepted)


@pytest.mark.parametrize(
    ("treat", "refuses"),
    [
        (reset, False),
        (lambda accepted: accepted.recv(1_000), False),
        (stay_silent, False),
        (answer_plainly, True),
    ],
    ids=["reset", "closed", "silent", "no TLS"],
)
def test_a_handshake_that_breaks_may_be_tried_again_and_one_that_is_refused_may_not(
    treat: Callable[[socket.socket], object], refuses: bool
) -> None:
    with (
        accept_one(treat) as url,
        connect(url, Timeouts(0.5, 0.5), ssl.create_default_context) as connections,
        pytest.raises(ConnectionFault) as fault,
    ):
        send(connections)
    assert isinstance(fault.value, TlsRefused) == refuses
    assert re.search("reset|EOF|timed out|WRONG_VERSION", str(fault.value))
