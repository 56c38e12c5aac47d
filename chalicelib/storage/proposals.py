"""Proposals: one item each under its number, and the counter from which numbers come.

Whatever adds proposals raises the counter on the condition that it is as it was read before they were: of two people
who collect the same answers at once, one is refused, reads again and finds nothing left to do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib import errors
from chalicelib.domain.proposals import Proposal
from chalicelib.forms.text import STORED
from chalicelib.storage import keys
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    ConditionCheck,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    address,
    iter_readable,
    number,
    read_integer,
    string,
)

_FIRST: Final = "0"
_LAST: Final = "99999"


@dataclass(frozen=True, slots=True)
class ProposalStep:
    """What one step writes: proposals that change, and new ones, whose numbers follow ``last``."""

    event: str
    changed: Sequence[Proposal] = ()
    added: Sequence[Proposal] = ()
    last: int = 0


class ProposalStore:
    """The proposals of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def last_number(self, event: str) -> int:
        """Return the highest number that was given; read it before the proposals."""
        item = self._table.get(keys.proposal_counter(event))
        return 0 if item is None else read_integer(item, "number")

    def all(self, event: str) -> list[Proposal]:
        """Return the event's proposals by number."""
        items = self._table.query(keys.proposals(event), first=_FIRST, last=_LAST)
        return list(iter_readable(items, from_item))

    def find(self, event: str, number: int) -> Proposal | None:
        """Return the proposal of that number."""
        item = self._table.get(keys.proposal(event, number))
        return None if item is None else from_item(item)

    def save(self, step: ProposalStep, *, along: Sequence[Operation] = ()) -> None:
        """Store a step in one transaction; each changed proposal carries the revision that follows what was read.

        Raises:
            errors.ChangedMeanwhile: one of them has changed, or numbers were given, since they were read.
        """
        puts = list(_puts(step))
        try:
            self._table.transact([*puts, *along])
        except TransactionCancelled as cancelled:
            found = [reason.item for reason in cancelled.reasons[: len(puts)]]
            if found != [
                put.item for put in puts
            ]:  # else it is this very step, whose reply was lost
                raise errors.ChangedMeanwhile from None


def step_operations(step: ProposalStep) -> list[Operation]:
    """Return what stores a step, for a transaction of another noun."""
    return list(_puts(step))


def check_answer(event: str, form: str, submission: str, shards: int) -> Operation:
    """Return the check that an answer was not erased: a tombstone was never received."""
    key = keys.submission(event, form, submission, shards=shards)
    return ConditionCheck(key, Condition("attribute_exists(received_at)"))


def _puts(step: ProposalStep) -> Iterator[Put]:
    for each in step.changed:
        yield Put(to_item(each), _follows(each.revision))
    for each in step.added:
        yield Put(to_item(each), ABSENT)
    if step.added:
        counter = keys.proposal_counter(step.event)
        last = step.last + len(step.added)
        yield Put({**address(counter), "number": number(last)}, _counts(step.last))


def _follows(revision: int) -> Condition:
    """Return the condition that the revision before this one is stored."""
    return Condition("revision = :before", values={":before": number(revision - 1)})


def _counts(last: int) -> Condition:
    if not last:
        return ABSENT
    return Condition("#number = :last", {"#number": "number"}, {":last": number(last)})


def to_item(proposal: Proposal) -> Item:
    """Write a proposal as an item."""
    document = proposal.model_dump_json(
        exclude={"event", "number", "revision"}, exclude_defaults=True
    )
    return {
        **address(keys.proposal(proposal.event, proposal.number)),
        "revision": number(proposal.revision),
        "document": string(document),
    }


def from_item(item: Item) -> Proposal:
    """Read a proposal from its item."""
    return Proposal.model_validate_json(
        f'{{"event":"{item["pk"]["S"].partition("#")[2]}","number":{int(item["sk"]["S"])},'
        f'"revision":{read_integer(item, "revision")},{item["document"]["S"][1:]}',
        context=STORED,
    )
