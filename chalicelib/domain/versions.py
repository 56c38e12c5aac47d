"""Several versions of one form side by side."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_order(lists: Iterable[Sequence[T]]) -> list[T]:
    """Every member of the lists once, in the order of the first list that has it.

    What only a later list has comes right after what it follows there, or in front of all.
    """
    union: list[T] = []
    known: set[T] = set()
    for members in lists:
        place = 0
        for member in members:
            if member in known:
                place = union.index(member) + 1
            else:
                union.insert(place, member)
                known.add(member)
                place += 1
    return union
