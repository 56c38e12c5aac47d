"""Kept HTTP/1.1 connections to one host: a request in one write, an answer read as it comes.

``http.client`` writes head and body separately and parses headers as mail; both together cost as much as signing a request. What
is read here is what AWS sends: a status, headers, and a body with ``Content-Length`` or in chunks (RFC 9112, 6 and 7.1).
"""

import select
import socket
import ssl
import weakref
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from chalicelib import deadlines
from chalicelib.frozen import dataclass

_CHUNK: Final = 65_536
_MOST_IDLE: Final = 64
_LONGEST_HEAD: Final = 65_536
_NO_BODY: Final = frozenset({204, 304})


class ConnectionFault(Exception):
    """No answer came: the connection was refused, broke or took too long, or what came is no answer."""


class ConnectionBroke(ConnectionFault):
    """The connection ended before the first byte of an answer, as one does that was closed while it was idle."""


class TlsRefused(ConnectionFault):
    """The server's certificate does not belong to one of the roots, or the handshake failed."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """In seconds: for connecting, and between two parts of an answer."""

    connect: float
    read: float


class RawAnswer(NamedTuple):
    """A status, the headers by their names in lower case, and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect.

    ``trusts`` make the contexts of TLS, each when it is needed: where the first one's roots do not know the server's certificate,
    the next one decides. Without any the connection is plain HTTP, to a database on this machine.
    """

    host: str
    port: int
    trusts: tuple[Callable[[], ssl.SSLContext], ...] = ()


class Connections:
    """Connections to one address, kept for the next request; each serves one request at a time, on any thread."""

    def __init__(self, address: Address, timeouts: Timeouts) -> None:
        self._address = address
        self._timeouts = timeouts
        self._trust = 0
        self._idle: deque[_Connection] = deque()
        weakref.finalize(self, _close_all, self._idle)

    def exchange(self, request: bytes) -> RawAnswer:
        """Send a whole request, head and body, and return its answer.

        A connection that was closed while it was idle is replaced by another.

        Raises:
            ConnectionFault: there is no answer. Whether the request was carried out is not known.
        """
        while (kept := self._take()) is not None:
            try:
                return self._exchange(kept, request)
            except ConnectionBroke:
                continue  # closed in this moment: try the next one
        return self._exchange(_Connection(self._connect()), request)

    def close(self) -> None:
        """Close the idle connections."""
        _close_all(self._idle)

    def _take(self) -> "_Connection | None":
        """Take an idle connection, the one that was used last; None where there is none that is still open."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if not connection.is_readable():  # its end, or something that nobody asked for
                return connection
            connection.close()

    def _connect(self) -> socket.socket:
        if not self._address.trusts:
            return self._open()
        while True:
            plain = self._open()
            tried = self._trust
            try:
                context = self._address.trusts[tried]()
                return context.wrap_socket(plain, server_hostname=self._address.host)
            except OSError as error:
                plain.close()
                deadlines.refuse_if_passed()
                if not self._trusts_more(tried, error):
                    raise _tls_fault(error) from error

    def _trusts_more(self, tried: int, error: OSError) -> bool:
        """Go on to the next roots, for good, where those do not know the certificate; return False where there are none.

        Threads that have tried the same roots go on to the same ones.
        """
        is_unknown = isinstance(error, ssl.SSLCertVerificationError)
        if not is_unknown or tried + 1 >= len(self._address.trusts):
            return False
        self._trust = max(self._trust, tried + 1)
        return True

    def _open(self) -> socket.socket:
        patience = deadlines.bound_timeout(self._timeouts.connect)
        try:
            plain = socket.create_connection((self._address.host, self._address.port), patience)
        except OSError as error:
            deadlines.refuse_if_passed()
            raise ConnectionFault(str(error)) from error
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return plain

    def _exchange(self, connection: "_Connection", request: bytes) -> RawAnswer:
        reader = _Reader(connection.socket)
        try:
            connection.send(request, deadlines.bound_timeout(self._timeouts.read))
            answer, stays_open = reader.answer()
        except TimeoutError as error:
            connection.close()
            deadlines.refuse_if_passed()
            raise ConnectionFault(f"no answer: {error}") from error
        except (OSError, ValueError) as error:
            connection.close()
            kind = ConnectionFault if reader.has_begun else ConnectionBroke
            raise kind(f"{type(error).__name__}: {error}") from error
        if stays_open and len(self._idle) < _MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()
        return answer


def _tls_fault(error: OSError) -> ConnectionFault:
    """Return the fault of a handshake: one that broke may succeed the next time, any other will not."""
    broke = isinstance(error, TimeoutError | ConnectionError | ssl.SSLEOFError)
    return ConnectionFault(str(error)) if broke else TlsRefused(str(error))


class _Connection:
    """A connected socket, with what tells whether anything waits on it to be read."""

    __slots__ = ("_poll", "socket")

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self._poll = select.poll()
        self._poll.register(connected, select.POLLIN)

    def is_readable(self) -> bool:
        return bool(self._poll.poll(0))

    def send(self, request: bytes, timeout: float) -> None:
        """Send a request; ``timeout`` is for this, and for each reading after it."""
        self.socket.settimeout(timeout)
        sent = self.socket.send(request)
        if sent < len(request):  # TLS sends all at once
            self.socket.sendall(memoryview(request)[sent:])

    def close(self) -> None:
        self.socket.close()


def _close_all(connections: deque[_Connection]) -> None:
    while connections:
        connections.pop().close()


class _Reader:
    """Reads one answer; raises ``OSError`` where the connection ends, ``ValueError`` where it is no answer."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""

    @property
    def has_begun(self) -> bool:
        """Whether a byte of the answer has come."""
        return bool(self._buffer)

    def answer(self) -> tuple[RawAnswer, bool]:
        """Return the answer, and whether the connection may be used again."""
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > _LONGEST_HEAD:
                raise ValueError("the head of the answer does not end")
            self._buffer += self._receive()
        status, headers = _parse_head(self._buffer[:end].decode("latin-1"))
        rest = self._buffer[end + 4 :]
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = self._chunks(rest)
        elif status in _NO_BODY:
            body = b""
        else:
            body = self._exactly(rest, int(headers.get("content-length", "")))
        stays_open = headers.get("connection", "").lower() != "close"
        return RawAnswer(status, headers, body), stays_open

    def _receive(self) -> bytes:
        received = self._connection.recv(_CHUNK)
        if not received:
            raise ConnectionError("the server closed the connection")
        return received

    def _exactly(self, begun: bytes, length: int) -> bytes:
        if len(begun) == length:  # nearly always: one read holds the whole answer
            return begun
        parts, missing = [begun], length - len(begun)
        while missing > 0:
            received = self._receive()
            parts.append(received)
            missing -= len(received)
        if missing:
            raise ValueError("more came than the answer's length")
        return b"".join(parts)

    def _chunks(self, begun: bytes) -> bytes:
        rest, parts = begun, list[bytes]()
        while True:
            rest = self._until_line_end(rest)
            line, _, rest = rest.partition(b"\r\n")
            size = int(line.partition(b";")[0], 16)
            while len(rest) < size + 2:
                rest += self._receive()
            if size == 0:
                return b"".join(parts)
            parts.append(rest[:size])
            rest = rest[size + 2 :]

    def _until_line_end(self, begun: bytes) -> bytes:
        while b"\r\n" not in begun:
            begun += self._receive()
        return begun


def _parse_head(head: str) -> tuple[int, Mapping[str, str]]:
    first, *lines = head.split("\r\n")
    version, _, status = first.partition(" ")
    if not version.startswith("HTTP/1."):
        raise ValueError(f"no answer of HTTP/1: {version[:20]}")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return int(status.partition(" ")[0]), headers
