from dataclasses import replace

import pytest

from chalicelib import errors
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import Response
from chalicelib.storage.claims import PersonTaken
from chalicelib.storage.submissions import (
    AdmissionRefused,
    RegistrationConflict,
    SeatTaken,
    SubmissionStore,
)
from tests.domain.test_submissions import RESPONSE
from tests.storage.test_table import refusal, script_table

REGISTRATION = Registration(
    **{name: getattr(RESPONSE, name) for name in Response.__dataclass_fields__},
    seat=3,
    claims=("aa", "bb"),
)
CODES = ("admission", "registration", "claim", "second claim", "seat")


def cancellation(**codes: str) -> Exception:
    """Return the error of a cancelled registration transaction, with a code for each named part."""
    reasons = [{"Code": codes.get(part, "None")} for part in CODES]
    return refusal("TransactionCanceledException", CancellationReasons=reasons)


def register(error: Exception) -> None:
    table, _, _ = script_table(error)
    registration = replace(REGISTRATION, category="pupil")
    SubmissionStore(table).register(registration, None, 0)


FAILED = "ConditionalCheckFailed"
CONFLICT = "TransactionConflict"


@pytest.mark.parametrize(
    ("codes", "meaning"),
    [
        ({"admission": FAILED, "claim": FAILED, "seat": FAILED}, AdmissionRefused),
        ({"claim": FAILED, "seat": FAILED}, PersonTaken),
        ({"second claim": FAILED}, PersonTaken),
        ({"seat": FAILED, "admission": CONFLICT}, SeatTaken),
        ({"admission": "ThrottlingError", "seat": CONFLICT}, RegistrationConflict),
        ({"admission": "ThrottlingError"}, errors.Unavailable),
    ],
)
def test_a_cancelled_registration_raises_for_its_first_failed_condition(
    codes: dict[str, str], meaning: type[Exception]
) -> None:
    with pytest.raises(meaning):
        register(cancellation(**codes))


@pytest.mark.parametrize(("part", "on_seat"), [("seat", True), ("admission", False)])
def test_a_conflict_is_not_retried_with_the_same_seat_and_copy(part: str, on_seat: bool) -> None:
    with pytest.raises(RegistrationConflict) as conflict:
        register(cancellation(**{part: CONFLICT}))
    assert conflict.value.on_seat == on_seat


def test_a_failed_condition_without_the_stored_item_is_unavailable() -> None:
    table, _, _ = script_table(refusal("ConditionalCheckFailedException"))
    with pytest.raises(errors.Unavailable):
        SubmissionStore(table).respond(RESPONSE, shards=1)
