from dataclasses import replace

import pytest

from chalicelib import errors
from chalicelib.domain.registrations import Registration
from chalicelib.domain.submissions import Response
from chalicelib.storage.submissions import AdmissionRefused, PersonTaken, SeatTaken, SubmissionStore
from tests.domain.test_submissions import RESPONSE
from tests.storage.test_table import refusal, script_table

REGISTRATION = Registration(
    **{name: getattr(RESPONSE, name) for name in Response.__dataclass_fields__},
    seat=3,
    person="aa",
)
CODES = ("event", "form", "registration", "claim", "seat")


def cancellation(**codes: str) -> Exception:
    """Return the error of a cancelled registration transaction, with a code for each named part."""
    reasons = [{"Code": codes.get(part, "None")} for part in CODES]
    return refusal("TransactionCanceledException", CancellationReasons=reasons)


def register(error: Exception) -> None:
    table, _, _ = script_table(error)
    registration = replace(REGISTRATION, category="pupil")
    SubmissionStore(table).register(registration, None)


FAILED = "ConditionalCheckFailed"


@pytest.mark.parametrize(
    ("codes", "meaning"),
    [
        ({"event": FAILED, "claim": FAILED, "seat": FAILED}, AdmissionRefused),
        ({"form": FAILED, "seat": FAILED}, AdmissionRefused),
        ({"claim": FAILED, "seat": FAILED}, PersonTaken),
        ({"seat": FAILED, "event": "TransactionConflict"}, SeatTaken),
        ({"event": "ThrottlingError", "seat": "TransactionConflict"}, errors.Unavailable),
    ],
)
def test_a_cancelled_registration_raises_for_its_first_failed_condition(
    codes: dict[str, str], meaning: type[Exception]
) -> None:
    with pytest.raises(meaning):
        register(cancellation(**codes))


def test_a_failed_condition_without_the_stored_item_is_unavailable() -> None:
    table, _, _ = script_table(refusal("ConditionalCheckFailedException"))
    with pytest.raises(errors.Unavailable):
        SubmissionStore(table).respond(RESPONSE, shards=1)
