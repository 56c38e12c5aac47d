import json
from dataclasses import replace
from typing import Any, cast

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from chalicelib import errors
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import (
    ABSENT,
    LARGEST_ITEM,
    PRESENT,
    Condition,
    ConditionCheck,
    ConditionFailed,
    Delete,
    Item,
    ItemTooLarge,
    Operation,
    Put,
    Reason,
    StorageFault,
    Table,
    TransactionCancelled,
    Update,
    address,
    binary,
    connect,
    number,
    read_integer,
    read_string,
    size_of,
    string,
)

PK = "RESP#event#form#0"


def item(sk: str, **attributes: Any) -> Item:
    return {**address(Key(PK, sk)), **attributes}


class ScriptedClient:
    """A client of DynamoDB that gives prepared answers in order and records the requests."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []

    def __getattr__(self, method: str) -> Any:  # noqa: ANN401 -- any method of botocore's clients
        def call(**parameters: Any) -> object:
            assert parameters.pop("ReturnConsumedCapacity") == "TOTAL"  # every call is metered
            self.requests.append({"method": method, **parameters})
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def refusal(code: str, status: int = 400, **extra: object) -> ClientError:
    response = {
        "Error": {"Code": code, "Message": str(extra.pop("message", ""))},
        "ResponseMetadata": {"HTTPStatusCode": status},
        **extra,
    }
    return ClientError(cast("Any", response), "PutItem")


def script_table(*answers: object) -> tuple[Table, ScriptedClient, list[float]]:
    client, pauses = ScriptedClient(*answers), list[float]()
    return Table(client, "pikir", pause=pauses.append), client, pauses


@pytest.fixture(params=["direct", "botocore"])
def table(request: pytest.FixtureRequest, dynoxide_settings: Settings) -> Table:
    """Return a table, once through each of the two clients of DynamoDB."""
    return connect(replace(dynoxide_settings, dynamodb_client=request.param))


def test_an_item_is_read_as_it_was_written(table: Table) -> None:
    stored = item("a", title=string("Дөңгелек"), places=number(3), packed=binary(b"\x00\xff"))
    table.put(stored)
    assert table.get(Key(PK, "a")) == stored
    assert table.get(Key(PK, "b")) is None
    assert table.get_many([Key(PK, "a"), Key(PK, "b")]) == {Key(PK, "a"): stored}


def test_a_failed_condition_carries_the_existing_item(table: Table) -> None:
    table.put(item("a", n=number(1)), condition=ABSENT)
    with pytest.raises(ConditionFailed) as failed:
        table.put(item("a", n=number(2)), condition=ABSENT)
    assert failed.value.item == item("a", n=number(1))
    with pytest.raises(ConditionFailed) as failed:
        table.delete(Key(PK, "b"), condition=PRESENT)
    assert failed.value.item is None


def test_an_update_returns_the_item_as_it_is_now(table: Table) -> None:
    key = keys.checkpoint("event", "form")
    change = Update(key, "ADD epoch :one", values={":one": number(1)})
    table.update(change)
    assert table.update(change) == {**address(key), "epoch": number(2)}


def test_a_transaction_does_all_or_nothing(table: Table) -> None:
    table.put(item("a", n=number(1)))
    operations: list[Operation] = [
        Put(item("b"), ABSENT),
        ConditionCheck(Key(PK, "a"), Condition("n = :n", values={":n": number(2)})),
        Delete(Key(PK, "c"), PRESENT),
    ]
    with pytest.raises(TransactionCancelled) as cancelled:
        table.transact(operations)
    reasons = cancelled.value.reasons
    assert [reason.condition_failed for reason in reasons] == [False, True, True]
    assert reasons[1].item == item("a", n=number(1))
    assert table.get(Key(PK, "b")) is None
    table.put(item("c"))
    table.update(Update(Key(PK, "a"), "SET n = :n", values={":n": number(2)}))
    table.transact(operations)
    assert table.get(Key(PK, "b")) is not None
    assert table.get(Key(PK, "c")) is None


def test_a_range_of_a_collection_is_read_in_either_order_and_by_pages(table: Table) -> None:
    for sk in ("a1", "a2", "b1", "b2", "c"):
        table.put(item(sk))

    def read_sort_keys(**key_range: Any) -> list[str]:
        return [each["sk"]["S"] for each in table.query(PK, **key_range)]

    assert read_sort_keys() == ["a1", "a2", "b1", "b2", "c"]
    assert read_sort_keys(limit=2) == read_sort_keys()
    assert read_sort_keys(forward=False) == list(reversed(read_sort_keys()))
    assert read_sort_keys(begins="b") == ["b1", "b2"]
    assert read_sort_keys(first="a2", last="b1") == ["a2", "b1"]
    assert read_sort_keys(first="b2") == ["b2", "c"]
    assert read_sort_keys(last="a2") == ["a1", "a2"]
    pages = list(table.pages(PK, limit=2))
    assert [len(page.items) for page in pages] == [2, 2, 1]
    assert table.page(PK, pages[0].next, limit=1).items == pages[1].items[:1]


def test_the_index_lists_stat_lines_in_the_order_of_arrival(table: Table) -> None:
    for sk, second in (("a", 3), ("b", 1), ("c", 2)):
        received = string(f"2026-06-13T05:00:0{second}.000000Z")
        table.put(
            item(sk, received_at=received, stat_line=string(f"line {sk}"), answers=string("{}"))
        )
    lines = list(table.query(PK, index=keys.BY_RECEIVED, last="2026-06-13T05:00:02.000000Z"))
    assert [each["stat_line"]["S"] for each in lines] == ["line b", "line c"]
    assert "answers" not in lines[0]


def test_an_impossible_key_has_no_item() -> None:
    table, client, _ = script_table()
    impossible = [Key(PK, ""), Key("", "a"), Key("x" * 2049, "a"), Key(PK, "ә" * 513)]
    impossible.append(Key(PK, "\ud800"))
    assert [table.get(key) for key in impossible] == [None] * len(impossible)
    assert table.get_many(impossible) == {}
    assert client.requests == []


@pytest.mark.dynoxide
def test_the_size_of_an_item_is_counted_as_dynamodb_does(dynoxide_table: Table) -> None:
    empty = item("a", answers=string(""))
    fits = item("a", answers=string("ә" * ((LARGEST_ITEM - size_of(empty)) // 2)))
    assert LARGEST_ITEM - 1 <= size_of(fits) <= LARGEST_ITEM
    dynoxide_table.put(fits)
    large = item("a", answers=string("x" * LARGEST_ITEM))
    with pytest.raises(ItemTooLarge):
        dynoxide_table.put(large)
    with pytest.raises(ItemTooLarge):
        dynoxide_table.transact([Put(large)])


def test_a_size_counts_every_kind_of_attribute() -> None:
    attributes = {
        "s": string("әб"),
        "n": number(12345),
        "b": binary(b"abc"),
        "l": {"L": [string("ab"), {"BOOL": True}]},
        "m": {"M": {"k": number(1)}},
    }
    assert size_of(attributes) == (1 + 4) + (1 + 5) + (1 + 3) + (1 + 3 + 3 + 2) + (
        1 + 3 + 1 + 1 + 1
    )


def test_dynamodbs_refusal_of_a_large_item_is_translated() -> None:
    message = "Item size has exceeded the maximum allowed size"
    table, _, _ = script_table(
        refusal("ValidationException", message=message),
        refusal(
            "TransactionCanceledException",
            CancellationReasons=[{"Code": "ValidationError", "Message": message}],
        ),
    )
    with pytest.raises(ItemTooLarge):
        table.put(item("a"))
    with pytest.raises(ItemTooLarge):
        table.transact([Put(item("a"))])


def conflict(*codes: str) -> ClientError:
    reasons = [{"Code": code} for code in codes]
    return refusal("TransactionCanceledException", CancellationReasons=reasons)


def test_a_transaction_that_conflicts_is_retried() -> None:
    table, client, pauses = script_table(
        conflict("None", "TransactionConflict"), conflict("TransactionConflict", "None"), {}
    )
    table.transact([Put(item("a")), Put(item("b"))])
    assert len(client.requests) == 3
    assert len(pauses) == 2
    assert 0.01 <= pauses[0] <= 0.03


def test_a_write_that_conflicts_is_retried() -> None:
    table, client, _ = script_table(refusal("TransactionConflictException"), {})
    table.put(item("a"))
    assert len(client.requests) == 2


def test_a_write_that_always_conflicts_is_given_up() -> None:
    table, client, pauses = script_table(*[refusal("TransactionConflictException")] * 20)
    with pytest.raises(errors.Unavailable):
        table.put(item("a"))
    assert len(client.requests) == 8
    assert sum(pauses) < 4


def test_a_conflict_beside_a_failed_condition_is_not_retried() -> None:
    table, client, _ = script_table(conflict("TransactionConflict", "ConditionalCheckFailed"))
    with pytest.raises(TransactionCancelled) as cancelled:
        table.transact([Put(item("a")), Put(item("b"))])
    assert cancelled.value.conflicted
    assert cancelled.value.reasons == (
        Reason("TransactionConflict"),
        Reason("ConditionalCheckFailed"),
    )
    assert len(client.requests) == 1


@pytest.mark.parametrize(
    "error",
    [
        refusal("ThrottlingException"),
        refusal("ProvisionedThroughputExceededException"),
        refusal("RequestLimitExceeded"),
        refusal("TransactionInProgressException"),
        refusal("InternalServerError", 500),
        refusal("Whatever", 503),
        conflict("ThrottlingError", "None"),
        ReadTimeoutError(endpoint_url="https://dynamodb.example"),
        ConnectTimeoutError(endpoint_url="https://dynamodb.example"),
        EndpointConnectionError(endpoint_url="https://dynamodb.example"),
    ],
)
def test_a_transient_error_is_unavailable(error: Exception) -> None:
    table, _, _ = script_table(error)
    with pytest.raises(errors.Unavailable):
        table.put(item("a"))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "InvalidSignatureException",
            "Signature expired: 20260613T050000Z is now earlier than 20260613T060500Z (20260613T061000Z - 5 min.)",
        ),
        (
            "SignatureDoesNotMatch",
            "Signature not yet current: 20260613T061000Z is still later than 20260613T060500Z (… + 5 min.)",
        ),
        (
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        ),
        ("RequestExpired", "Request has expired."),
    ],
)
def test_a_signature_made_by_a_wrong_clock_is_unavailable_and_the_log_names_the_clock(
    code: str, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    table, _, _ = script_table(refusal(code, message=message))
    with pytest.raises(errors.Unavailable):
        table.put(item("a"))
    (line,) = [json.loads(each.message) for each in caplog.records if each.name == "pikir.storage"]
    assert line == {
        "database": "signature refused",
        "why": "the clock of this machine is wrong by more than five minutes",
        "aws": message,
    }


@pytest.mark.parametrize(
    "error",
    [
        refusal("ResourceNotFoundException"),
        refusal("ValidationException"),
        refusal(
            "InvalidSignatureException",
            message="The request signature we calculated does not match the signature you provided.",
        ),
        BotoCoreError(),
    ],
)
def test_a_wrong_request_is_a_storage_fault(error: Exception) -> None:
    table, _, _ = script_table(error)
    with pytest.raises(StorageFault):
        table.put(item("a"))


def test_any_other_exception_passes_through() -> None:
    table, _, _ = script_table(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        table.put(item("a"))


def test_unprocessed_keys_are_requested_again() -> None:
    unprocessed = {"pikir": {"Keys": [address(Key(PK, "b"))], "ConsistentRead": True}}
    table, client, _ = script_table(
        {"Responses": {"pikir": [item("a")]}, "UnprocessedKeys": unprocessed},
        {"Responses": {"pikir": [item("b")]}, "UnprocessedKeys": {}},
    )
    requested = [Key(PK, "a"), Key(PK, "b")]
    assert set(table.get_many(requested)) == set(requested)
    assert client.requests[1]["RequestItems"] == unprocessed


def test_keys_that_are_never_processed_are_given_up() -> None:
    unprocessed = {"pikir": {"Keys": [address(Key(PK, "a"))], "ConsistentRead": True}}
    table, _, _ = script_table(*[{"Responses": {}, "UnprocessedKeys": unprocessed}] * 5)
    with pytest.raises(errors.Unavailable):
        table.get_many([Key(PK, "a")])


def test_missing_attributes_have_defaults() -> None:
    assert read_string({}, "a") is None
    assert read_integer({}, "a") == 0
    assert read_integer({}, "a", 7) == 7
