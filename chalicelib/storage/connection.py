"""The client of DynamoDB: botocore without what a request does not need.

botocore parses an answer value by value along its service model, about 25 µs for each line of an
index, which would be most of the cost of a long summary or list. Answers to Query and BatchGetItem without
binary values need no such parsing, so pydantic's JSON reader reads them. ``before-parse`` is a public event of botocore.
"""

from typing import TYPE_CHECKING, Final, TypedDict

from botocore.config import Config
from pydantic_core import from_json

from chalicelib import aws
from chalicelib.storage.transport import Client, Timeouts, use_persistent_connections

if TYPE_CHECKING:
    from chalicelib.settings import Settings

TIMEOUTS: Final = Timeouts(connect=1, read=3)
ATTEMPTS: Final = 3

_OK: Final = 200
_BINARY: Final = (b'"B":', b'"B" :', b'"BS":', b'"BS" :')
"""The types of binary values; inside a string the quotes would be escaped."""


class _RawResponse(TypedDict):
    status_code: int
    body: bytes


def client(settings: "Settings", timeouts: Timeouts = TIMEOUTS) -> Client:
    """Make a client of DynamoDB; it sends nothing before the first request."""
    dynamodb: Client = aws.client(
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
    use_persistent_connections(dynamodb, timeouts)
    parse_queries_quickly(dynamodb)
    return dynamodb


def parse_queries_quickly(client: Client) -> None:
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
