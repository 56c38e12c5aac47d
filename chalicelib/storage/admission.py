"""Admission copies: the small items of which a registration's transaction checks one.

A form of registrations has ``keys.ADMISSION_COPIES`` of them, each in a partition of its own, with the
gates of the event and of the form side by side. They are written one by one, never in a transaction, which
would meet a registration in flight on one of so many items. Of each gate a copy has, by the owner's name:

=====================  =======================================================================
attribute              value
=====================  =======================================================================
``event_revision``     the owner's revision that the copy was written or held for
``event_is_open``      absent in a copy that was held before it was written
``event_opens_at``     absent where there is no limit
``event_closes_at``    absent where there is no limit
``event_held_by``      the hold that closes the gate
``capacities``         the event's alone: seats by category, a very large number for "unlimited"
=====================  =======================================================================

A copy never admits anybody whom the owners' items do not. It may admit fewer people, after a crash;
whoever meets such a copy repairs it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from chalicelib import errors
from chalicelib.domain.admission import Gate, GateOwner, Hold
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.events import times_to_attributes
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    ConditionCheck,
    ConditionFailed,
    Item,
    Table,
    Update,
    Value,
    address,
    number,
    string,
)

_GATE_ADMITS: Final = (
    "attribute_not_exists({0}_held_by) AND {0}_is_open = :yes"
    " AND (attribute_not_exists({0}_opens_at) OR {0}_opens_at <= :now)"
    " AND (attribute_not_exists({0}_closes_at) OR {0}_closes_at > :now)"
)
_ADMITS: Final = " AND ".join(_GATE_ADMITS.format(owner) for owner in GateOwner)


class AdmissionStore:
    """The admission copies of the table."""

    def __init__(self, table: Table, copies: int) -> None:
        self._table = table
        self.copies = copies

    def create(self, event: str, form: str, gates: tuple[Gate, Gate]) -> None:
        """Write both gates into every copy, the event's first; a copy that exists is only brought up to date."""
        for copy in range(self.copies):
            try:
                self._table.put(
                    _to_item(keys.admission(event, form, copy), gates), condition=ABSENT
                )
            except ConditionFailed:
                for gate in gates:
                    self._write(keys.admission(event, form, copy), gate, None)

    def hold(self, event: str, form: str, gate: Gate, hold: Hold) -> None:
        """Close the gate of the owner's revision in every copy: nobody is admitted when this returns.

        Raises:
            errors.ChangedMeanwhile: a copy was written for a later revision, or a later hold is there.
        """
        revision, held_by = f"{gate.owner}_revision", f"{gate.owner}_held_by"
        condition = (
            f"attribute_not_exists({revision}) OR {revision} < :revision OR {revision} = :revision"
            f" AND (attribute_not_exists({held_by}) OR {held_by} <= :hold)"
        )
        values = {":revision": number(gate.revision), ":hold": string(str(hold))}
        change = f"SET {revision} = :revision, {held_by} = :hold"
        for copy in range(self.copies):
            key = keys.admission(event, form, copy)
            try:
                self._table.update(
                    Update(key, change, values=values, condition=Condition(condition))
                )
            except ConditionFailed:
                raise errors.ChangedMeanwhile from None

    def write(self, event: str, form: str, gate: Gate, hold: Hold | None = None) -> None:
        """Write the gate into every copy that has an earlier revision of it, or that this hold closes."""
        for copy in range(self.copies):
            self._write(keys.admission(event, form, copy), gate, hold)

    def repair(
        self, event: str, form: str, copy: int, seen: Item | None, gates: tuple[Gate, Gate]
    ) -> None:
        """Write both gates into a copy, unless it was changed since it was ``seen`` (None: missing)."""
        item = _to_item(keys.admission(event, form, copy), gates)
        if item == seen:
            return
        try:
            self._table.put(item, condition=ABSENT if seen is None else _still_as(seen))
        except ConditionFailed:
            return

    def _write(self, key: keys.Key, gate: Gate, hold: Hold | None) -> None:
        revision, held_by = f"{gate.owner}_revision", f"{gate.owner}_held_by"
        attributes = _gate_attributes(gate)
        values = {f":{name}": value for name, value in attributes.items()}
        condition = f"attribute_not_exists({revision}) OR {revision} < :{revision}"
        if hold is not None:
            condition += f" OR {revision} = :{revision} AND {held_by} = :hold"
            values[":hold"] = string(str(hold))
        absent = [name for name in _names(gate.owner) if name not in attributes]
        change = f"SET {', '.join(f'{name} = :{name}' for name in attributes)}"
        change += f" REMOVE {', '.join(absent)}"
        try:
            self._table.update(Update(key, change, values=values, condition=Condition(condition)))
        except ConditionFailed:
            return  # it has this revision already, or a later one, or somebody else holds it


def admission_check(
    event: str, form: str, copy: int, category: str | None, seat: int | None, now: datetime
) -> ConditionCheck:
    """Check in a copy that event and form admit now, and that the seat is within its category's capacity."""
    expression, names = _ADMITS, dict[str, str]()
    values: dict[str, Value] = {":yes": {"BOOL": True}, ":now": string(to_timestamp(now))}
    if category is not None and seat is not None:
        expression += " AND capacities.#category >= :seat"
        names["#category"] = category
        values[":seat"] = number(seat)
    condition = Condition(expression, names, values)
    return ConditionCheck(keys.admission(event, form, copy), condition)


def _to_item(key: keys.Key, gates: tuple[Gate, Gate]) -> Item:
    item: dict[str, Value] = dict(address(key))
    for gate in gates:
        item |= _gate_attributes(gate)
    return item


def _gate_attributes(gate: Gate) -> Mapping[str, Value]:
    owner = gate.owner
    attributes: dict[str, Value] = {
        f"{owner}_revision": number(gate.revision),
        f"{owner}_is_open": {"BOOL": gate.is_open},
    }
    times = times_to_attributes(gate.opens_at, gate.closes_at)
    attributes |= {f"{owner}_{name}": time for name, time in times.items()}
    if owner is GateOwner.EVENT:
        capacities = {name: number(seats) for name, seats in gate.capacities.items()}
        attributes["capacities"] = {"M": capacities}
    return attributes


def _names(owner: GateOwner) -> Iterator[str]:
    """Yield the names of a gate's attributes."""
    for name in ("revision", "is_open", "opens_at", "closes_at", "held_by"):
        yield f"{owner}_{name}"


def _still_as(seen: Item) -> Condition:
    """Return the condition that the gates of a copy have the same revisions and holds as were seen."""
    parts: list[str] = []
    values: dict[str, Value] = {}
    for owner in GateOwner:
        for name in (f"{owner}_revision", f"{owner}_held_by", f"{owner}_is_open"):
            if name in seen:
                parts.append(f"{name} = :{name}")
                values[f":{name}"] = seen[name]
            else:
                parts.append(f"attribute_not_exists({name})")
    return Condition(" AND ".join(parts), values=values)
