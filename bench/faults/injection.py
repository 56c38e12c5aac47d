"""Faults at one call of botocore's clients, below its retries: on the wire, as networks and AWS make them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError


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
        """Whether botocore's retries meet it too."""
        return self.name.endswith("_ON")

    @property
    def kills(self) -> bool:
        """Whether the process dies of it."""
        return self.name.startswith("KILLED")


class ProcessKilled(BaseException):
    """The process is gone: nothing that it still tries reaches anybody."""


@dataclass(slots=True)
class Injector:
    """Counts the calls of one attempt, and makes one of them fail. Without a fault it only counts."""

    at: int = -1
    fault: Fault | None = None
    calls: list[str] = field(default_factory=list)
    is_dead: bool = False

    def send(self, name: str, inner: Any, request: AWSPreparedRequest) -> AWSResponse:  # noqa: ANN401 -- botocore's own session
        """Send a request, or let it fail."""
        if self.is_dead:
            raise ProcessKilled
        number = len(self.calls)
        self.calls.append(name)
        fault = self.fault
        if fault is None or number < self.at or (number > self.at and not fault.lasts):
            return _as_response(inner.send(request))
        return self._fail(fault, name, inner, request)

    def _fail(
        self,
        fault: Fault,
        name: str,
        inner: Any,  # noqa: ANN401 -- as above
        request: AWSPreparedRequest,
    ) -> AWSResponse:
        match fault:
            case Fault.REFUSED | Fault.REFUSED_ON:
                raise EndpointConnectionError(endpoint_url=request.url)
            case Fault.THROTTLED | Fault.THROTTLED_ON:
                return _throttle(name, request.url)
            case Fault.LOST | Fault.LOST_ON:
                inner.send(request)
                raise ConnectionClosedError(endpoint_url=request.url, request=request)
            case Fault.KILLED_AFTER:
                inner.send(request)
        self.is_dead = True
        raise ProcessKilled


class FaultyConnections:
    """Stands in front of a client's HTTP session; ``injector`` is that of the present attempt, if any."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 -- any of botocore's clients
        self.injector: Injector | None = None
        self._inner = client._endpoint.http_session  # noqa: SLF001 -- the same seam as storage.transport
        self._service: str = client.meta.service_model.service_name
        client._endpoint.http_session = self  # noqa: SLF001 -- as above

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        """Send a request of the client."""
        if self.injector is None:
            return _as_response(self._inner.send(request))
        return self.injector.send(self._service, self._inner, request)

    def close(self) -> None:
        """Close the client's connections."""
        self._inner.close()


@contextmanager
def impatient_retries() -> Iterator[None]:
    """Let botocore retry at once and without its quota, which a thousand faults would use up."""
    from unittest.mock import patch

    with (
        patch("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0),
        patch("botocore.retries.quota.RetryQuota.acquire", lambda *_: True),
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


def _throttle(service: str, url: str) -> AWSResponse:
    status, body = _THROTTLING[service]
    headers: Any = {"x-amzn-errortype": "TooManyRequestsException"} if service == "sesv2" else {}
    return AWSResponse(url, status, headers, _Body(body))


def _as_response(answer: Any) -> AWSResponse:  # noqa: ANN401 -- what the session returned
    response: AWSResponse = answer
    return response
