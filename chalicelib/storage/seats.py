"""Seats: an item for each that is taken. Taking is part of a registration's transaction."""

from collections.abc import Mapping

from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    Delete,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    Value,
    address,
    number,
    string,
)


class SeatStore:
    """The taken seats of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def taken(self, event: str, category: str) -> dict[int, Key]:
        """The seats that are taken now, each with the key of its registration."""
        return {
            int(item["sk"]["S"]): Key(item["holder_pk"]["S"], item["holder_sk"]["S"])
            for item in self._table.query(keys.seats(event, category))
        }

    def move(self, event: str, category: str, *, old: int, new: int, holder: Key) -> bool:
        """Give the registration another seat; False if something changed in between."""
        moving: list[Operation] = [
            leaving(event, category, old, holder),
            taking(event, category, new, holder),
            Update(
                holder,
                "SET seat = :new",
                values={":new": number(new)},
                condition=Condition("seat = :old", values={":old": number(old)}),
            ),
        ]
        try:
            self._table.transact(moving)
        except TransactionCancelled:
            return False
        return True


def taking(event: str, category: str, seat: int, holder: Key) -> Put:
    """The part of a transaction that takes a seat which nobody has."""
    return Put({**address(keys.seat(event, category, seat)), **_held_by(holder)}, ABSENT)


def leaving(event: str, category: str, seat: int, holder: Key) -> Delete:
    """The part of a transaction that frees a seat, if this registration has it."""
    values = {":pk": string(holder.pk), ":sk": string(holder.sk)}
    condition = Condition("holder_pk = :pk AND holder_sk = :sk", values=values)
    return Delete(keys.seat(event, category, seat), condition)


def _held_by(holder: Key) -> Mapping[str, Value]:
    return {"holder_pk": string(holder.pk), "holder_sk": string(holder.sk)}
