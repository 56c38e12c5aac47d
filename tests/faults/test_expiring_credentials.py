"""Twenty-four hours of credentials that expire each hour, by a clock that only the requests move: no response is lost or doubled."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from chalicelib import errors
from chalicelib.actions import stored_submissions
from chalicelib.actions.services import Services
from chalicelib.settings import Settings
from chalicelib.storage.direct.container import AHEAD, ContainerCredentials
from chalicelib.storage.direct.credentials import EnvironmentCredentials
from chalicelib.storage.server_time import ServerClock
from chalicelib.storage.table import connect
from tests.actions.setting import ORGANISER, Clock, nth_id, open_event, respond, services_on
from tests.faults.proxy import proxy_before
from tests.proxy import Forward, ProxyReply, ProxyRequest
from tests.storage.direct.server import Handler, serve

pytestmark = pytest.mark.dynoxide

LIFE = timedelta(hours=1)
STEP = timedelta(minutes=7)
ON_THE_WAY = timedelta(seconds=50)
RESPONSES = 24 * 60 // 7
PLACE = ("round-table", "impressions")


class Issuer:
    """Gives keys for an hour each, a new one from a while before the last one expires, and knows which are valid."""

    def __init__(self, clock: Clock, ahead: timedelta) -> None:
        self.clock = clock
        self.ahead = ahead
        self.is_noticed_by_refusals = True
        self.expires_at: list[datetime] = []
        self.asked = self.refused = self.lost = 0

    def key(self) -> tuple[str, datetime]:
        """Return the token of this moment and when it expires."""
        if not self.expires_at or self.clock.now >= self.expires_at[-1] - self.ahead:
            self.expires_at.append(self.clock.now + LIFE)
        return f"token-{len(self.expires_at) - 1}", self.expires_at[-1]

    def put_into_environment(self) -> None:
        os.environ["AWS_SESSION_TOKEN"] = self.key()[0]

    def answer_container(self, handler: Handler, _: bytes) -> None:
        self.asked += 1
        if self.asked % 3 == 0:
            handler.close_connection = True
            return
        token, expires_at = self.key()
        names = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
        values = ("KEY", "secret", token, expires_at.isoformat())
        handler.reply(json.dumps(dict(zip(names, values, strict=True))).encode())

    def guard(self, request: ProxyRequest, forward: Forward) -> ProxyReply | None:
        """Refuse expired keys as DynamoDB does, and lose the reply to each ninth write; a request takes its time to arrive."""
        self.clock.now += ON_THE_WAY
        date = {"Date": format_datetime(self.clock.now, usegmt=True)}
        number = int(request.headers["x-amz-security-token"].removeprefix("token-"))
        if self.clock.now >= self.expires_at[number]:
            self.refused += 1
            code = b'{"__type": "com.amazon.coral.service#ExpiredTokenException", "message": "old"}'
            return ProxyReply(400, code, date)
        reply = forward(request)
        if request.operation == "PutItem":
            self.lost += 1
            if self.lost % 9 == 0:
                return None
        return ProxyReply(reply.status, reply.content, {**reply.headers, **date})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["environment", "container", "container too late"])
def issuer(
    request: pytest.FixtureRequest, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Issuer]:
    """Give the keys by the environment, which changes by itself, or by an endpoint that is asked.

    One that gives new keys only when the old ones have expired leaves it to DynamoDB's refusal that they are asked for.
    """
    is_late = request.param == "container too late"
    issuer = Issuer(clock, timedelta(0) if is_late else AHEAD + timedelta(minutes=5))
    monkeypatch.setenv("AWS_SESSION_TOKEN", "")
    if request.param == "environment":
        issuer.put_into_environment()
        yield issuer
        return
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setattr("chalicelib.storage.direct.container.pause_before", lambda *_, **__: 0)
    issuer.is_noticed_by_refusals = is_late
    with serve(issuer.answer_container) as server:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url)
        yield issuer


@pytest.fixture
def services(
    dynoxide_settings: Settings, clock: Clock, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Services]:
    monkeypatch.setattr("chalicelib.storage.direct.client.pause_before", lambda *_, **__: 0)
    assert dynoxide_settings.dynamodb_endpoint is not None
    with proxy_before(dynoxide_settings.dynamodb_endpoint, issuer.guard) as endpoint:
        settings = replace(dynoxide_settings, dynamodb_endpoint=endpoint, dynamodb_client="direct")
        server_clock = ServerClock(clock)
        services = services_on(settings, server_clock, connect(settings, server_clock))
        open_event(services, ends_at="2026-06-30T13:00:00+05:00")
        yield services


def test_no_response_of_a_day_is_lost_or_doubled(
    services: Services, clock: Clock, issuer: Issuer
) -> None:
    receipts = []
    for number in range(RESPONSES):
        clock.now += STEP
        if issuer.asked == 0:
            issuer.put_into_environment()
        receipts.append(respond(services, nth_id(number)))
    assert len(issuer.expires_at) >= 24
    assert issuer.lost // 9 > 10
    assert (issuer.refused > 0) == issuer.is_noticed_by_refusals
    rows = stored_submissions.list_submissions(services, ORGANISER, *PLACE, limit=500).rows
    stored = sorted((row.id, row.receipt, row.received_at) for row in rows)
    assert stored == sorted((each.id, each.receipt, each.received_at) for each in receipts)


@pytest.mark.parametrize("issuer", ["environment", "container too late"], indirect=True)
def test_without_renewal_responses_are_refused(
    services: Services, clock: Clock, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    for source in (EnvironmentCredentials, ContainerCredentials):
        monkeypatch.setattr(source, "renew", lambda _, refused: refused)
    monkeypatch.setattr(ContainerCredentials, "_replace", lambda _, lease: lease)
    respond(services, nth_id(1))
    clock.now += LIFE
    issuer.put_into_environment()
    with pytest.raises(errors.Unavailable):
        respond(services, nth_id(2))
