"""Credentials from the endpoint that the container names: what Lambda gives with SnapStart instead of an access key.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html. They expire after some hours, so they are
fetched again a quarter of an hour before that, by the first request that notices; the others go on with those that they have.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address
from threading import Lock
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

from pydantic_core import from_json

from chalicelib import deadlines
from chalicelib.domain.timestamps import parse_moment
from chalicelib.settings import ContainerEndpoint, Credentials
from chalicelib.storage.direct.connection import Address, ConnectionFault, Connections, Timeouts
from chalicelib.storage.direct.credentials import CredentialsFault
from chalicelib.storage.direct.retries import ATTEMPTS, pause_before

AHEAD: Final = timedelta(minutes=15)
"""How long before they expire credentials are renewed."""
_NEXT_TRY: Final = timedelta(minutes=1)
"""After a renewal that failed while the credentials were still valid."""
_HOSTS: Final = frozenset({"localhost", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"})
"""Beside loopback addresses: those of ECS and EKS, as botocore has them. The token must reach no other host over plain HTTP."""
_TIMEOUTS: Final = Timeouts(connect=1, read=2)
_LONGEST_WAIT: Final = 12.0
"""In seconds, for another thread that fetches them: all its attempts."""
_OK: Final = 200


class _Lease(NamedTuple):
    credentials: Credentials
    renew_at: datetime
    expires_at: datetime


class ContainerCredentials:
    """The credentials of a container, fetched when they are first needed. ``endpoint`` is read for each fetch, ``now`` is in UTC."""

    def __init__(
        self,
        endpoint: Callable[[], ContainerEndpoint],
        now: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._now = now
        self._sleep = sleep
        self._lease: _Lease | None = None
        self._lock = Lock()

    def current(self) -> Credentials:
        """Return what to sign a request with now; raise ``CredentialsFault`` where there is nothing valid."""
        lease, now = self._lease, self._now()
        if lease is not None and now < lease.renew_at:
            return lease.credentials
        if lease is not None and now < lease.expires_at:
            return self._renew_ahead(lease, now)
        return self._replace(lease).credentials

    def renew(self, refused: Credentials) -> Credentials:
        """Return others than those, which AWS says have expired; raise ``CredentialsFault`` where there are none."""
        lease = self._lease
        if lease is not None and lease.credentials != refused:
            return lease.credentials
        return self._replace(lease).credentials

    def _renew_ahead(self, lease: _Lease, now: datetime) -> Credentials:
        """Fetch others unless another thread does; where that fails, the ones at hand are still good."""
        if not self._lock.acquire(blocking=False):
            return lease.credentials
        try:
            if self._lease is lease:
                self._lease = self._fetch()
        except CredentialsFault:
            self._lease = lease._replace(renew_at=now + _NEXT_TRY)
        finally:
            self._lock.release()
        return (self._lease or lease).credentials

    def _replace(self, lease: _Lease | None) -> _Lease:
        """Return what follows the lease: fetched by one thread, while the others wait for it."""
        if not self._lock.acquire(timeout=deadlines.bound_timeout(_LONGEST_WAIT)):
            raise CredentialsFault("another thread waits for the container's endpoint")
        try:
            current = self._lease
            if current is None or current is lease:
                current = self._lease = self._fetch()
            return current
        finally:
            self._lock.release()

    def _fetch(self) -> _Lease:
        """Ask the endpoint, three times at most."""
        endpoint = self._endpoint()
        url = _check(endpoint)
        request = _write_request(url, endpoint.authorization)
        connections = Connections(Address(url.hostname or "", url.port or 80), _TIMEOUTS)
        reason: Exception | None = None
        for attempt in range(1, ATTEMPTS + 1):
            deadlines.refuse_if_passed()
            try:
                return _read(connections, request)
            except (ConnectionFault, ValueError) as error:
                reason = error
            finally:
                connections.close()
            if attempt < ATTEMPTS:
                self._sleep(deadlines.bound_timeout(pause_before(attempt, throttled=True)))
        raise CredentialsFault(str(reason))


def _check(endpoint: ContainerEndpoint) -> SplitResult:
    """Return the parts of the endpoint's address; raise ``CredentialsFault`` for one that may not be asked."""
    url = urlsplit(endpoint.url)
    if url.scheme != "http" or not _is_allowed(url.hostname or ""):
        raise CredentialsFault(f"no container's endpoint: {url.scheme}://{url.hostname}")
    if any(letter in (endpoint.authorization or "") for letter in "\r\n"):
        raise CredentialsFault("the container's token is no value of a header")
    return url


def _is_allowed(host: str) -> bool:
    try:
        return host in _HOSTS or ip_address(host).is_loopback
    except ValueError:
        return False


def _write_request(url: SplitResult, authorization: str | None) -> bytes:
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    token = f"authorization: {authorization}\r\n" if authorization else ""
    head = f"GET {target} HTTP/1.1\r\nhost: {url.netloc}\r\naccept: application/json\r\n{token}\r\n"
    return head.encode("latin-1")


def _read(connections: Connections, request: bytes) -> _Lease:
    """Return what the endpoint answers; raise ``ConnectionFault`` or ``ValueError``."""
    answer = connections.exchange(request)
    if answer.status != _OK:
        raise ValueError(f"the container's endpoint answered {answer.status}")
    try:
        content = from_json(answer.body)
        expires_at = parse_moment(content["Expiration"])
        credentials = Credentials(
            str(content["AccessKeyId"]), str(content["SecretAccessKey"]), str(content["Token"])
        )
    except (KeyError, TypeError, ValueError):
        raise ValueError("the container's endpoint answered without credentials") from None
    return _Lease(credentials, expires_at - AHEAD, expires_at)
