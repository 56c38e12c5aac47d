"""The direct client: retries, broken answers, expiring keys, certificates."""

import json
import random
import threading
from binascii import crc32
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from botocore import xform_name
from botocore.parsers import create_parser
from typing_extensions import override

from chalicelib import deadlines, errors
from chalicelib.settings import Credentials, Settings
from chalicelib.storage import connection
from chalicelib.storage.direct.client import CallRefused, DirectClient, Surroundings
from chalicelib.storage.direct.connection import ConnectionFault, RawAnswer
from chalicelib.storage.direct.credentials import EnvironmentCredentials
from chalicelib.storage.direct.retries import ATTEMPTS
from chalicelib.storage.direct.signature import Signer
from chalicelib.storage.keys import Key
from chalicelib.storage.server_time import ServerClock
from chalicelib.storage.table import LARGEST_ITEM, ItemTooLarge, Table
from chalicelib.storage.table.operations import check_size
from tests.storage.direct.server import (
    Handler,
    serve,
    serve_securely,
    split_request,
)

NOON = datetime(2026, 6, 13, 12, tzinfo=UTC)
KEY = Credentials("AKEY", "secret", "token")
DONE = RawAnswer(200, {}, b"{}")
OPERATIONS = [
    *("GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"),
    "TransactWriteItems",
]


def refusal(code: str, status: int = 400, **headers: str) -> RawAnswer:
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "no"}
    return RawAnswer(status, headers, json.dumps(body).encode())


@dataclass
class Script:
    """Connections that give prepared answers in order, and keep what was sent."""

    outcomes: list[RawAnswer | Exception]
    sent: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def exchange(self, request: bytes) -> RawAnswer:
        self.sent.append(split_request(request))
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@dataclass
class Scripted:
    client: DirectClient
    script: Script
    pauses: list[float]


def script_client(*outcomes: RawAnswer | Exception, **around: Any) -> Scripted:
    script, pauses = Script(list(outcomes)), list[float]()
    given: dict[str, Any] = {
        "credentials": EnvironmentCredentials(lambda: KEY),
        "now": lambda: NOON,
        "note_date": lambda _: None,
        "sleep": pauses.append,
    }
    signer = Signer(service="dynamodb", region="eu-central-1", host="dynamodb.example")
    connections: Any = script
    client = DirectClient(connections, signer, Surroundings(**{**given, **around}))
    return Scripted(client, script, pauses)


@pytest.mark.parametrize(
    "first",
    [
        refusal("ThrottlingException"),
        refusal("ProvisionedThroughputExceededException"),
        refusal("InternalServerError", 500),
        RawAnswer(503, {}, b"<html>no JSON</html>"),
        RawAnswer(502, {}, b"[]"),
        RawAnswer(200, {"x-amz-crc32": "1"}, b"{}"),
        RawAnswer(200, {}, b'{"Item": '),
        ConnectionFault("reset"),
    ],
)
def test_a_transient_failure_is_sent_again(first: RawAnswer | Exception) -> None:
    call = script_client(first, first, DONE)
    assert call.client.put_item(Item={}) == {}
    assert len(call.script.sent) == ATTEMPTS
    assert len(call.pauses) == ATTEMPTS - 1
    assert len({body for _, body in call.script.sent}) == 1


def test_after_the_last_attempt_the_last_error_is_raised() -> None:
    call = script_client(
        *[ConnectionFault("reset")] * (ATTEMPTS - 1), refusal("ThrottlingException")
    )
    with pytest.raises(CallRefused) as refused:
        call.client.query()
    assert str(refused.value) == "ThrottlingException"
    assert refused.value.response["Error"] == {"Code": "ThrottlingException", "Message": "no"}
    assert refused.value.response["ResponseMetadata"] == {"HTTPStatusCode": 400}
    assert call.script.outcomes == []


@pytest.mark.parametrize(
    "answer",
    [
        refusal("ConditionalCheckFailedException"),
        refusal("ValidationException"),
        refusal("TransactionCanceledException"),
        refusal("ExpiredTokenException"),
        RawAnswer(413, {}, b""),
    ],
)
def test_a_refusal_is_raised_at_once(answer: RawAnswer) -> None:
    call = script_client(answer)
    with pytest.raises(CallRefused):
        call.client.update_item()
    assert call.pauses == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"__type": "com.amazonaws.dynamodb.v20120810#ValidationException", "message": "no"}',
        b'{"__type": "com.amazon.coral.validate#ValidationException", "Message": "capital"}',
        b'{"__type": "ValidationException"}',
        b'{"__type": "a#b#ValidationException"}',
        b'{"message": "without a type"}',
    ],
)
def test_an_error_is_parsed_as_botocore_does(body: bytes) -> None:
    refused = read_refusal(RawAnswer(400, {}, body))
    shape: Any = None  # of an answer that is no error
    theirs = create_parser("json").parse({"headers": {}, "body": body, "status_code": 400}, shape)
    expected = theirs["Error"] if b"__type" in body else {**theirs["Error"], "Code": ""}
    assert refused.response["Error"] == expected


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"text"', b"null", b"{"])
def test_an_error_that_is_not_dynamodbs_has_no_code(body: bytes) -> None:
    refused = read_refusal(RawAnswer(413, {}, body))
    assert refused.response == {
        "Error": {"Code": "", "Message": ""},
        "ResponseMetadata": {"HTTPStatusCode": 413},
    }


def read_refusal(answer: RawAnswer) -> CallRefused:
    with pytest.raises(CallRefused) as refused:
        script_client(answer).client.get_item()
    return refused.value


def test_a_refused_condition_carries_the_item_with_its_bytes() -> None:
    body = {
        "__type": "x#ConditionalCheckFailedException",
        "Message": "no",
        "Item": {
            "state": {"B": "AP8="},
            "parts": {"L": [{"S": "AP8="}, {"B": "AP8="}]},
            "names": {"M": {"B": {"S": "a key named B"}}},
        },
    }
    call = script_client(RawAnswer(400, {}, json.dumps(body).encode()))
    with pytest.raises(CallRefused) as refused:
        call.client.put_item()
    assert refused.value.response["Item"] == {
        "state": {"B": b"\x00\xff"},
        "parts": {"L": [{"S": "AP8="}, {"B": b"\x00\xff"}]},
        "names": {"M": {"B": {"S": "a key named B"}}},
    }


def test_all_attempts_of_a_transaction_carry_one_token_and_each_call_its_own() -> None:
    call = script_client(ConnectionFault("lost"), DONE, DONE)
    call.client.transact_write_items(TransactItems=[])
    call.client.transact_write_items(TransactItems=[])
    tokens = [json.loads(body)["ClientRequestToken"] for _, body in call.script.sent]
    assert tokens[0] == tokens[1] != tokens[2]
    assert len(tokens[0]) <= 36


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (RawAnswer(200, {"x-amz-crc32": "1"}, b"{}"), r"^the answer's checksum"),
        (RawAnswer(200, {}, b'{"Item": '), "no JSON: EOF"),
    ],
)
def test_an_answer_that_never_comes_whole_is_a_fault(outcome: RawAnswer, message: str) -> None:
    with pytest.raises(ConnectionFault, match=message):
        script_client(*[outcome] * ATTEMPTS).client.get_item()


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_is_called_by_its_name_with_its_parameters(name: str) -> None:
    call = script_client(RawAnswer(200, {}, b'{"of": "it"}'))
    assert getattr(call.client, xform_name(name))(Key="a") == {"of": "it"}
    ((headers, body),) = call.script.sent
    assert headers["x-amz-target"] == f"DynamoDB_20120810.{name}"
    assert json.loads(body)["Key"] == "a"


@pytest.mark.parametrize(
    ("failure", "scale"),
    [
        (refusal("ThrottlingException"), 1),
        (RawAnswer(429, {}, b""), 1),
        (refusal("InternalServerError", 500), 0.025),
        (ConnectionFault("reset"), 0.025),
    ],
)
def test_a_throttle_is_waited_for_longer(failure: RawAnswer | Exception, scale: float) -> None:
    random.seed(2026)
    drawn = [random.random() for _ in range(2)]  # noqa: S311 -- as the pauses are drawn
    random.seed(2026)
    call = script_client(failure, failure, DONE)
    call.client.get_item()
    assert call.pauses == pytest.approx([scale * drawn[0], scale * 2 * drawn[1]])


def test_a_pause_is_at_least_what_the_answer_asks_for() -> None:
    call = script_client(_slow_down("4000"), DONE)
    call.client.get_item()
    assert call.pauses == [4]


@pytest.mark.parametrize(
    ("failure", "cost"), [(ConnectionFault("down"), 14), (refusal("ThrottlingException"), 5)]
)
def test_a_success_gives_back_what_its_retry_took(
    failure: RawAnswer | Exception, cost: int
) -> None:
    call = script_client(*[failure] * ATTEMPTS, failure, DONE)
    with pytest.raises((ConnectionFault, CallRefused)):
        call.client.get_item()
    assert call.client._quota._left == 500 - 2 * cost
    call.client.get_item()
    assert call.client._quota._left == 500 - 2 * cost


def test_an_outage_uses_up_the_retries_and_successes_earn_them_again() -> None:
    call = script_client(*[ConnectionFault("down")] * 500)
    while len(call.script.sent) < 400:
        with pytest.raises(ConnectionFault):
            call.client.get_item()
    retried = len(call.pauses)
    assert retried == 500 // 14
    with pytest.raises(ConnectionFault):
        call.client.get_item()
    assert len(call.pauses) == retried
    call.script.outcomes[:] = [*[DONE] * 14, ConnectionFault("down"), DONE]
    for _ in range(15):
        call.client.get_item()
    assert len(call.pauses) == retried + 1


def test_bytes_and_letters_are_sent_as_dynamodb_reads_them() -> None:
    call = script_client(DONE)
    call.client.put_item(Item={"t": {"S": 'Ә "😀"\n'}, "b": {"B": b"\xfb\xff"}, "n": {"N": "-1.5"}})
    ((headers, body),) = call.script.sent
    assert json.loads(body) == {
        "Item": {"t": {"S": 'Ә "😀"\n'}, "b": {"B": "+/8="}, "n": {"N": "-1.5"}}
    }
    assert headers["x-amz-target"] == "DynamoDB_20120810.PutItem"
    assert headers["x-amz-security-token"] == "token"


@pytest.mark.parametrize("more", [{}, {"b": {"B": b"bytes beside it"}}])
def test_a_lone_surrogate_is_left_to_dynamodb_to_refuse(more: dict[str, Any]) -> None:
    call = script_client(refusal("SerializationException"))
    with pytest.raises(CallRefused):
        call.client.put_item(Item={"t": {"S": "\ud800"}, **more})
    ((_, body),) = call.script.sent
    assert b'{"S":"\xed\xa0\x80"}' in body


def test_a_value_without_a_type_in_dynamodb_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="object"):
        script_client().client.put_item(Item={"t": object()})


def test_an_item_of_the_largest_size_is_counted_and_a_small_one_is_not() -> None:
    fits = {"pk": {"S": "a" * (LARGEST_ITEM - 2)}}
    assert check_size(fits) is fits
    for too_large in (
        {"S": "a" * (LARGEST_ITEM - 1)},
        {"B": bytes(LARGEST_ITEM)},
        {"S": "ә" * 204_800},
    ):
        with pytest.raises(ItemTooLarge):
            check_size({"pk": too_large})


def test_the_checksum_of_an_answer_is_that_of_its_body() -> None:
    body = '{"Item": {"t": {"S": "Ә"}}}'.encode()
    call = script_client(RawAnswer(200, {"x-amz-crc32": str(crc32(body))}, body))
    assert call.client.get_item() == {"Item": {"t": {"S": "Ә"}}}


class TestKeysThatExpire:
    """Twenty-four hours of a process whose keys are renewed every hour, by a clock that the test moves."""

    def test_renewed_keys_are_taken_at_once(self) -> None:
        clock = [NOON]
        served = [0]

        def key_of(moment: datetime) -> Credentials:
            return Credentials(f"KEY{moment.hour}", "secret", f"token {moment:%d %H}")

        class Service(Script):
            """Refuses the key of a past hour, as AWS does."""

            @override
            def exchange(self, request: bytes) -> RawAnswer:
                headers, _ = split_request(request)
                served[0] += 1
                if served[0] % 7 == 0:
                    clock[0] += timedelta(minutes=61)  # on the way the hour ends
                is_valid = headers["x-amz-security-token"] == key_of(clock[0]).token
                return DONE if is_valid else refusal("ExpiredTokenException")

        source = EnvironmentCredentials(lambda: key_of(clock[0]))
        call = script_client(credentials=source, now=lambda: clock[0])
        call.client._connections = Service([])  # type: ignore[assignment] # a stand-in
        while clock[0] < NOON + timedelta(hours=24):
            assert call.client.get_item() == {}
            clock[0] += timedelta(minutes=5)
        assert served[0] > 100

    def test_a_key_that_another_thread_has_renewed_is_not_read_again(self) -> None:
        keys = [Credentials(f"KEY{number}", "secret", "token") for number in (1, 2)]
        source = EnvironmentCredentials(lambda: keys.pop(0))
        first = source.current()
        second = source.renew(first)
        assert second != first
        assert source.renew(first) == source.current() == second

    def test_keys_that_nobody_renews_are_named_in_the_log(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        table = Table(script_client(refusal("ExpiredTokenException")).client, "pikir")
        with pytest.raises(errors.Unavailable):
            table.get(Key("A", "B"))
        (line,) = [json.loads(each.message) for each in caplog.records]
        assert line["database"] == "credentials expired"


def test_the_clock_follows_every_answer_and_signs_by_it() -> None:
    clock = ServerClock(lambda: NOON)
    later = refusal("InvalidSignatureException", date="Sat, 13 Jun 2026 13:00:00 GMT")
    call = script_client(later, DONE, now=clock, note_date=clock.note_date)
    with pytest.raises(CallRefused):
        call.client.get_item()
    call.client.get_item()
    stamps = [headers["x-amz-date"] for headers, _ in call.script.sent]
    assert stamps == ["20260613T120000Z", "20260613T130000Z"]


def test_no_call_begins_after_the_deadline() -> None:
    with deadlines.begin(0, monotonic), pytest.raises(errors.Unavailable):
        script_client().client.get_item()


def _slow_down(milliseconds: str) -> RawAnswer:
    answer = refusal("ThrottlingException")
    return RawAnswer(answer.status, {"x-amz-retry-after": milliseconds}, answer.body)


def test_a_pause_ends_with_the_deadline_and_no_retry_follows() -> None:
    moment = [0.0]

    def sleep(seconds: float) -> None:
        moment[0] += seconds

    call = script_client(_slow_down("9000"), sleep=sleep)
    with deadlines.begin(0.5, lambda: moment[0]), pytest.raises(errors.Unavailable):
        call.client.get_item()
    assert moment[0] == pytest.approx(0.5)


@pytest.fixture
def secure_url(authority: Path) -> Iterator[str]:
    def answer(handler: Handler, _body: bytes) -> None:
        handler.reply(b'{"Item": {"pk": {"S": "A"}}}')

    with serve_securely(authority, answer) as url:
        yield url


def secure_table(url: str, bundle: Path | None) -> Table:
    settings = Settings(
        dynamodb_endpoint=url, dynamodb_client="direct", ca_bundle=str(bundle) if bundle else None
    )
    return Table(connection.client(settings), "pikir")


def test_the_configured_certificates_are_trusted(authority: Path, secure_url: str) -> None:
    table = secure_table(secure_url, authority)
    assert table.get(Key("A", "B")) == {"pk": {"S": "A"}}
    assert table.get(Key("A", "B")) == {"pk": {"S": "A"}}


@pytest.mark.parametrize("bundle", [None, "nowhere.pem", "empty.pem", "."])
def test_an_untrusted_certificate_is_named_in_the_log(
    bundle: str | None, secure_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "empty.pem").touch()
    with pytest.raises(errors.Unavailable):
        secure_table(secure_url, tmp_path / bundle if bundle else None).get(Key("A", "B"))
    lines = [
        json.loads(record.message) for record in caplog.records if record.name == "pikir.storage"
    ]
    assert [line["database"] for line in lines] == ["TLS refused"]
    assert bundle or "CERTIFICATE_VERIFY_FAILED" in lines[0]["why"]


def test_a_server_without_tls_is_refused_at_once() -> None:
    with serve(Handler.reply) as server:
        table = secure_table(server.url.replace("http:", "https:"), None)
        with pytest.raises(errors.Unavailable):
            table.get(Key("A", "B"))
        assert server.connections == 1


def test_the_roots_of_amazon_are_five() -> None:
    context = connection._trust_amazon()
    names = [str(each["subject"]) for each in context.get_ca_certs()]
    assert len(names) == 5
    assert all("Amazon Root" in name or "Starfield Services Root" in name for name in names)


def test_a_certificate_of_another_root_is_checked_against_all_that_botocore_ships(
    secure_url: str, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botocore.httpsession.where", lambda: str(authority))
    table = secure_table(secure_url, None)
    for _ in range(2):
        assert table.get(Key("A", "B")) == {"pk": {"S": "A"}}


def test_many_threads_share_a_client() -> None:
    lock, seen = threading.Lock(), set[str]()

    def answer(handler: Handler, body: bytes) -> None:
        with lock:
            seen.add(json.loads(body)["Key"])
        handler.reply(b'{"Item": {"of": {"S": "%s"}}}' % json.loads(body)["Key"].encode())

    def run(client: DirectClient, number: int) -> None:
        for each in range(20):
            name = f"{number}-{each}"
            assert client.get_item(Key=name) == {"Item": {"of": {"S": name}}}

    with serve(answer) as server:
        settings = Settings(dynamodb_endpoint=server.url, dynamodb_client="direct")
        client = connection.client(settings)
        threads = [threading.Thread(target=run, args=(client, each)) for each in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(seen) == 160
