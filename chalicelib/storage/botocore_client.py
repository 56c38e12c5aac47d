"""botocore's client of DynamoDB, for wherever credentials or the way to AWS are unusual: profiles, proxies, moto.

botocore parses an answer value by value along its service model, about 25 µs for each line of an
index, which would be most of the cost of a long summary or list. Answers to Query and BatchGetItem without
binary values need no such parsing, so pydantic's JSON reader reads them. ``before-parse`` is a public event of botocore.
"""

from typing import TYPE_CHECKING, Any, Final, TypedDict

from botocore.config import Config
from pydantic_core import from_json

from chalicelib import aws
from chalicelib.storage.direct.retries import ATTEMPTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.settings import Settings
    from chalicelib.storage.direct.client import DynamoDBOperations
    from chalicelib.storage.direct.connection import Timeouts
    from chalicelib.storage.server_time import ServerClock

_OK: Final = 200
_BINARY: Final = (b'"B":', b'"B" :', b'"BS":', b'"BS" :')
"""The types of binary values; inside a string the quotes would be escaped."""


class _RawResponse(TypedDict):
    status_code: int
    headers: "Mapping[str, str]"
    body: bytes


def make(
    settings: "Settings", clock: "ServerClock | None", timeouts: "Timeouts"
) -> "DynamoDBOperations":
    """Make a client; it sends nothing before the first request, and nothing after a request's deadline."""
    client: Any = aws.client(
        "dynamodb",
        region=settings.region,
        endpoint=settings.dynamodb_endpoint,
        config=Config(
            user_agent="pikir",  # made afresh for each request otherwise: 14 % of its time
            parameter_validation=False,  # our own parameters, tested; 5 %
            connect_timeout=timeouts.connect,
            read_timeout=timeouts.read,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            max_pool_connections=64,
        ),
    )
    aws.refuse_late_requests(client)
    parse_queries_quickly(client)
    if clock is not None:
        note = clock.note_date
        client.meta.events.register(
            "before-parse.dynamodb",
            lambda response_dict, **_: note(response_dict["headers"].get("date", "")),
        )
    made: DynamoDBOperations = client
    return made


def parse_queries_quickly(client: aws.BotocoreClient) -> None:
    """Let this client of DynamoDB parse the answers that hold many items with pydantic's JSON reader."""
    for operation in ("Query", "BatchGetItem"):
        client.meta.events.register(f"before-parse.dynamodb.{operation}", _parse)


def _parse(
    response_dict: _RawResponse, customized_response_dict: dict[str, object], **_: object
) -> None:
    """Handle ``before-parse``: what is put into the customized response is not parsed again."""
    body = response_dict["body"]
    if response_dict["status_code"] != _OK or any(mark in body for mark in _BINARY):
        return
    customized_response_dict.update(from_json(body, cache_strings="keys"))
    response_dict["body"] = b"{}"
