"""The narrow seam to DynamoDB: get, put, update, delete, query, transact, in its own JSON.

Items and values are as DynamoDB writes them, ``{"pk": {"S": "EVENTS"}, …}``. What botocore raises dies
here: a condition that does not hold is `ConditionFailed`, a transaction that is refused is
`TransactionCancelled` with a reason per operation, an item over 400 KB is `ItemTooLarge`; what may
work in a moment is ``errors.Unavailable``; anything else is `StorageFault`, which is ours to mend.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Unpack

from chalicelib import errors
from chalicelib.storage.keys import Key
from chalicelib.storage.table.error_mapping import (
    ConditionFailed,
    Reason,
    StorageFault,
    TransactionCancelled,
    refuse_unless_conflict,
)
from chalicelib.storage.table.operations import (
    ABSENT,
    LARGEST_BATCH,
    LARGEST_ITEM,
    PRESENT,
    Condition,
    ConditionCheck,
    Delete,
    Item,
    ItemTooLarge,
    KeyRange,
    Operation,
    Put,
    Update,
    Value,
    address,
    binary,
    fitting,
    number,
    size_of,
    string,
    text,
    whole,
)

if TYPE_CHECKING:
    from chalicelib.settings import Settings

__all__ = [
    "ABSENT",
    "LARGEST_BATCH",
    "LARGEST_ITEM",
    "PRESENT",
    "Condition",
    "ConditionCheck",
    "ConditionFailed",
    "Delete",
    "Item",
    "ItemTooLarge",
    "KeyRange",
    "Operation",
    "Page",
    "Put",
    "Reason",
    "StorageFault",
    "Table",
    "TransactionCancelled",
    "Update",
    "Value",
    "address",
    "binary",
    "connect",
    "number",
    "size_of",
    "string",
    "text",
    "whole",
]

_ATTEMPTS: Final = 8
_FIRST_PAUSE: Final = 0.02
_LONGEST_PK: Final = 2048
_LONGEST_SK: Final = 1024


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a collection; ``next`` is where the following page starts, None at the end."""

    items: Sequence[Item]
    next: Item | None


class Table:
    """The one table, through a client of botocore or boto3.

    A write that meets another transaction on the same item is tried again, some two seconds at most.
    """

    def __init__(
        self,
        client: Any,  # noqa: ANN401 -- botocore makes its clients at run time
        name: str,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._pause = pause
        self.name = name

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """The item, None where there is none."""
        if not _can_exist(key):
            return None
        answer = self._call("get_item", Key=address(key), ConsistentRead=consistent)
        return answer.get("Item")

    def get_many(self, keys: Sequence[Key], *, consistent: bool = True) -> dict[Key, Item]:
        """The items that exist among at most ``LARGEST_BATCH`` different keys, in one request."""
        addresses = [address(key) for key in keys if _can_exist(key)]
        if not addresses:
            return {}
        wanted: Any = {"Keys": addresses, "ConsistentRead": consistent}
        found: dict[Key, Item] = {}
        for _ in range(len(keys) + 1):
            answer = self._request("batch_get_item", RequestItems={self.name: wanted})
            for item in answer["Responses"].get(self.name, ()):
                found[Key(item["pk"]["S"], item["sk"]["S"])] = item
            wanted = answer.get("UnprocessedKeys", {}).get(self.name)
            if not wanted:
                return found
        raise errors.Unavailable

    def put(self, item: Item, *, condition: Condition | None = None) -> None:
        """Write the item whole; raises `ConditionFailed` with what stands there instead."""
        self._call("put_item", **_write(condition), Item=fitting(item))

    def update(self, change: Update) -> Item:
        """Change some attributes and return the item as it is now."""
        answer = self._call(
            "update_item",
            **_write(change.condition, change.names, change.values),
            Key=address(change.key),
            UpdateExpression=change.expression,
            ReturnValues="ALL_NEW",
        )
        item: Item = answer["Attributes"]
        return item

    def delete(self, key: Key, *, condition: Condition | None = None) -> None:
        """Remove the item, if it is there."""
        self._call("delete_item", **_write(condition), Key=address(key))

    def page(self, pk: str, start: Item | None = None, **wanted: Unpack[KeyRange]) -> Page:
        """One page of a collection, from where the page before ended."""
        from_start = {} if start is None else {"ExclusiveStartKey": start}
        answer = self._call("query", **_query(pk, wanted), **from_start)
        return Page(answer["Items"], answer.get("LastEvaluatedKey"))

    def pages(self, pk: str, **wanted: Unpack[KeyRange]) -> Iterator[Page]:
        """A collection page by page, each asked for when it is needed."""
        page = self.page(pk, **wanted)
        yield page
        while page.next is not None:
            page = self.page(pk, page.next, **wanted)
            yield page

    def query(self, pk: str, **wanted: Unpack[KeyRange]) -> Iterator[Item]:
        """The items of a collection, all of them; ``limit`` is the size of a page here."""
        for page in self.pages(pk, **wanted):
            yield from page.items

    def transact(self, operations: Sequence[Operation]) -> None:
        """Do all of it or nothing; raises `TransactionCancelled` with a reason per operation.

        botocore gives the request a token of its own, so that its retries happen once.
        """
        self._request("transact_write_items", TransactItems=[self._part(op) for op in operations])

    def _part(self, operation: Operation) -> dict[str, Any]:
        written = {"TableName": self.name}
        match operation:
            case Put(item, condition):
                return {"Put": {**written, **_write(condition), "Item": fitting(item)}}
            case Delete(key, condition):
                return {"Delete": {**written, **_write(condition), "Key": address(key)}}
            case ConditionCheck(key, condition):
                return {"ConditionCheck": {**written, **_write(condition), "Key": address(key)}}
            case Update(key, expression, names, values, condition):
                change = {**_write(condition, names, values), "UpdateExpression": expression}
                return {"Update": {**written, **change, "Key": address(key)}}

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 -- botocore's own parameters
        return self._request(method, TableName=self.name, **parameters)

    def _request(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 -- botocore's own parameters
        for attempt in range(_ATTEMPTS):
            try:
                answer: dict[str, Any] = getattr(self._client, method)(**parameters)
            except Exception as error:  # noqa: BLE001 -- told apart there; what is not botocore's is raised again
                refuse_unless_conflict(error)
            else:
                return answer
            self._pause(_FIRST_PAUSE * 1.7**attempt * (0.5 + random.random()))  # noqa: S311 -- only jitter
        raise errors.Unavailable


def connect(settings: "Settings") -> Table:
    """The table of these settings; the connection is made with the first request."""
    from chalicelib.storage.connection import client

    return Table(client(settings), settings.table)


def _can_exist(key: Key) -> bool:
    """Whether DynamoDB would keep an item under this key: what an address names may be anything."""
    try:
        pk, sk = len(key.pk.encode()), len(key.sk.encode())
    except UnicodeEncodeError:
        return False
    return 0 < pk <= _LONGEST_PK and 0 < sk <= _LONGEST_SK


def _write(
    condition: Condition | None,
    names: Mapping[str, str] | None = None,
    values: Mapping[str, Value] | None = None,
) -> dict[str, Any]:
    """The parameters that carry a condition, and the names and values of an update beside it."""
    written: dict[str, Any] = {}
    names, values = dict(names or {}), dict(values or {})
    if condition:
        written["ConditionExpression"] = condition.expression
        written["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        names |= condition.names
        values |= condition.values
    if names:
        written["ExpressionAttributeNames"] = names
    if values:
        written["ExpressionAttributeValues"] = values
    return written


def _query(pk: str, wanted: KeyRange) -> dict[str, Any]:
    values = {":pk": string(pk)}
    index = wanted.get("index")
    bound = _bound("received_at" if index else "sk", wanted, values)
    asked: dict[str, Any] = {
        "KeyConditionExpression": f"pk = :pk{bound}",
        "ExpressionAttributeValues": values,
        "ConsistentRead": wanted.get("consistent", True),
        "ScanIndexForward": wanted.get("forward", True),
    }
    if index:
        asked["IndexName"] = index
    if "limit" in wanted:
        asked["Limit"] = wanted["limit"]
    return asked


def _bound(name: str, wanted: KeyRange, values: dict[str, Value]) -> str:
    """The condition on the sort key, its values added to ``values``."""
    for bound in ("begins", "first", "last"):
        if bound in wanted:
            values[f":{bound}"] = string(wanted[bound])
    if ":begins" in values:
        return f" AND begins_with({name}, :begins)"
    if ":first" in values and ":last" in values:
        return f" AND {name} BETWEEN :first AND :last"
    if ":first" in values:
        return f" AND {name} >= :first"
    return f" AND {name} <= :last" if ":last" in values else ""
