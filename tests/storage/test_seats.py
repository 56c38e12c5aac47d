"""Counting taken seats: none is sent, and a count of several pages is their sum."""

from threading import Barrier
from typing import Any

from botocore.config import Config

from chalicelib import aws
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.seats import SeatStore, to_item
from chalicelib.storage.table import Table, connect

HOLDER = Key("RESP#round-table#registration#0", "7d0c1c0e-3f52-4a55-9d3e-0a4a6f1f0001")
SEATS = 4_000


class MeasuringClient:
    """A client of DynamoDB that notes the units and the items of each answer."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 -- one of botocore's, made at run time
        self.client = client
        self.units: list[float] = []
        self.items = 0

    def query(self, **parameters: object) -> Any:  # noqa: ANN401 -- what the client answers
        answer = self.client.query(**parameters)
        self.units.append(answer["ConsumedCapacity"]["CapacityUnits"])
        self.items += len(answer.get("Items", ()))
        return answer


def test_four_thousand_seats_are_counted_by_one_call_for_half_the_units(
    dynoxide_settings: Settings,
) -> None:
    table = connect(dynoxide_settings)
    requests = [
        {"PutRequest": {"Item": to_item("round-table", "pupil", seat, HOLDER)}}
        for seat in range(1, SEATS + 1)
    ]
    writer = aws.client(
        "dynamodb",
        endpoint=dynoxide_settings.dynamodb_endpoint,
        region=dynoxide_settings.region,
        config=Config(),
    )
    for start in range(0, SEATS, 25):
        writer.batch_write_item(RequestItems={table.name: requests[start : start + 25]})
    client = MeasuringClient(table._client)
    seats = SeatStore(Table(client, table.name))  # type: ignore[arg-type] # it has what is called
    assert seats.count("round-table", "pupil") == SEATS
    assert client.items == 0
    (counting,) = client.units
    assert len(seats.holders("round-table", "pupil")) == SEATS
    assert client.items == SEATS
    assert counting <= sum(client.units[1:]) / 2 + 0.5


class MeetingClient:
    """Answers a count once all three are under way; fails after a moment if they come one by one."""

    def __init__(self) -> None:
        self.meeting = Barrier(3, timeout=5)

    def query(self, **parameters: Any) -> dict[str, Any]:
        self.meeting.wait()
        return {"Count": len(parameters["ExpressionAttributeValues"][":pk"]["S"])}


def test_the_categories_of_an_event_are_counted_at_once() -> None:
    seats = SeatStore(Table(MeetingClient(), "table"))  # type: ignore[arg-type] # it has what is called
    names = ("a", "bb", "ccc")
    expected = {name: len(keys.seats("round-table", name)) for name in names}
    assert seats.count_each("round-table", names) == expected


class PagedClient:
    """Answers a count in three pages, each after the one before."""

    def __init__(self) -> None:
        self.starts: list[object] = []

    def query(self, **parameters: object) -> dict[str, Any]:
        assert parameters["Select"] == "COUNT"
        start = parameters.get("ExclusiveStartKey")
        self.starts.append(start)
        page = len(self.starts)
        more = {"LastEvaluatedKey": {"pk": {"S": "SEAT"}, "sk": {"S": str(page)}}}
        return {"Count": page * 10, **(more if page < 3 else {})}


def test_a_count_of_more_than_a_megabyte_is_the_sum_of_its_pages() -> None:
    client = PagedClient()
    table = Table(client, "table")  # type: ignore[arg-type] # it has what is called
    assert table.count(keys.seats("round-table", "pupil")) == 60
    assert client.starts[0] is None
    assert [start["sk"]["S"] for start in client.starts[1:]] == ["1", "2"]  # type: ignore[index] # keys
