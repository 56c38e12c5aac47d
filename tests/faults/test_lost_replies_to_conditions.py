"""A write whose reply is lost is not refused by its own item when botocore sends it again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import errors, wiring
from chalicelib.actions import access, corrections, events, mail, members
from chalicelib.actions.services import Services
from chalicelib.domain.access import Session
from chalicelib.domain.members import Invitation, MemberChange, MemberGrant, member_id
from chalicelib.domain.permissions import Actor, MemberRole
from chalicelib.domain.registrations import Registration
from chalicelib.storage.checkpoints import Checkpoint
from tests.actions.setting import (
    CONFIRMING,
    ORGANISER,
    answers_of_a_pupil,
    as_json,
    event_document,
    nth_id,
    publish,
    register,
)
from tests.actions.test_access import FIRST, mailed_link
from tests.faults.proxy import Faults

pytestmark = pytest.mark.dynoxide

NONCE = "n" * 43
OTHER_NONCE = "o" * 43


@pytest.fixture
def link(services: Services) -> str:
    access.send_sign_in_link(services, FIRST, "ru")
    return mailed_link(services)


def test_one_lost_reply_does_not_spend_the_link(
    services: Services, faults: Faults, link: str
) -> None:
    faults.forwarded.clear()
    for operation in ("UpdateItem", "TransactWriteItems"):  # the link's mark, the session
        faults.lose(operation, 1)
    cookie = access.sign_in(services, link, NONCE)
    assert faults.forwarded == {
        "UpdateItem": 3,  # the last sign-in, too
        "TransactWriteItems": 2,
        "DeleteItem": 1,  # the pause
        "GetItem": 1,  # the member
    }
    actor, _ = access.actor_of_session(services, cookie)
    assert actor == Actor.owner(FIRST)


@pytest.mark.parametrize("operation", ["UpdateItem", "TransactWriteItems"])
def test_after_only_lost_replies_the_same_browser_signs_in(
    services: Services, faults: Faults, link: str, operation: str
) -> None:
    faults.lose(operation, 100)
    with pytest.raises(errors.Unavailable):
        access.sign_in(services, link, NONCE)
    faults.lose(operation, 0)
    with pytest.raises(errors.LinkSpent):
        access.sign_in(services, link, OTHER_NONCE)
    cookie = access.sign_in(services, link, NONCE)
    assert access.sign_in(services, link, NONCE) == cookie
    access.actor_of_session(services, cookie)


def test_a_session_of_another_owner_is_not_ones_own(services: Services) -> None:
    now = wiring.now()
    services.sessions.add("d", Session("a@pikir.example", now, now))
    with pytest.raises(errors.Unavailable):
        services.sessions.add("d", Session("b@pikir.example", now, now))


@pytest.mark.both_clients
def test_a_token_is_created_once(services: Services, faults: Faults) -> None:
    faults.lose("TransactWriteItems", 1)
    created = access.create_token(services, ORGANISER, "Our site")
    assert [token.id for token in access.list_tokens(services, ORGANISER).tokens] == [created.id]
    assert access.actor_of_token(services, created.token) == ORGANISER


def test_a_token_form_that_is_sent_again_shows_the_same_token(
    services: Services, faults: Faults
) -> None:
    _ = services.installation_key
    faults.lose("TransactWriteItems", 100)
    with pytest.raises(errors.Unavailable):
        access.create_token(services, ORGANISER, "Our site", NONCE)
    faults.lose("TransactWriteItems", 0)
    created = access.create_token(services, ORGANISER, "Our site", NONCE)
    assert created == access.create_token(services, ORGANISER, "Our site", NONCE)
    assert [token.id for token in access.list_tokens(services, ORGANISER).tokens] == [created.id]
    assert access.actor_of_token(services, created.token) == ORGANISER


def test_a_mail_is_sent_though_the_reply_to_its_lease_is_lost(
    services: Services, faults: Faults, link: str
) -> None:
    assert link
    sent: list[str] = []

    class Sender:
        def send(self, to: str, _: object) -> None:
            sent.append(to)

    services.__dict__["mailer"] = Sender()
    faults.lose("UpdateItem", 1)
    assert mail.send_waiting(services) == 1
    assert sent == [FIRST]
    assert not list(services.outbox.waiting(before=wiring.now() + timedelta(seconds=1)))


@pytest.mark.both_clients
def test_a_saved_checkpoint_counts_as_saved(services: Services, faults: Faults) -> None:
    faults.lose("UpdateItem", 1)
    saved = services.checkpoints.save(
        "round-table", "impressions", before=Checkpoint(), state=b"{}", through=["2026"]
    )
    assert saved
    assert not services.checkpoints.save(
        "round-table", "impressions", before=Checkpoint(), state=b"[]", through=["2026"]
    )


def test_after_only_lost_replies_the_same_event_is_created(
    services: Services, faults: Faults
) -> None:
    document = as_json(event_document(id="second"))
    faults.lose("TransactWriteItems", 100)
    with pytest.raises(errors.Unavailable):
        events.create_event(services, ORGANISER, document)
    faults.lose("TransactWriteItems", 0)
    assert events.create_event(services, ORGANISER, document).id == "second"
    other = as_json(event_document(id="second", state="draft"))
    with pytest.raises(errors.EventExists):
        events.create_event(services, ORGANISER, other)


@pytest.mark.both_clients
def test_after_only_lost_replies_a_member_is_invited_changed_and_removed_once(
    services: Services, faults: Faults
) -> None:
    def after_silence(act: Callable[[], object]) -> None:
        faults.lose("TransactWriteItems", 100)
        with pytest.raises(errors.Unavailable):
            act()
        faults.lose("TransactWriteItems", 0)
        act()

    owner = MemberGrant(role=MemberRole.OWNER)
    invitation = Invitation(email="aigul@pikir.example", roles=(owner,))
    after_silence(lambda: members.invite_member(services, ORGANISER, invitation))
    later = services.clock() + timedelta(seconds=1)
    assert [mail.template for mail in services.outbox.waiting(before=later)] == ["invitation"]
    member = member_id(invitation.email)
    services = replace(services, clock=lambda: later + members.REPEAT)
    after_silence(lambda: members.resend_invitation(services, ORGANISER, member))
    later = services.clock() + timedelta(seconds=1)
    assert len(list(services.outbox.waiting(before=later))) == 2
    change = MemberChange(name="Айгүл")
    after_silence(lambda: members.change_member(services, ORGANISER, member, change))
    assert members.show_member(services, ORGANISER, member).revision == 1
    after_silence(lambda: members.remove_member(services, ORGANISER, member))
    assert len(members.list_members(services, ORGANISER).members) == 1


@pytest.mark.parametrize("replies_lost", [1, 100])
def test_a_corrected_address_gets_one_letter_whatever_replies_are_lost(
    services: Services, faults: Faults, replies_lost: int
) -> None:
    publish(services, CONFIRMING)
    services.catalogue.reread("round-table", "registration")
    register(services, answers_of_a_pupil(1), nth_id(1))

    def correct() -> Registration:
        stored = corrections.correct_registration(
            services,
            ORGANISER,
            "round-table",
            "registration",
            nth_id(1),
            {"email": "corrected@pikir.example"},
            revisions={1},
        )
        assert isinstance(stored.submission, Registration)
        return stored.submission

    faults.lose("TransactWriteItems", replies_lost)
    if replies_lost > 1:
        with pytest.raises(errors.Unavailable):
            correct()
        faults.lose("TransactWriteItems", 0)
    after = correct()
    assert after.revision == 2
    later = services.clock() + timedelta(seconds=1)
    letters = [each.to for each in services.outbox.waiting(before=later)]
    assert letters.count("corrected@pikir.example") == 1
    assert after.confirm_by is not None
    due = services.confirmations.due(after.confirm_by + timedelta(seconds=1))
    notes = [each.due for each in due]
    assert notes == [after.confirm_by]
    assert correct() == after
