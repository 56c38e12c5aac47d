"""The transaction that stores a corrected registration with what follows from it. Organisers alone load it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NoReturn

from chalicelib import errors
from chalicelib.domain.registrations import Registration
from chalicelib.storage import confirmations
from chalicelib.storage.checkpoints import raise_epoch
from chalicelib.storage.claims import ClaimHolder, PersonTaken, put_claim, release_claim
from chalicelib.storage.claims import from_item as from_claim
from chalicelib.storage.events import check_unchanged
from chalicelib.storage.outbox import MailRefused
from chalicelib.storage.seats import free_seat, take_seat
from chalicelib.storage.submissions.items import item_key, to_item, unchanged_since
from chalicelib.storage.submissions.refusals import EventBusy, SeatTaken
from chalicelib.storage.table import Condition, Operation, Reason, Update, Value, number

if TYPE_CHECKING:
    from chalicelib.domain.events import Event

_CORRECTED: Final = (
    *("answers", "category", "claims", "confirm_by"),
    *("list_line", "revision", "seat", "stat_line"),
)
"""The attributes that a correction may change. Receipt and payload stay as they are."""
_CLAIM: Final = "claim "
MAIL_COUNT: Final = "mail count"
"""The name of the operation that counts a letter to a corrected address."""


def name_operations(
    before: Registration, after: Registration, event: "Event"
) -> dict[str, Operation]:
    """Return the operations of the transaction, each under the name of what it guards."""
    parts: dict[str, Operation] = {"registration": _update(before, after)}
    if (before.category, before.seat) != (after.category, after.seat):
        parts["event"] = check_unchanged(event)
        parts |= _move_seat(before, after)
    own = ClaimHolder(after.form, after.id)
    for claim in sorted({*before.claims} - {*after.claims}):
        parts[f"released {claim}"] = release_claim(after.event, claim, own)
    for claim in sorted({*after.claims} - {*before.claims}):
        parts[_CLAIM + claim] = put_claim(after.event, claim, own)
    if before.confirm_by != after.confirm_by:
        parts["waited"] = confirmations.forget(before)
        parts["waits"] = confirmations.note(after)
    if before.stat_line != after.stat_line:
        parts["epoch"] = raise_epoch(after.event, after.form)
    return parts


def raise_for(reasons: Mapping[str, Reason]) -> NoReturn:
    """Raise why a correction was refused, where the registration itself is as it was read."""
    if "event" in reasons and reasons["event"].condition_failed:
        raise EventBusy
    claims = [reason for part, reason in reasons.items() if part.startswith(_CLAIM)]
    if any(claim.condition_failed for claim in claims):
        raise PersonTaken([from_claim(each.item) for each in claims if each.item])
    if "seat" in reasons and reasons["seat"].condition_failed:
        raise SeatTaken
    if MAIL_COUNT in reasons and reasons[MAIL_COUNT].condition_failed:
        raise MailRefused
    raise errors.Unavailable


def _move_seat(before: Registration, after: Registration) -> Iterator[tuple[str, Operation]]:
    holder = item_key(before, 1)
    if before.category is not None and before.seat is not None:
        yield "old seat", free_seat(before.event, before.category, before.seat, holder)
    if after.category is not None and after.seat is not None:
        yield "seat", take_seat(after.event, after.category, after.seat, holder)


def _update(before: Registration, after: Registration) -> Update:
    """Return the change of the item itself, on the condition that it is as it was read, its seat included."""
    item = to_item(after, 1)
    changed = {name: item[name] for name in _CORRECTED if name in item}
    names = {f"#{name}": name for name in _CORRECTED}
    change = "SET " + ", ".join(f"#{name} = :{name}" for name in changed)
    absent = [f"#{name}" for name in _CORRECTED if name not in item]
    if absent:
        change += f" REMOVE {', '.join(absent)}"
    values = {f":{name}": value for name, value in changed.items()}
    return Update(item_key(after, 1), change, names, values, _condition(before))


def _condition(before: Registration) -> Condition:
    """Return the condition that the item has the revision and the seat that were read, and still waits if it did."""
    unchanged = unchanged_since(before)
    expression, values = unchanged.expression, dict[str, Value](unchanged.values)
    values[":was_at"] = values.pop(":revision")
    expression = expression.replace(":revision", ":was_at")
    if before.seat is None:
        expression += " AND attribute_not_exists(seat)"
    else:
        expression += " AND seat = :old_seat"
        values[":old_seat"] = number(before.seat)
    if before.confirm_by is not None:
        expression += " AND attribute_exists(confirm_by)"
    return Condition(expression, values=values)
