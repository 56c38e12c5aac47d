"""The parts of writes and queries: conditions, operations, attributes, and their sizes."""

import json
import logging
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, Final, TypedDict, TypeVar

from chalicelib.frozen import dataclass
from chalicelib.storage.keys import Key

Value = Mapping[str, Any]
Item = Mapping[str, Value]
Noun = TypeVar("Noun")

LARGEST_ITEM: Final = 400 * 1024
LARGEST_BATCH: Final = 100
_LONGEST_LETTER: Final = 4
"""In bytes of UTF-8."""

_log = logging.getLogger("pikir.storage")


class ItemTooLarge(Exception):
    """The item is larger than DynamoDB stores."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold for the item, or nothing is written."""

    expression: str
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)


ABSENT: Final = Condition("attribute_not_exists(pk)")
PRESENT: Final = Condition("attribute_exists(pk)")


@dataclass(frozen=True, slots=True)
class Put:
    """Write the whole item."""

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
    """Make the transaction depend on a condition, and write nothing."""

    key: Key
    condition: Condition


Operation = Put | Delete | Update | ConditionCheck


class KeyRange(TypedDict, total=False):
    """A part of a collection, and how to read it.

    ``begins`` is a prefix of the sort key; ``first`` and ``last`` are its limits, both inclusive.
    With an ``index`` they apply to its own sort key instead; ``whole`` asks for whole items, not what it projects.
    """

    begins: str
    first: str
    last: str
    index: str
    whole: bool
    consistent: bool
    forward: bool
    limit: int


def string(value: str) -> Value:
    """Write a string attribute."""
    return {"S": value}


def number(value: int) -> Value:
    """Write an integer attribute."""
    return {"N": str(value)}


def binary(value: bytes) -> Value:
    """Write a binary attribute."""
    return {"B": value}


def compress(document: bytes) -> Value:
    """Write a document as a binary attribute, several times smaller than as a string."""
    return binary(zlib.compress(document))


def address(key: Key) -> dict[str, Value]:
    """Write the key as two attributes: the beginning of every item."""
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def read_string(item: Item, name: str) -> str | None:
    """Read a string attribute, None if the item has none."""
    value = item.get(name)
    return None if value is None else str(value["S"])


def read_integer(item: Item, name: str, default: int = 0) -> int:
    """Read an integer attribute."""
    value = item.get(name)
    return default if value is None else int(value["N"])


def iter_readable(items: Iterable[Item], read: Callable[[Item], Noun]) -> Iterator[Noun]:
    """Yield what is read from each item. One that cannot be read is left out, and the log says which."""
    for item in items:
        try:
            noun = read(item)
        except Exception:  # noqa: BLE001 -- a list without one is better than none
            key = {name: item.get(name, {}).get("S") for name in ("pk", "sk")}
            _log.exception("%s", json.dumps({"unreadable_item": key}))
            continue
        yield noun


def decompress(item: Item, name: str) -> bytes:
    """Read a document; boto3 wraps the bytes that botocore gives."""
    return zlib.decompress(bytes(item[name]["B"]))


def size_of(item: Item) -> int:
    """Return the item's size in bytes as DynamoDB counts it, or a few more.

    Names and values count in UTF-8; see "Item sizes and formats" in DynamoDB's developer guide.
    """
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Value) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N" | "B":
            return len(content)
        case "L":
            return 3 + sum(1 + _size(part) for part in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size(part) for name, part in content.items())
        case _:
            return 1


def check_size(item: Item) -> Item:
    """Return the item itself; raise `ItemTooLarge` before DynamoDB would."""
    if not _is_surely_small(item) and size_of(item) > LARGEST_ITEM:
        raise ItemTooLarge
    return item


def _is_surely_small(item: Item) -> bool:
    """Return whether an item of texts would fit even if each letter took as many bytes as a letter can; nearly all would."""
    letters = 0
    for name, value in item.items():
        for content in value.values():
            if not isinstance(content, str):
                return False
            letters += len(name) + len(content)
    return letters * _LONGEST_LETTER <= LARGEST_ITEM
