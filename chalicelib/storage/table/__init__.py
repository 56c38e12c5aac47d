"""The narrow seam to DynamoDB: get, put, update, delete, query, transact, in its own JSON.

Items and values are as DynamoDB writes them, ``{"pk": {"S": "EVENTS"}, …}``. botocore's errors end
here. A condition that does not hold raises `ConditionFailed`; a refused transaction raises
`TransactionCancelled` with a reason per operation; an item over 400 KB raises `ItemTooLarge`, one for
which its collection has no room `CollectionFull`; what
may work in a moment raises ``errors.Unavailable``, and so does every call after a request's deadline; anything else is a `StorageFault`, a mistake of
Pikir's own.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Unpack

from chalicelib import deadlines, errors, metering
from chalicelib.frozen import dataclass
from chalicelib.storage.keys import BY_RECEIPT, BY_RECEIVED, Key
from chalicelib.storage.table.error_mapping import (
    CollectionFull,
    ConditionFailed,
    Reason,
    StorageFault,
    TransactionCancelled,
    raise_unless_conflict,
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
    check_size,
    compress,
    decompress,
    iter_readable,
    number,
    read_integer,
    read_string,
    size_of,
    string,
)

if TYPE_CHECKING:
    from typing import TypedDict

    from chalicelib.settings import Settings
    from chalicelib.storage.direct.client import DynamoDBOperations
    from chalicelib.storage.server_time import ServerClock

    class _Capacity(TypedDict):
        CapacityUnits: float

    class _Answer(TypedDict, total=False):
        """What DynamoDB answers to the operations used here."""

        Item: Item
        Items: Sequence[Item]
        Count: int
        Attributes: Item
        LastEvaluatedKey: Item
        Responses: Mapping[str, Sequence[Item]]
        UnprocessedKeys: Mapping[str, object]
        ConsumedCapacity: "_Capacity | Sequence[_Capacity]"


__all__ = [
    "ABSENT",
    "LARGEST_BATCH",
    "LARGEST_ITEM",
    "PRESENT",
    "CollectionFull",
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
    "compress",
    "connect",
    "decompress",
    "iter_readable",
    "number",
    "read_integer",
    "read_string",
    "size_of",
    "string",
]

_ATTEMPTS: Final = 8
_FIRST_PAUSE: Final = 0.02
_LONGEST_PK: Final = 2048
_LONGEST_SK: Final = 1024
_METERED: Final = {"ReturnConsumedCapacity": "TOTAL"}
_UNITS: Final[Mapping[str, metering.Unit]] = {
    "get_item": "read_units",
    "batch_get_item": "read_units",
    "query": "read_units",
    "put_item": "write_units",
    "update_item": "write_units",
    "delete_item": "write_units",
    "transact_write_items": "write_units",
}
_SORT_KEYS: Final = {BY_RECEIVED: "received_at", BY_RECEIPT: "receipt_key"}
"""Of the indexes, by name."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a collection; ``next`` is where the following page starts, None at the end."""

    items: Sequence[Item]
    next: Item | None


class Table:
    """The one table, through the direct client or botocore's.

    A write that conflicts with another transaction on the same item is retried for about two seconds.
    """

    def __init__(
        self,
        client: "DynamoDBOperations",
        name: str,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._pause = pause
        self.name = name

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """Return the item, None if there is none."""
        if not _can_exist(key):
            return None
        answer = self._call("get_item", Key=address(key), ConsistentRead=consistent)
        return answer.get("Item")

    def get_many(self, keys: Sequence[Key], *, consistent: bool = True) -> dict[Key, Item]:
        """Return the items that exist among at most ``LARGEST_BATCH`` different keys."""
        addresses = [address(key) for key in keys if _can_exist(key)]
        if not addresses:
            return {}
        unread: object = {"Keys": addresses, "ConsistentRead": consistent}
        items: dict[Key, Item] = {}
        for _ in range(len(keys) + 1):
            answer = self._request("batch_get_item", RequestItems={self.name: unread})
            for item in answer["Responses"].get(self.name, ()):
                items[Key(item["pk"]["S"], item["sk"]["S"])] = item
            unread = answer.get("UnprocessedKeys", {}).get(self.name)
            if not unread:
                return items
        raise errors.Unavailable

    def put(self, item: Item, *, condition: Condition | None = None) -> None:
        """Write the whole item; raise `ConditionFailed` with the item that exists instead."""
        self._call("put_item", **_condition_parameters(condition), Item=check_size(item))

    def update(self, change: Update) -> Item:
        """Change some attributes and return the item as it is now."""
        answer = self._call(
            "update_item",
            **_condition_parameters(change.condition, change.names, change.values),
            Key=address(change.key),
            UpdateExpression=change.expression,
            ReturnValues="ALL_NEW",
        )
        return answer["Attributes"]

    def delete(self, key: Key, *, condition: Condition | None = None) -> None:
        """Remove the item if it exists."""
        self._call("delete_item", **_condition_parameters(condition), Key=address(key))

    def page(self, pk: str, start: Item | None = None, **key_range: Unpack[KeyRange]) -> Page:
        """Return one page of a collection, from the ``next`` of the page before."""
        from_start = {} if start is None else {"ExclusiveStartKey": start}
        answer = self._call("query", **_query_parameters(pk, key_range), **from_start)
        return Page(answer["Items"], answer.get("LastEvaluatedKey"))

    def pages(self, pk: str, **key_range: Unpack[KeyRange]) -> Iterator[Page]:
        """Yield a collection page by page, each requested when it is needed."""
        page = self.page(pk, **key_range)
        yield page
        while page.next is not None:
            page = self.page(pk, page.next, **key_range)
            yield page

    def query(self, pk: str, **key_range: Unpack[KeyRange]) -> Iterator[Item]:
        """Yield all items of a collection; ``limit`` is the size of a page here."""
        for page in self.pages(pk, **key_range):
            yield from page.items

    def count(self, pk: str) -> int:
        """Count a collection's items as they were a moment ago; none is sent, though all are read."""
        parameters = {**_query_parameters(pk, {"consistent": False}), "Select": "COUNT"}
        answer = self._call("query", **parameters)
        counted = answer["Count"]
        while "LastEvaluatedKey" in answer:
            start = answer["LastEvaluatedKey"]
            answer = self._call("query", **parameters, ExclusiveStartKey=start)
            counted += answer["Count"]
        return counted

    def transact(self, operations: Sequence[Operation], *, retry_conflicts: bool = True) -> None:
        """Do all operations or none; raise `TransactionCancelled` with a reason per operation.

        A transaction that only conflicted with others is retried, unless the caller asks to choose other
        items for its next attempt. botocore adds a request token, so that its own retries count once.
        """
        parts = [self._transaction_part(operation) for operation in operations]
        if retry_conflicts:
            self._request("transact_write_items", TransactItems=parts)
        else:
            self._attempt("transact_write_items", {"TransactItems": parts}, surface_conflicts=True)

    def _transaction_part(self, operation: Operation) -> Mapping[str, object]:
        parameters = {"TableName": self.name, **_operation_parameters(operation)}
        return {type(operation).__name__: parameters}

    def _call(self, method: str, **parameters: object) -> "_Answer":
        return self._request(method, TableName=self.name, **parameters)

    def _request(self, method: str, **parameters: object) -> "_Answer":
        for attempt in range(_ATTEMPTS):
            answer = self._attempt(method, parameters)
            if answer is not None:
                return answer
            self._pause(_FIRST_PAUSE * 1.7**attempt * (0.5 + random.random()))  # noqa: S311 -- only jitter
        raise errors.Unavailable

    def _attempt(
        self, method: str, parameters: Mapping[str, object], *, surface_conflicts: bool = False
    ) -> "_Answer | None":
        """Send a request once, unless the deadline has passed; return None where another write came first."""
        deadlines.refuse_if_passed()
        try:
            answer: _Answer = getattr(self._client, method)(**_METERED, **parameters)
        except Exception as error:  # noqa: BLE001 -- mapped there; what is not botocore's is raised again
            metering.add("refused_calls")
            raise_unless_conflict(error, surface_conflicts=surface_conflicts)
            return None
        finally:
            metering.add("database_calls")
        metering.add(_UNITS[method], _consumed_units(answer))
        return answer


def connect(settings: "Settings", clock: "ServerClock | None" = None) -> Table:
    """Return the table of these settings; it connects with the first request. ``clock`` follows its answers."""
    from chalicelib.storage.connection import client

    return Table(client(settings, clock), settings.table)


def _consumed_units(answer: "_Answer") -> float:
    """Return the capacity units of a call; DynamoDB lists them by table where a call may name several."""
    consumed = answer.get("ConsumedCapacity", ())
    each = (consumed,) if isinstance(consumed, Mapping) else consumed
    return sum(one["CapacityUnits"] for one in each)


def _can_exist(key: Key) -> bool:
    """Whether DynamoDB accepts the key: a part of an address in the browser may hold anything."""
    try:
        pk, sk = len(key.pk.encode()), len(key.sk.encode())
    except UnicodeEncodeError:
        return False
    return 0 < pk <= _LONGEST_PK and 0 < sk <= _LONGEST_SK


def _operation_parameters(operation: Operation) -> Mapping[str, object]:
    match operation:
        case Put(item, condition):
            return {**_condition_parameters(condition), "Item": check_size(item)}
        case Delete(key, condition) | ConditionCheck(key, condition):
            return {**_condition_parameters(condition), "Key": address(key)}
        case Update(key, expression, names, values, condition):
            change = {"Key": address(key), "UpdateExpression": expression}
            return {**_condition_parameters(condition, names, values), **change}


def _condition_parameters(
    condition: Condition | None,
    names: Mapping[str, str] | None = None,
    values: Mapping[str, Value] | None = None,
) -> dict[str, object]:
    """Make the parameters of a condition, with the names and values of an update beside it."""
    parameters: dict[str, object] = {}
    if condition:
        parameters["ConditionExpression"] = condition.expression
        parameters["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        names = {**(names or {}), **condition.names}
        values = {**(values or {}), **condition.values}
    if names:
        parameters["ExpressionAttributeNames"] = names
    if values:
        parameters["ExpressionAttributeValues"] = values
    return parameters


def _query_parameters(pk: str, key_range: KeyRange) -> dict[str, object]:
    values = {":pk": string(pk)}
    index = key_range.get("index", "")
    sort_key = _sort_key_condition(_SORT_KEYS.get(index, "sk"), key_range, values)
    parameters: dict[str, object] = {
        "KeyConditionExpression": f"pk = :pk{sort_key}",
        "ExpressionAttributeValues": values,
        "ConsistentRead": key_range.get("consistent", True),
        "ScanIndexForward": key_range.get("forward", True),
    }
    if index:
        parameters["IndexName"] = index
    if key_range.get("whole"):
        parameters["Select"] = "ALL_ATTRIBUTES"
    if "limit" in key_range:
        parameters["Limit"] = key_range["limit"]
    return parameters


def _sort_key_condition(name: str, key_range: KeyRange, values: dict[str, Value]) -> str:
    """Write the condition on the sort key, and add its values to ``values``."""
    for limit in ("begins", "first", "last"):
        if limit in key_range:
            values[f":{limit}"] = string(key_range[limit])
    if ":begins" in values:
        return f" AND begins_with({name}, :begins)"
    if ":first" in values and ":last" in values:
        return f" AND {name} BETWEEN :first AND :last"
    if ":first" in values:
        return f" AND {name} >= :first"
    return f" AND {name} <= :last" if ":last" in values else ""
