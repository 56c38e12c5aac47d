"""The response to a query is the same whether pydantic or botocore parses it."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.settings import Settings
from chalicelib.storage.botocore_client import parse_queries_quickly

ITEMS: list[dict[str, Any]] = [
    {"sk": {"S": "1"}, "text": {"S": 'Әсер "B": \\ "BS": 😀\n'}, "number": {"N": "-1.5"}},
    {"sk": {"S": "2"}, "list": {"L": [{"S": "a"}, {"BOOL": True}, {"NULL": True}]}},
    {"sk": {"S": "3"}, "map": {"M": {"B": {"S": "a key named B"}}}, "set": {"SS": ["a"]}},
]
BINARY: dict[str, Any] = {"sk": {"S": "4"}, "state": {"B": b"\x00\xff"}}


@pytest.fixture
def clients(local_settings: Settings) -> tuple[Any, Any]:
    """Return two clients: botocore's own, and one that parses queries quickly."""
    plain, quick = (
        boto3.client(
            "dynamodb",
            region_name=local_settings.region,
            endpoint_url=local_settings.dynamodb_endpoint,
        )
        for _ in range(2)
    )
    parse_queries_quickly(quick)
    return plain, quick


def query(client: Any, table: str, pk: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 -- botocore's own
    response: dict[str, Any] = client.query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        **more,
    )
    response.pop("ResponseMetadata")
    return response


@pytest.mark.parametrize("items", [[], ITEMS, [BINARY], [*ITEMS, BINARY]])
def test_a_response_is_parsed_as_botocore_parses_it(
    clients: tuple[Any, Any], local_settings: Settings, items: list[dict[str, Any]]
) -> None:
    plain, quick = clients
    for item in items:
        plain.put_item(TableName=local_settings.table, Item={"pk": {"S": "p"}, **item})
    whole = query(quick, local_settings.table, "p")
    assert whole == query(plain, local_settings.table, "p")
    assert whole["Items"] == [{"pk": {"S": "p"}, **item} for item in items]
    first = query(quick, local_settings.table, "p", Limit=1)
    assert first == query(plain, local_settings.table, "p", Limit=1)


def test_an_error_of_dynamodb_is_still_raised(clients: tuple[Any, Any]) -> None:
    _, quick = clients
    with pytest.raises(ClientError) as refused:
        query(quick, "no-such-table", "p")
    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"
