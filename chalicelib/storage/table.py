"""The narrow seam to DynamoDB: get, put, update, delete, query, transact, in its own JSON.

Items and values are as DynamoDB writes them, ``{"pk": {"S": "EVENTS"}, …}``. What botocore raises dies
here: a condition that does not hold is `ConditionFailed`, a transaction that is refused is
`TransactionCancelled` with a reason per operation, an item over 400 KB is `ItemTooLarge`; what may
work in a moment is ``errors.Unavailable``; anything else is `StorageFault`, which is ours to mend.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack

from chalicelib import errors
from chalicelib.storage.keys import Key

if TYPE_CHECKING:
    from chalicelib.settings import Settings

Value = Mapping[str, Any]
Item = Mapping[str, Value]

LARGEST_ITEM: Final = 400 * 1024
_ATTEMPTS: Final = 8
_FIRST_PAUSE: Final = 0.02
_TRANSIENT: Final = frozenset(
    {
        "InternalServerError",
        "ItemCollectionSizeLimitExceededException",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)


class ConditionFailed(Exception):
    """The condition of a write does not hold; ``item`` is what stands there, None for nothing."""

    def __init__(self, item: Item | None = None) -> None:
        self.item = item
        super().__init__("the condition does not hold")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one operation of a transaction was refused; ``code`` is ``None`` for one that was not."""

    code: str | None
    item: Item | None = None

    @property
    def condition_failed(self) -> bool:
        """Whether the operation's own condition does not hold."""
        return self.code == "ConditionalCheckFailed"


class TransactionCancelled(Exception):
    """A transaction that was refused as a whole; one reason per operation, in their order."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(", ".join(str(reason.code) for reason in reasons))

    @property
    def conflicted(self) -> bool:
        """Whether another write got in the way of some operation."""
        return any(reason.code == "TransactionConflict" for reason in self.reasons)

    @property
    def only_conflicted(self) -> bool:
        """Whether nothing else stood in the way, so that trying again may do."""
        return {reason.code for reason in self.reasons} <= {None, "TransactionConflict"}


class ItemTooLarge(Exception):
    """More than DynamoDB keeps in one item."""


class StorageFault(Exception):
    """DynamoDB refused what Pikir should not have asked, or is not set up."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of the item for a write to happen."""

    expression: str
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)


ABSENT: Final = Condition("attribute_not_exists(pk)")
PRESENT: Final = Condition("attribute_exists(pk)")


@dataclass(frozen=True, slots=True)
class Put:
    """Write the item whole."""

    item: Item
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove the item."""

    key: Key
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Change some attributes: ``Update(key, "SET revision = :r", values={":r": number(2)})``."""

    key: Key
    expression: str
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Write nothing, only hold the transaction to a condition."""

    key: Key
    condition: Condition


Operation = Put | Delete | Update | Check


class Range(TypedDict, total=False):
    """Which part of a collection, and how it is read.

    ``begins``, ``first`` and ``last`` (both inclusive) bound the sort key, or ``received_at`` when
    ``index`` is given. ``whole`` fetches whole items through an index that projects less.
    """

    begins: str
    first: str
    last: str
    index: str
    whole: bool
    consistent: bool
    forward: bool
    limit: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a collection; ``next`` is where the following page starts, None at the end."""

    items: Sequence[Item]
    next: Item | None


def string(value: str) -> Value:
    """A string, as DynamoDB writes it."""
    return {"S": value}


def number(value: int) -> Value:
    """A whole number, as DynamoDB writes it."""
    return {"N": str(value)}


def binary(value: bytes) -> Value:
    """Bytes, as botocore takes them."""
    return {"B": value}


def address(key: Key) -> dict[str, Value]:
    """The key as two attributes: the beginning of every item."""
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def text(item: Item, name: str) -> str | None:
    """A string attribute, None where there is none."""
    value = item.get(name)
    return None if value is None else str(value["S"])


def whole(item: Item, name: str, default: int = 0) -> int:
    """A whole number attribute."""
    value = item.get(name)
    return default if value is None else int(value["N"])


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
        answer = self._call("get_item", Key=address(key), ConsistentRead=consistent)
        return answer.get("Item")

    def get_many(self, keys: Sequence[Key], *, consistent: bool = True) -> dict[Key, Item]:
        """The items that exist among at most 100 different keys, in one request."""
        wanted: Any = {"Keys": [address(key) for key in keys], "ConsistentRead": consistent}
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
        self._call("put_item", **_write(condition), Item=_fitting(item))

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

    def page(self, pk: str, start: Item | None = None, **wanted: Unpack[Range]) -> Page:
        """One page of a collection, from where the page before ended."""
        from_start = {} if start is None else {"ExclusiveStartKey": start}
        answer = self._call("query", **_query(pk, wanted), **from_start)
        return Page(answer["Items"], answer.get("LastEvaluatedKey"))

    def pages(self, pk: str, **wanted: Unpack[Range]) -> Iterator[Page]:
        """A collection page by page, each asked for when it is needed."""
        page = self.page(pk, **wanted)
        yield page
        while page.next is not None:
            page = self.page(pk, page.next, **wanted)
            yield page

    def query(self, pk: str, **wanted: Unpack[Range]) -> Iterator[Item]:
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
                return {"Put": {**written, **_write(condition), "Item": _fitting(item)}}
            case Delete(key, condition):
                return {"Delete": {**written, **_write(condition), "Key": address(key)}}
            case Check(key, condition):
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
                _translate_unless_conflict(error)
            else:
                return answer
            self._pause(_FIRST_PAUSE * 1.7**attempt * (0.5 + random.random()))  # noqa: S311 -- only jitter
        raise errors.Unavailable


def connect(settings: "Settings") -> Table:
    """The table of these settings; the connection is made with the first request."""
    from chalicelib.storage.connection import client

    return Table(client(settings), settings.table)


def size_of(item: Item) -> int:
    """How many bytes DynamoDB counts the item as (or a few more): names and values in UTF-8."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Value) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return len(held.encode())
        case "N" | "B":
            return len(held)
        case "L":
            return 3 + sum(1 + _size(part) for part in held)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size(part) for name, part in held.items())
        case _:
            return 1


def _fitting(item: Item) -> Item:
    if size_of(item) > LARGEST_ITEM:
        raise ItemTooLarge
    return item


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


def _query(pk: str, wanted: Range) -> dict[str, Any]:
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
    if wanted.get("whole"):
        asked["Select"] = "ALL_ATTRIBUTES"
    if "limit" in wanted:
        asked["Limit"] = wanted["limit"]
    return asked


def _bound(name: str, wanted: Range, values: dict[str, Value]) -> str:
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


def _translate_unless_conflict(error: Exception) -> None:
    """Raise what the error means to us; return if it only means that another write was first."""
    import botocore.exceptions as foreign

    if isinstance(error, foreign.ClientError):
        meaning = _meaning(error.response)
        if isinstance(meaning, TransactionCancelled) and meaning.only_conflicted:
            return
        if error.response["Error"]["Code"] == "TransactionConflictException":
            return
        raise meaning from error
    if isinstance(error, foreign.HTTPClientError | foreign.ConnectionError):
        raise errors.Unavailable from error
    if isinstance(error, foreign.BotoCoreError):
        raise StorageFault(str(error)) from error
    raise error


def _meaning(response: Mapping[str, Any]) -> Exception:
    code, message = response["Error"]["Code"], response["Error"].get("Message", "")
    if code == "ConditionalCheckFailedException":
        return ConditionFailed(response.get("Item"))
    if code == "TransactionCanceledException":
        return _cancelled(response.get("CancellationReasons", ()))
    if code in _TRANSIENT or response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return errors.Unavailable()
    if code == "ValidationException" and "Item size" in message:
        return ItemTooLarge()
    return StorageFault(f"{code}: {message}")


def _cancelled(given: Iterable[Mapping[str, Any]]) -> Exception:
    reasons = []
    for reason in given:
        code = reason.get("Code")
        if code == "ValidationError" and "Item size" in reason.get("Message", ""):
            return ItemTooLarge()
        reasons.append(Reason(None if code in {None, "None"} else code, reason.get("Item")))
    codes = {reason.code for reason in reasons if reason.code}
    if codes and codes <= {"ThrottlingError", "ProvisionedThroughputExceeded"}:
        return errors.Unavailable()
    return TransactionCancelled(reasons)
