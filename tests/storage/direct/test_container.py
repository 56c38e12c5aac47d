"""Credentials of a container: fetched, renewed ahead, shared by threads, and refused where they are not to be had."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from botocore.utils import ContainerMetadataFetcher

from chalicelib import errors
from chalicelib.settings import ContainerEndpoint, Credentials, Settings
from chalicelib.storage import connection
from chalicelib.storage.direct.container import AHEAD, ContainerCredentials
from chalicelib.storage.direct.credentials import CredentialsFault
from chalicelib.storage.direct.retries import ATTEMPTS
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from tests.storage.direct.server import Handler, serve

LIFE = timedelta(hours=6)


@dataclass
class Container:
    """An endpoint that gives other credentials for each request that it does not fail, by a clock that the test moves."""

    now: datetime = datetime(2026, 6, 13, 12, tzinfo=UTC)
    body: bytes | None = None
    status: int = 200
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    waits: threading.Event | None = None

    def answer(self, handler: Handler, _: bytes) -> None:
        self.asked.append((handler.path, handler.headers["Authorization"]))
        if self.waits is not None:
            self.waits.wait(5)
        content = {
            "AccessKeyId": f"KEY{len(self.asked)}",
            "SecretAccessKey": "secret",
            "Token": f"token {len(self.asked)}",
            "Expiration": (self.now + LIFE).isoformat(),
        }
        handler.reply(self.body or json.dumps(content).encode(), self.status)

    def source(
        self, url: str, authorization: str | None = "of the container"
    ) -> ContainerCredentials:
        endpoint = ContainerEndpoint(url, authorization)
        return ContainerCredentials(lambda: endpoint, lambda: self.now, sleep=self.pauses.append)


@pytest.fixture
def container() -> Container:
    return Container()


@pytest.fixture
def source(container: Container) -> Iterator[ContainerCredentials]:
    with serve(container.answer) as server:
        yield container.source(f"{server.url}/credentials?of=pikir")


def test_credentials_are_fetched_once_and_again_a_quarter_of_an_hour_before_they_expire(
    container: Container, source: ContainerCredentials
) -> None:
    assert source.current() == Credentials("KEY1", "secret", "token 1")
    container.now += LIFE - AHEAD - timedelta(seconds=1)
    assert source.current().access_key == "KEY1"
    assert container.asked == [("/credentials?of=pikir", "of the container")]
    container.now += timedelta(seconds=1)
    assert source.current().access_key == source.current().access_key == "KEY2"


@pytest.mark.parametrize(
    ("address", "path"),
    [("", "/"), ("/v2", "/v2"), ("/credentials?of=pikir", "/credentials?of=pikir")],
)
def test_the_path_is_asked_for_and_without_a_token_none_is_sent(
    container: Container, address: str, path: str
) -> None:
    with serve(container.answer) as server:
        container.source(f"{server.url}{address}", authorization=None).current()
    assert container.asked == [(path, None)]


def test_credentials_at_hand_serve_while_they_are_valid_and_then_there_are_none(
    container: Container, source: ContainerCredentials
) -> None:
    first = source.current()
    container.status = 500
    container.now += LIFE - AHEAD
    assert source.current() == source.current() == first
    assert len(container.asked) == 1 + ATTEMPTS  # and not again for a minute
    container.now += timedelta(minutes=1)
    assert source.current() == first
    assert len(container.asked) == 1 + 2 * ATTEMPTS
    assert len(container.pauses) == 2 * (ATTEMPTS - 1)
    container.now += AHEAD - timedelta(minutes=1)  # to the moment when they expire
    with pytest.raises(CredentialsFault, match="answered 500"):
        source.current()
    container.status = 200
    assert source.current() != first


def test_refused_credentials_are_replaced_once(
    container: Container, source: ContainerCredentials
) -> None:
    first = source.current()
    second = source.renew(first)
    assert second != first
    assert source.renew(first) == source.current() == second
    assert len(container.asked) == 2
    container.status = 404
    with pytest.raises(CredentialsFault, match="answered 404"):
        source.renew(second)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b"{}",
        b'{"AccessKeyId": "a", "SecretAccessKey": "b", "Token": "c", "Expiration": "soon"}',
    ],
)
def test_an_answer_without_credentials_is_a_fault(
    container: Container, source: ContainerCredentials, body: bytes
) -> None:
    container.body = body
    with pytest.raises(CredentialsFault, match="without credentials"):
        source.current()
    assert len(container.asked) == ATTEMPTS


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:9/x", "http://127.8.8.8/", "http://[::1]/", "http://localhost:80/x"),
        *("http://169.254.170.2/v2", "http://169.254.170.23/v1", "http://[fd00:ec2::23]/v1"),
        *("http://10.0.0.1/x", "http://169.254.169.254/x", "http://pikir.example/x", "http:///x"),
        *("http://127.0.0.1.example/x", "http://localhost.example/x"),
    ],
)
def test_the_hosts_that_may_be_asked_are_botocores(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContainerMetadataFetcher, "_retrieve_credentials", lambda *_: None)
    monkeypatch.setattr("socket.create_connection", _refuse)
    try:
        ContainerMetadataFetcher().retrieve_full_uri(url)
    except ValueError:
        expected = "no container's endpoint"
    else:
        expected = "nobody is connected"
    with pytest.raises(CredentialsFault, match=expected):
        Container().source(url).current()


def _refuse(address: object, _: float) -> None:
    raise OSError(f"nobody is connected to {address}")


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [("http://169.254.170.23/v1", "169.254.170.23", 80), ("http://[::1]:9/", "::1", 9)],
)
def test_the_port_is_that_of_the_address_or_of_http(
    url: str, host: str, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.create_connection", _refuse)
    with pytest.raises(CredentialsFault) as fault:
        Container().source(url).current()
    assert str(fault.value) == f"nobody is connected to {(host, port)}"


@pytest.mark.parametrize("token", ["a\r\nb: c", "a\n"])
def test_a_token_that_would_end_its_header_is_not_sent(container: Container, token: str) -> None:
    with serve(container.answer) as server, pytest.raises(CredentialsFault, match="token"):
        container.source(server.url, token).current()
    assert container.asked == []


def test_threads_fetch_once_and_ahead_of_the_end_none_waits_for_another(
    container: Container, source: ContainerCredentials
) -> None:
    container.waits = threading.Event()
    with ThreadPoolExecutor(8) as pool:
        fetching = [pool.submit(source.current) for _ in range(8)]
        time.sleep(0.1)  # until they wait for the first
        container.waits.set()
        assert len({each.result() for each in fetching}) == 1
        assert len(container.asked) == 1
        container.now += LIFE - AHEAD
        container.waits = threading.Event()
        renewing = pool.submit(source.current)
        while len(container.asked) < 2:
            pass
        assert {source.current().access_key for _ in range(5)} == {"KEY1"}
        container.waits.set()
        assert renewing.result().access_key == source.current().access_key == "KEY2"


def test_a_thread_does_not_wait_for_another_for_ever(
    source: ContainerCredentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.storage.direct.container._LONGEST_WAIT", 0.01)
    with source._lock, pytest.raises(CredentialsFault, match=r"^another thread waits"):
        source.current()
    assert source.current().access_key == "KEY1"


def test_without_credentials_a_call_is_unavailable_and_the_log_says_why(
    container: Container, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("chalicelib.storage.direct.container.pause_before", lambda *_, **__: 0)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    container.status = 403
    with serve(container.answer) as server:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url)
        settings = Settings(dynamodb_endpoint="http://127.0.0.1:9", dynamodb_client="direct")
        table = Table(connection.client(settings), "pikir")
        with pytest.raises(errors.Unavailable):
            table.get(Key("A", "B"))
    (line,) = [json.loads(each.message) for each in caplog.records]
    assert line == {
        "database": "no credentials",
        "why": "the container's endpoint answered 403",
    }
