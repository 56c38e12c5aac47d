"""Corrections of a published wording in the working copy of the form's editor, and in the states that its undo leads to."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from chalicelib.domain.forms import FormRecord
from chalicelib.domain.working_copies import (
    CarriedCorrection,
    EditState,
    History,
    WorkingCopy,
)
from chalicelib.forms.definition import Definition

if TYPE_CHECKING:
    from chalicelib.actions.services import Services
    from chalicelib.forms.wording import Rewording
    from chalicelib.storage.table import Operation


def carry_into_copy(
    services: "Services", record: FormRecord, version: int, changes: "Sequence[Rewording]"
) -> "list[Operation]":
    """Return what corrects the form's working copy as well, for the transaction that corrects the version.

    What is unfinished gets the new text wherever it has the old one, and is not set aside. The states stay as they
    are stored, and are read with the correction. A step that is made meanwhile cancels the transaction.
    """
    from chalicelib.forms.wording import carry_over

    def carry(copy: WorkingCopy) -> WorkingCopy:
        unfinished = copy.unfinished and carry_over(copy.unfinished, changes)
        wording = record.wording(version) + 1
        return copy.follow(record).with_correction(version, wording, unfinished)

    copy = services.working_copies.find(record.event, record.name)
    return _store(record, copy, copy and carry(copy))


def keep_copy(services: "Services", record: FormRecord) -> "list[Operation]":
    """Return what keeps unfinished changes from being set aside where their draft becomes a correction.

    It is for that transaction, which a step that is made meanwhile cancels.
    """
    copy = services.working_copies.find(record.event, record.name)
    return _store(record, copy, copy and copy.follow(record))


def _store(
    record: FormRecord, before: WorkingCopy | None, after: WorkingCopy | None
) -> "list[Operation]":
    from chalicelib.storage.working_copies import absence_check, step_operations

    if before is None or after is None:
        return [absence_check(record.event, record.name)]
    return step_operations(before.number, History(after))


def read_state(
    services: "Services", record: FormRecord, copy: WorkingCopy, state: EditState
) -> Definition | None:
    """Return the definition of a state as it reads by now, None where it is forgotten."""
    return next(iter_states(services, record, copy, [state]))


def iter_states(
    services: "Services", record: FormRecord, copy: WorkingCopy, states: Iterable[EditState]
) -> Iterator[Definition | None]:
    """Yield the definitions of states with the corrections that were made since, None for each that is forgotten."""
    from chalicelib.forms.wording import carry_over

    known: dict[CarriedCorrection, Sequence[Rewording]] = {}
    for state in states:
        stored = services.working_copies.state(copy.event, copy.form, state.number)
        for each in copy.corrections_since(state.number) if stored else ():
            if each not in known:
                known[each] = _read_changes(services, record, each)
            stored = stored and carry_over(stored, known[each])
        yield stored


def _read_changes(
    services: "Services", record: FormRecord, correction: CarriedCorrection
) -> "Sequence[Rewording]":
    from chalicelib.forms.wording import rewordings

    version, wording = correction.version, correction.wording
    older = services.forms.version(record, version, wording - 1)
    newer = services.forms.version(record, version, wording)
    return rewordings(older, newer) if older and newer else ()
