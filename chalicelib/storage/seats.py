"""Seats: one item for each seat that is taken. Taking one is part of a registration's transaction."""

from collections.abc import Sequence

from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    Delete,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    address,
    number,
    string,
)


class SeatStore:
    """The taken seats of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def holders(self, event: str, category: str) -> dict[int, Key]:
        """Return the key of the registration that holds each taken seat, by the seat's number."""
        return dict(map(from_item, self._table.query(keys.seats(event, category))))

    def count(self, event: str, category: str) -> int:
        """Count the taken seats as they were a moment ago, for display."""
        return self._table.count(keys.seats(event, category))

    def count_each(self, event: str, categories: Sequence[str]) -> dict[str, int]:
        """Count the taken seats of each category, several of them at once: a page waits for one call."""
        if len(categories) < 2:  # threads are not even imported
            return {each: self.count(event, each) for each in categories}
        from chalicelib.storage.parallel_calls import call_in_parallel

        counts = call_in_parallel(lambda category: self.count(event, category), categories)
        return dict(zip(categories, counts, strict=True))

    def move(self, event: str, category: str, *, old: int, new: int, holder: Key) -> bool:
        """Give a registration another seat; return False if something changed in between."""
        move: list[Operation] = [
            free_seat(event, category, old, holder),
            take_seat(event, category, new, holder),
            Update(
                holder,
                "SET seat = :new",
                values={":new": number(new)},
                condition=Condition("seat = :old", values={":old": number(old)}),
            ),
        ]
        try:
            self._table.transact(move)
        except TransactionCancelled:
            return False
        return True


def take_seat(event: str, category: str, seat: int, holder: Key) -> Put:
    """Return the operation of a transaction that takes a seat which nobody holds."""
    return Put(to_item(event, category, seat, holder), ABSENT)


def free_seat(event: str, category: str, seat: int, holder: Key) -> Delete:
    """Return the operation of a transaction that frees a seat if this registration holds it."""
    values = {":pk": string(holder.pk), ":sk": string(holder.sk)}
    condition = Condition("holder_pk = :pk AND holder_sk = :sk", values=values)
    return Delete(keys.seat(event, category, seat), condition)


def to_item(event: str, category: str, seat: int, holder: Key) -> Item:
    """Return the item of a taken seat."""
    return {
        **address(keys.seat(event, category, seat)),
        "holder_pk": string(holder.pk),
        "holder_sk": string(holder.sk),
    }


def from_item(item: Item) -> tuple[int, Key]:
    """Return a taken seat's number and the key of the registration that holds it."""
    return int(item["sk"]["S"]), Key(item["holder_pk"]["S"], item["holder_sk"]["S"])
