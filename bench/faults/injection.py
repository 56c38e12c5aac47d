"""Faults at one call of a client, below its retries: on the wire, as networks and AWS make them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError

from chalicelib.storage.direct.client import DirectClient
from chalicelib.storage.direct.connection import ConnectionFault, Connections, RawAnswer


class Fault(Enum):
    """What happens to a call. ``…_ON`` means that it happens to every later call as well."""

    REFUSED = "error before"
    REFUSED_ON = "error before, from then on"
    LOST = "lost reply"
    LOST_ON = "lost replies, from then on"
    THROTTLED = "throttled"
    THROTTLED_ON = "throttled, from then on"
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"

    @property
    def lasts(self) -> bool:
        """Whether the client's retries meet it too."""
        return self.name.endswith("_ON")

    @property
    def kills(self) -> bool:
        """Whether the process dies of it."""
        return self.name.startswith("KILLED")


class ProcessKilled(BaseException):
    """The process is gone: nothing that it still tries reaches anybody."""


class Wire(Protocol):
    """One request of a client on its way, and what may become of it."""

    def send(self) -> Any:  # noqa: ANN401 -- each client has answers of its own
        """Send the request and return its answer."""

    def make_refusal(self) -> Exception:
        """Return the error of a connection that does not come about."""

    def make_loss(self) -> Exception:
        """Return the error of an answer that does not come back."""

    def make_throttle(self) -> Any:  # noqa: ANN401 -- as above
        """Return the answer of a service that asks for fewer requests."""


@dataclass(slots=True)
class Injector:
    """Counts the calls of one attempt, and makes one of them fail. Without a fault it only counts."""

    at: int = -1
    fault: Fault | None = None
    calls: list[str] = field(default_factory=list)
    is_dead: bool = False

    def send(self, service: str, wire: Wire) -> Any:  # noqa: ANN401 -- the client's own
        """Send a request, or let it fail."""
        if self.is_dead:
            raise ProcessKilled
        number = len(self.calls)
        self.calls.append(service)
        fault = self.fault
        if fault is None or number < self.at or (number > self.at and not fault.lasts):
            return wire.send()
        return self._fail(fault, wire)

    def _fail(self, fault: Fault, wire: Wire) -> Any:  # noqa: ANN401 -- as above
        match fault:
            case Fault.REFUSED | Fault.REFUSED_ON:
                raise wire.make_refusal()
            case Fault.THROTTLED | Fault.THROTTLED_ON:
                return wire.make_throttle()
            case Fault.LOST | Fault.LOST_ON:
                wire.send()
                raise wire.make_loss()
            case Fault.KILLED_AFTER:
                wire.send()
        self.is_dead = True
        raise ProcessKilled


class FaultyConnections(Protocol):
    """Stands in front of a client's connections; ``injector`` is that of the present attempt, if any."""

    injector: Injector | None


def faulty(client: Any) -> FaultyConnections:  # noqa: ANN401 -- the direct client, or any of botocore's
    """Put faults between the client and its connections."""
    return _FaultyDirect(client) if isinstance(client, DirectClient) else _FaultyBotocore(client)


class _FaultyDirect:
    """The connections of the direct client."""

    def __init__(self, client: DirectClient) -> None:
        self.injector: Injector | None = None
        self._inner = client._connections  # noqa: SLF001 -- the seam below its retries
        client._connections = self  # type: ignore[assignment]  # noqa: SLF001 -- stands in for them

    def exchange(self, request: bytes) -> RawAnswer:
        """Send a request of the client."""
        wire = _DirectWire(self._inner, request)
        if self.injector is None:
            return wire.send()
        answer: RawAnswer = self.injector.send("dynamodb", wire)
        return answer


@dataclass(frozen=True, slots=True)
class _DirectWire:
    inner: Connections
    request: bytes

    def send(self) -> RawAnswer:
        return self.inner.exchange(self.request)

    def make_refusal(self) -> Exception:
        return ConnectionFault("refused")

    def make_loss(self) -> Exception:
        return ConnectionFault("lost")

    def make_throttle(self) -> RawAnswer:
        status, body = _THROTTLING["dynamodb"]
        return RawAnswer(status, {}, body)


class _FaultyBotocore:
    """The HTTP session of one of botocore's clients."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 -- made at run time
        self.injector: Injector | None = None
        self._inner = client._endpoint.http_session  # noqa: SLF001 -- the seam below its retries
        self._service: str = client.meta.service_model.service_name
        client._endpoint.http_session = self  # noqa: SLF001 -- as above

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        """Send a request of the client."""
        wire = _BotocoreWire(self._service, self._inner, request)
        if self.injector is None:
            return wire.send()
        answer: AWSResponse = self.injector.send(self._service, wire)
        return answer

    def close(self) -> None:
        """Close the client's connections."""
        self._inner.close()


@dataclass(frozen=True, slots=True)
class _BotocoreWire:
    service: str
    inner: Any
    request: AWSPreparedRequest

    def send(self) -> AWSResponse:
        answer: AWSResponse = self.inner.send(self.request)
        return answer

    def make_refusal(self) -> Exception:
        return EndpointConnectionError(endpoint_url=self.request.url)

    def make_loss(self) -> Exception:
        return ConnectionClosedError(endpoint_url=self.request.url, request=self.request)

    def make_throttle(self) -> AWSResponse:
        status, body = _THROTTLING[self.service]
        is_mail = self.service == "sesv2"
        headers: Any = {"x-amzn-errortype": "TooManyRequestsException"} if is_mail else {}
        return AWSResponse(self.request.url, status, headers, _Body(body))


@contextmanager
def impatient_retries() -> Iterator[None]:
    """Let both kinds of clients retry at once and without their quota, which a thousand faults would use up."""
    from unittest.mock import patch

    with (
        patch("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0),
        patch("botocore.retries.quota.RetryQuota.acquire", lambda *_: True),
        patch("chalicelib.storage.direct.client.pause_before", lambda *_, **__: 0),
        patch("chalicelib.storage.direct.client.RetryQuota.take", lambda *_, **__: 1),
    ):
        yield


class _Body(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.getvalue()


_THROTTLING = {
    "dynamodb": (400, b'{"__type": "com.amazonaws#ThrottlingException", "message": "Slow down"}'),
    "sqs": (400, b'{"__type": "com.amazonaws#ThrottlingException", "message": "Slow down"}'),
    "sesv2": (429, b'{"message": "Slow down"}'),
    "s3": (503, b"<Error><Code>SlowDown</Code><Message>Slow down</Message></Error>"),
}
