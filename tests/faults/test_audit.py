"""A deed whose reply was lost has one line in the audit log, and one that was refused has none."""

from collections.abc import Callable, Mapping

import pytest

from chalicelib import errors
from chalicelib.actions import access, audit, drafts, forms, stored_submissions
from chalicelib.actions.services import Services
from chalicelib.domain.audit import AuditFilter
from chalicelib.storage.direct.retries import ATTEMPTS
from tests.actions.setting import IMPRESSIONS, ORGANISER, as_json, change, nth_id, respond
from tests.faults.proxy import Faults

pytestmark = pytest.mark.dynoxide

EVENT, FORM = "round-table", "impressions"
Deed = Callable[[Services], object]
NONCE = "5f0f8f0e-6a0f-4e53-9d0e-3f1f6f0c2a11"


def erase(services: Services) -> None:
    stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, nth_id(1))


def save(services: Services) -> object:
    draft = as_json({**IMPRESSIONS, "title": {"kk": "Пікір"}})
    return drafts.save_form(services, ORGANISER, EVENT, FORM, draft)


DEEDS: Mapping[str, Deed] = {
    "submission.erase": erase,
    "form.save_draft": save,
    "form.close": lambda services: forms.close_form(services, ORGANISER, EVENT, FORM),
    "event.change": lambda services: change(services, venue={"kk": "Кітапхана"}),
    "event.change_state": lambda services: change(services, state="closed"),
    "token.create": lambda services: access.create_token(services, ORGANISER, "Laptop", NONCE),
}


def count_lines(services: Services, code: str) -> int:
    return len(audit.read_audit(services, ORGANISER, AuditFilter(code=code), limit=500).entries)


@pytest.fixture
def answered_event(services: Services, faults: Faults) -> Services:
    respond(services, nth_id(1))
    _ = services.installation_key
    faults.forwarded.clear()
    return services


@pytest.mark.parametrize("code", DEEDS)
@pytest.mark.parametrize("replies_lost", [1, ATTEMPTS - 1])
def test_a_lost_reply_leaves_one_line(
    answered_event: Services, faults: Faults, code: str, replies_lost: int
) -> None:
    before = count_lines(answered_event, code)
    faults.lose("TransactWriteItems", replies_lost)
    DEEDS[code](answered_event)
    assert count_lines(answered_event, code) == before + 1


@pytest.mark.parametrize("code", DEEDS)
def test_after_only_lost_replies_a_repeat_leaves_no_second_line(
    answered_event: Services, faults: Faults, code: str
) -> None:
    before = count_lines(answered_event, code)
    faults.lose("TransactWriteItems", 100)
    with pytest.raises((errors.Unavailable, errors.ChangedMeanwhile)):
        DEEDS[code](answered_event)
    faults.lose("TransactWriteItems", 0)
    DEEDS[code](answered_event)
    assert count_lines(answered_event, code) == before + 1


def test_a_line_in_a_write_of_its_own_is_there_twice_after_lost_replies(
    answered_event: Services, faults: Faults
) -> None:
    """Negative control: the line is not in the transaction of the deed."""

    def close() -> None:
        audit.log_reading(answered_event, ORGANISER, "form.reopen", event=EVENT, form=FORM)
        forms.close_form(answered_event, ORGANISER, EVENT, FORM)

    faults.lose("TransactWriteItems", 100)
    with pytest.raises(errors.Unavailable):
        close()
    faults.lose("TransactWriteItems", 0)
    close()
    assert (
        count_lines(answered_event, "form.reopen"),
        count_lines(answered_event, "form.close"),
    ) == (2, 1)
