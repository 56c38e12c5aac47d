"""What a write or a query is made of: conditions, the parts of a transaction, attributes, sizes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypedDict

from chalicelib.storage.keys import Key

Value = Mapping[str, Any]
Item = Mapping[str, Value]

LARGEST_ITEM: Final = 400 * 1024
LARGEST_BATCH: Final = 100


class ItemTooLarge(Exception):
    """More than DynamoDB keeps in one item."""


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
class ConditionCheck:
    """Write nothing, only hold the transaction to a condition."""

    key: Key
    condition: Condition


Operation = Put | Delete | Update | ConditionCheck


class KeyRange(TypedDict, total=False):
    """Which part of a collection, and how it is read.

    ``begins``, ``first`` and ``last`` (both inclusive) bound the sort key, or ``received_at`` when
    ``index`` is given.
    """

    begins: str
    first: str
    last: str
    index: str
    consistent: bool
    forward: bool
    limit: int


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


def fitting(item: Item) -> Item:
    """The item itself; raises `ItemTooLarge` before DynamoDB would."""
    if size_of(item) > LARGEST_ITEM:
        raise ItemTooLarge
    return item
