"""A transaction that DynamoDB cancels, or a condition that fails, where nothing else is stored already."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib import errors
from chalicelib.domain.events import Announcement, Event
from chalicelib.domain.form_files import FormFile
from chalicelib.domain.mail import FailedMail
from chalicelib.domain.members import Member, MemberGrant
from chalicelib.domain.notifications import Notification
from chalicelib.domain.permissions import MemberRole
from chalicelib.domain.registrations import Registration
from chalicelib.storage import keys
from chalicelib.storage.deletions import Deletion, DeletionStore
from chalicelib.storage.events import EventStore
from chalicelib.storage.form_files import FormFileStore
from chalicelib.storage.installation import InstallationStore
from chalicelib.storage.members import MemberStore
from chalicelib.storage.notifications import AddressedMail, AddresseesChanged, NotificationStore
from chalicelib.storage.outbox import Outbox
from chalicelib.storage.sessions import SessionStore
from chalicelib.storage.submissions import SubmissionStore
from chalicelib.storage.submissions.items import to_item
from chalicelib.storage.table import Item, Table, address
from chalicelib.storage.tokens import TokenStore
from tests.actions.setting import event_document
from tests.storage.test_submission_transactions import LETTER, MAIL, PUPIL
from tests.storage.test_table import conflict, refusal, script_table
from tests.storage.test_tokens import token

NOW = datetime(2026, 6, 13, 5, tzinfo=UTC)
DIGEST = "ab" * 32
THROTTLED = conflict(*["None"] * 3, "TransactionConflict", "ThrottlingError", "None")
EVENT = Event.model_validate(event_document())
MEMBER = Member(id="0" * 32, email="a@example.org", roles=(MemberGrant(role=MemberRole.DOOR),))
FILE = FormFile(name="a.csv", content_type="text/csv", size=4, digest="a" * 64)
TOLD = Announcement(starts_at=NOW, ends_at=NOW, time_zone="Asia/Almaty")
LETTERS = Notification(
    id="letters-1", created_at=NOW, event=EVENT.id, before=TOLD, now=TOLD, form="registration"
)
WAITING = replace(PUPIL, confirm_by=NOW)
CORRECTED = replace(PUPIL, seat=4)


def failed_first(item: Item | None = None) -> Exception:
    """Return the error of a transaction whose first condition fails, with the item that is stored there."""
    failed = {"Code": "ConditionalCheckFailed", **({} if item is None else {"Item": item})}
    reasons = [failed, *[{"Code": "None"}] * 5]
    return refusal("TransactionCanceledException", CancellationReasons=reasons)


def correct(table: Table, before: Registration = PUPIL) -> None:
    SubmissionStore(table).correct(before, CORRECTED, EVENT, [])


@pytest.mark.parametrize(
    "write",
    [
        lambda table: MemberStore(table).add(MEMBER),
        lambda table: MemberStore(table).remove(MEMBER, keep_an_owner=True),
        lambda table: MemberStore(table).note_invitation(MEMBER, NOW, unless_after=NOW, along=()),
        lambda table: EventStore(table).create(EVENT, b"key"),
        lambda table: FormFileStore(table, lambda: None).remove("event", "form", FILE.name),  # type: ignore[arg-type, return-value]
        lambda table: NotificationStore(table).advance(LETTERS, None, ()),
        lambda table: Outbox(table).add_limited(LETTER),
        lambda table: Outbox(table).drop("mail-1"),
        lambda table: Outbox(table).resend(FailedMail(MAIL, "refused", NOW)),
        lambda table: SessionStore(table).remove(DIGEST),
        lambda table: TokenStore(table).add(DIGEST, token(DIGEST, 8)),
        correct,
    ],
)
def test_a_write_that_dynamodb_throttles_is_unavailable(write: Callable[[Table], object]) -> None:
    with pytest.raises(errors.Unavailable):
        write(script_table(THROTTLED)[0])


def test_a_token_is_not_said_to_be_revoked_where_that_was_throttled() -> None:
    stored = {"Items": [address(keys.token(DIGEST))]}
    with pytest.raises(errors.Unavailable):
        TokenStore(script_table(stored, THROTTLED)[0]).remove(DIGEST[:16])
    assert not TokenStore(script_table(stored, failed_first())[0]).remove(DIGEST[:16])


def test_an_event_that_changed_is_not_deleted() -> None:
    with pytest.raises(errors.ChangedMeanwhile):
        DeletionStore(script_table(failed_first())[0], 2).begin(EVENT, Deletion.of(EVENT, (), NOW))


def test_a_session_that_ended_already_is_ended() -> None:
    table, client, _ = script_table(failed_first())
    SessionStore(table).remove(DIGEST)
    assert [each["method"] for each in client.requests] == ["transact_write_items"]


def test_an_installation_without_its_key_is_unavailable() -> None:
    table, _, _ = script_table({}, refusal("ConditionalCheckFailedException"))
    with pytest.raises(errors.Unavailable):
        InstallationStore(table).obtain_key(lambda: b"key")


def test_no_letter_is_left_where_somebody_written_to_was_erased() -> None:
    cancelled = conflict("None", "ConditionalCheckFailed", "None")
    letters = [AddressedMail(PUPIL, MAIL)]
    with pytest.raises(AddresseesChanged):
        NotificationStore(script_table(cancelled)[0]).advance(LETTERS, None, letters)


# Members and tokens


def test_a_member_who_is_gone_is_not_removed_twice(local_table: Table) -> None:
    members = MemberStore(local_table)
    members.add(MEMBER)
    members.remove(MEMBER, keep_an_owner=True)
    members.remove(MEMBER, keep_an_owner=True)
    assert members.find(MEMBER.id) is None
    with pytest.raises(errors.ChangedMeanwhile):
        members.save(MEMBER, MEMBER, keep_an_owner=True)


def test_a_change_of_a_member_whose_reply_was_lost_is_done(local_table: Table) -> None:
    members = MemberStore(local_table)
    members.add(MEMBER)
    renamed = MEMBER.model_copy(update={"name": "Айгерім"})
    first = members.save(MEMBER, renamed, keep_an_owner=True)
    assert members.save(MEMBER, renamed, keep_an_owner=True) == first
    assert members.find(MEMBER.id) == first


def test_a_sign_in_or_a_use_does_not_restore_what_was_removed(local_table: Table) -> None:
    MemberStore(local_table).note_sign_in("a@example.org", NOW, is_first_owner=False)
    assert MemberStore(local_table).all() == []
    TokenStore(local_table).note_use(DIGEST, NOW)
    assert TokenStore(local_table).all() == []


# Registrations


def test_a_registration_that_was_confirmed_before_is_not_confirmed_again() -> None:
    confirmed = SubmissionStore(script_table(failed_first(to_item(PUPIL, 1)))[0])
    assert not confirmed.confirm(WAITING, MAIL)


def test_a_registration_that_changed_is_not_confirmed() -> None:
    changed = to_item(replace(WAITING, category="teacher"), 1)
    with pytest.raises(errors.ChangedMeanwhile):
        SubmissionStore(script_table(failed_first(changed))[0]).confirm(WAITING, MAIL)


def test_a_correction_is_stored_once_although_its_reply_was_lost() -> None:
    table, client, _ = script_table(failed_first(to_item(CORRECTED, 1)))
    correct(table)
    assert len(client.requests) == 1
    with pytest.raises(errors.ChangedMeanwhile):
        correct(script_table(failed_first(to_item(PUPIL, 1)))[0])


def test_a_correction_gives_a_first_seat_only_to_who_has_none() -> None:
    table, client, _ = script_table({})
    correct(table, replace(PUPIL, category=None, seat=None))
    [change, *_] = client.requests[0]["TransactItems"]
    assert "attribute_not_exists(seat)" in change["Update"]["ConditionExpression"]
