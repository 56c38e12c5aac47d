"""Pages of a query, read by pydantic's JSON reader instead of botocore's generic parser.

botocore walks an answer value by value along its service model, some 25 µs for each line of an index:
most of what a long summary would cost. DynamoDB's answers need no such walk but for binary
values, so a page with any is left to botocore. ``before-parse`` is a registered event of botocore.
"""

from typing import Any, Final

from pydantic_core import from_json

_OK: Final = 200
_BINARY: Final = (b'"B":', b'"B" :', b'"BS":', b'"BS" :')
"""As they stand between a value's braces; inside a text the quotes would be escaped."""


def read_quickly(client: Any) -> None:  # noqa: ANN401 -- botocore makes its clients at run time
    """Let this client of DynamoDB read the pages of its queries so."""
    client.meta.events.register("before-parse.dynamodb.Query", _read)


def _read(
    response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object
) -> None:
    body: bytes = response_dict["body"]
    if response_dict["status_code"] != _OK or any(mark in body for mark in _BINARY):
        return
    customized_response_dict.update(from_json(body, cache_strings="keys"))
    response_dict["body"] = b"{}"
