"""Working copies of forms, and the definitions of the states that their undo and redo lead to.

Each step is one transaction with the form's record: written at a new revision where the step becomes the draft, else
checked. So of two steps from the same state one is refused, and no crash leaves half of one.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from chalicelib import errors
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.domain.working_copies import (
    NEARBY,
    STATE_LIFETIME,
    CarriedCorrection,
    EditState,
    EditStep,
    History,
    Presence,
    WorkingCopy,
)
from chalicelib.forms import definition
from chalicelib.forms.definition import Definition
from chalicelib.forms.problems import problem
from chalicelib.storage import keys
from chalicelib.storage.holds import follows
from chalicelib.storage.table import (
    ABSENT,
    Condition,
    ConditionCheck,
    Delete,
    Item,
    ItemTooLarge,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    address,
    compress,
    decompress,
    iter_readable,
    number,
    read_integer,
    string,
)

_MARGIN: Final = timedelta(hours=1)
"""So much longer a state is kept than undo may lead to it."""


class WorkingCopyStore:
    """The working copies of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, event_id: str, form: str) -> WorkingCopy | None:
        """Return the form's working copy as it is now."""
        item = self._table.get(keys.working_copy(event_id, form))
        return None if item is None else from_item(item)

    def state(self, event_id: str, form: str, state: int) -> Definition | None:
        """Return the definition of a state, None where it is forgotten."""
        item = self._table.get(keys.edit_state(event_id, form, state))
        return None if item is None else definition.load(decompress(item, "definition"))

    def note_presence(self, event_id: str, form: str, presence: Presence) -> None:
        """Note that somebody has the editor open."""
        end = presence.seen_at + NEARBY + _MARGIN
        self._table.put(
            {
                **address(keys.presence(event_id, form, presence.actor)),
                "name": string(presence.name),
                "seen_at": string(to_timestamp(presence.seen_at)),
                "expires_at": number(int(end.timestamp())),
            }
        )

    def presences(self, event_id: str, form: str) -> list[Presence]:
        """Return who had the editor open of late."""
        items = self._table.query(keys.editor(event_id, form), begins=keys.PRESENCES)
        return list(iter_readable(items, _read_presence))

    def save(
        self, before: int, history: History, record: FormRecord, *, along: Sequence[Operation] = ()
    ) -> None:
        """Store a step that leaves the form's record as it is; ``before`` is the number of the step before.

        Raises:
            errors.ChangedMeanwhile: somebody made another step, or changed the form, first.
            errors.FormRefused: the definition with its lists is larger than an item can be.
        """
        same_record = ConditionCheck(
            keys.form(record.event, record.name), follows(record.revision, None)
        )
        try:
            self._table.transact([same_record, *step_operations(before, history), *along])
        except TransactionCancelled:
            raise errors.ChangedMeanwhile from None
        except ItemTooLarge:
            raise errors.FormRefused(problems=[problem("form.too_large", "")]) from None


def step_operations(before: int, history: History) -> list[Operation]:
    """Return what stores a step, for its transaction; ``before`` is the number of the step before, 0 for none."""
    copy = history.copy
    return [
        Put(to_item(copy), _follows(before) if before else ABSENT),
        *(_put_state(copy, each, stored) for each, stored in history.stored.items()),
        *(Delete(keys.edit_state(copy.event, copy.form, each)) for each in sorted(history.removed)),
    ]


def absence_check(event: str, form: str) -> ConditionCheck:
    """Return what cancels a transaction if the form has a working copy by then."""
    return ConditionCheck(keys.working_copy(event, form), ABSENT)


def removal_operations(event: str, form: str, copy: WorkingCopy | None) -> Iterator[Operation]:
    """Yield what removes a working copy with its states, for the transaction that removes its draft.

    A step that is made meanwhile cancels that transaction, so that nothing is left of a form that is gone.
    """
    if copy is None:
        yield absence_check(event, form)
        return
    yield Delete(keys.working_copy(event, form), _follows(copy.number))
    for state in copy.states:
        yield Delete(keys.edit_state(event, form, state.number))


def _follows(number_before: int) -> Condition:
    """The condition that the stored working copy has the number of that step."""
    return Condition("#number = :before", {"#number": "number"}, {":before": number(number_before)})


def _put_state(copy: WorkingCopy, state: int, document: Definition) -> Put:
    made_at = next(each.step.made_at for each in copy.states if each.number == state)
    end = made_at + STATE_LIFETIME + _MARGIN
    return Put(
        {
            **address(keys.edit_state(copy.event, copy.form, state)),
            "definition": compress(definition.dump(document)),
            "expires_at": number(int(end.timestamp())),
        }
    )


def to_item(copy: WorkingCopy) -> Item:
    """Write a working copy as an item."""
    document = {
        "states": [[each.number, *_step_to_list(each.step)] for each in copy.states],
        "last": _step_to_list(copy.last) if copy.last else None,
        "sittings": {actor: to_timestamp(at) for actor, at in copy.sittings.items()},
        "corrections": [[each.number, each.version, each.wording] for each in copy.corrections],
    }
    unfinished = copy.unfinished
    return {
        **address(keys.working_copy(copy.event, copy.form)),
        "number": number(copy.number),
        "form_revision": number(copy.form_revision),
        "present": number(copy.present),
        "document": compress(json.dumps(document, ensure_ascii=False).encode()),
        **({"unfinished": compress(definition.dump(unfinished))} if unfinished else {}),
    }


def from_item(item: Item) -> WorkingCopy:
    """Read a working copy from its item."""
    document = json.loads(decompress(item, "document"))
    _, event, form = item["pk"]["S"].split("#")
    return WorkingCopy(
        event=event,
        form=form,
        number=read_integer(item, "number"),
        form_revision=read_integer(item, "form_revision"),
        states=tuple(EditState(each, _step_from_list(step)) for each, *step in document["states"]),
        present=read_integer(item, "present"),
        last=_step_from_list(document["last"]) if document["last"] else None,
        unfinished=definition.load(decompress(item, "unfinished"))
        if "unfinished" in item
        else None,
        sittings=_read_moments(document["sittings"]),
        corrections=tuple(CarriedCorrection(*each) for each in document.get("corrections", ())),
    )


def _read_presence(item: Item) -> Presence:
    account = item["sk"]["S"].removeprefix(keys.PRESENCES)
    return Presence(account, item["name"]["S"], from_timestamp(item["seen_at"]["S"]))


def _read_moments(moments: dict[str, str]) -> dict[str, datetime]:
    return {actor: from_timestamp(at) for actor, at in moments.items()}


def _step_to_list(step: EditStep) -> list[str]:
    return [step.do, step.at, step.actor, step.name, to_timestamp(step.made_at)]


def _step_from_list(parts: list[str]) -> EditStep:
    do, at, actor, name, made_at = parts
    return EditStep(do=do, at=at, actor=actor, name=name, made_at=from_timestamp(made_at))
