"""Watch the calls to DynamoDB that a table's client gets, whichever client that is."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.config import Config

from chalicelib import aws
from chalicelib.settings import Settings
from chalicelib.storage.table import Table

Watch = Callable[[str, Mapping[str, Any]], None]
"""Is told the operation, such as ``PutItem``, and its parameters before the call; what it raises, the call raises."""


@dataclass
class WatchedClient:
    """A client of DynamoDB that tells ``watch`` of each call."""

    client: Any
    watch: Watch

    def __getattr__(self, method: str) -> Callable[..., Any]:
        operation = "".join(word.title() for word in method.split("_"))

        def call(**parameters: object) -> Any:  # noqa: ANN401 -- what the client answers
            self.watch(operation, parameters)
            return getattr(self.client, method)(**parameters)

        return call


def watch_calls(table: Table, watch: Watch) -> None:
    """Tell ``watch`` of each call of this table from now on."""
    table._client = WatchedClient(table._client, watch)


@contextmanager
def watching(table: Table, watch: Watch) -> Iterator[None]:
    """Tell ``watch`` of each call of this table inside."""
    client = table._client
    watch_calls(table, watch)
    try:
        yield
    finally:
        table._client = client


@contextmanager
def watching_client(client: Any, watch: Watch) -> Iterator[None]:  # noqa: ANN401 -- one of botocore's, made at run time
    """Tell ``watch`` of each call of a client of botocore inside."""

    def tell(params: Mapping[str, Any], model: Any, **_: object) -> None:  # noqa: ANN401 -- as above
        watch(model.name, params)

    client.meta.events.register("provide-client-params", tell)
    try:
        yield
    finally:
        client.meta.events.unregister("provide-client-params", tell)


def count_calls(table: Table) -> Counter[str]:
    """Count the calls of this table from now on, by operation."""
    counted: Counter[str] = Counter()
    watch_calls(table, lambda operation, _: counted.update([operation]))
    return counted


def stored_items(settings: Settings) -> list[dict[str, Any]]:
    """Return every item of the table, in no order, as DynamoDB itself gives them."""
    client = aws.client(
        "dynamodb", endpoint=settings.dynamodb_endpoint, region=settings.region, config=Config()
    )
    pages = client.get_paginator("scan").paginate(TableName=settings.table)
    return [item for page in pages for item in page["Items"]]
