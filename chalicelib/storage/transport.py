"""Persistent HTTP connections for botocore, without urllib3's work around each request.

botocore passes a signed request and receives a response; signing, retries and errors stay botocore's.
This saves a fifth of a request's CPU time (see ``bench``). Behind a proxy urllib3 is used as before. Certificates are checked against the bundle that botocore was
configured with (``AWS_CA_BUNDLE``).
"""

import http.client
import io
import socket
import ssl
import weakref
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.httpsession import get_cert_path
from urllib3.util.wait import wait_for_read

from chalicelib import deadlines

_MOST_IDLE: Final = 64

Verify = bool | str
"""As botocore's ``verify``: True for its own certificates, else the path of a bundle or folder of them.

botocore takes it from ``AWS_CA_BUNDLE``, the profile's ``ca_bundle`` or ``REQUESTS_CA_BUNDLE``.
"""


class Client(Protocol):
    """A client of botocore, which makes the class with its methods at run time."""

    meta: Any
    _endpoint: Any


@dataclass(frozen=True, slots=True)
class Timeouts:
    """In seconds: for connecting, and between two parts of an answer."""

    connect: float
    read: float


class _Body(io.BytesIO):
    """A body that is read already, with the interface that botocore expects."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.getvalue()


class PersistentConnections:
    """An HTTP session for botocore: to one host, and safe to share between threads.

    A connection serves one request at a time. One that failed is closed. One that the server closed
    while it was idle is detected before it is used, or replaced if it turns out to be closed. No request, and no
    retry of botocore's, begins after the deadline (``errors.Unavailable``, which botocore passes on) or waits beyond it.
    """

    def __init__(self, url: str, timeouts: Timeouts, *, verify: Verify = True) -> None:
        self._url = urlsplit(url)
        self._timeouts = timeouts
        self._verify = verify
        self._idle: deque[http.client.HTTPConnection] = deque()
        weakref.finalize(self, _close_all, self._idle)

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        """Send a prepared request; raise botocore's own errors, which botocore retries."""
        deadlines.refuse_if_passed()
        while (connection := self._idle_one()) is not None:
            try:
                return self._exchange(connection, request)
            except ConnectionClosedError:
                continue  # closed in this moment: try the next one
        return self._exchange(self._new_one(request.url), request)

    def close(self) -> None:
        """Close the idle connections."""
        _close_all(self._idle)

    def _idle_one(self) -> http.client.HTTPConnection | None:
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if connection.sock is not None and not wait_for_read(connection.sock, timeout=0):
                return connection
            connection.close()

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return _tls_context(self._verify)

    def _make_connection(self, url: str) -> http.client.HTTPConnection:
        host, port = self._url.hostname or "", self._url.port
        patience = deadlines.bound_timeout(self._timeouts.connect)
        if self._url.scheme != "https":
            return http.client.HTTPConnection(host, port, timeout=patience)
        try:
            context = self._context
        except OSError as error:  # no such bundle, or no certificate in it
            raise SSLError(endpoint_url=url, error=error) from error
        return http.client.HTTPSConnection(host, port, timeout=patience, context=context)

    def _new_one(self, url: str) -> http.client.HTTPConnection:
        connection = self._make_connection(url)
        try:
            connection.connect()
        except TimeoutError as error:
            deadlines.refuse_if_passed()
            raise ConnectTimeoutError(endpoint_url=url, error=error) from error
        except ssl.SSLError as error:
            raise SSLError(endpoint_url=url, error=error) from error
        except OSError as error:
            raise EndpointConnectionError(endpoint_url=url, error=error) from error
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _exchange(
        self, connection: http.client.HTTPConnection, request: AWSPreparedRequest
    ) -> AWSResponse:
        connection.sock.settimeout(deadlines.bound_timeout(self._timeouts.read))
        try:
            _send(connection, request)
            answer = connection.getresponse()
            body = answer.read()
        except TimeoutError as error:
            connection.close()
            deadlines.refuse_if_passed()
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise ConnectionClosedError(
                endpoint_url=request.url, request=request, error=error
            ) from error
        if answer.will_close or len(self._idle) >= _MOST_IDLE:
            connection.close()
        else:
            self._idle.append(connection)
        headers: Any = answer.getheaders()
        return AWSResponse(request.url, answer.status, headers, _Body(body))


def use_persistent_connections(client: Client, timeouts: Timeouts) -> None:
    """Let the client use persistent connections, unless its endpoint is behind a proxy."""
    from urllib.request import getproxies, proxy_bypass

    url = client.meta.endpoint_url
    parts = urlsplit(url)
    if parts.scheme in getproxies() and not proxy_bypass(parts.netloc):
        refuse_late_requests(client)
        return
    replaced = client._endpoint.http_session  # noqa: SLF001 -- as below
    # A `before-send` handler would be the public way, but botocore calls all of them, even after
    # one of them (moto's, for example) has answered.
    client._endpoint.http_session = PersistentConnections(  # noqa: SLF001 -- botocore is pinned; see above
        url,
        timeouts,
        verify=replaced._verify,  # noqa: SLF001 -- as above; botocore resolved it
    )


def refuse_late_requests(client: Client) -> None:
    """Let no request of this client, and no retry of botocore's, begin after a request's deadline."""
    client.meta.events.register("before-send", _refuse_if_late)


def _refuse_if_late(**_: object) -> None:
    """Handle ``before-send``: botocore raises what this raises, and does not retry it."""
    deadlines.refuse_if_passed()


def _tls_context(verify: Verify) -> ssl.SSLContext:
    """Make a context that trusts the bundle; raise ``OSError`` if it cannot be read."""
    # An empty variable does not turn the check off.
    bundle = verify if isinstance(verify, str) and verify else get_cert_path(verify=True)
    if bundle and Path(bundle).is_dir():
        return ssl.create_default_context(capath=bundle)
    return ssl.create_default_context(cafile=bundle)


def _close_all(idle: deque[http.client.HTTPConnection]) -> None:
    while idle:
        idle.pop().close()


def _send(connection: http.client.HTTPConnection, request: AWSPreparedRequest) -> None:
    parts = urlsplit(request.url)
    connection.putrequest(
        request.method,
        f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}",
        skip_accept_encoding=True,
    )
    for name, value in request.headers.items():
        connection.putheader(name, value)
    body: Any = request.body
    connection.endheaders(body)
