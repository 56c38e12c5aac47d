"""Something else happens between two calls of an action: it tries again, or says exactly why it cannot."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import (
    confirmations,
    corrections,
    counts,
    deletions,
    events,
    mail,
    members,
    notifications,
    operations,
    stored_submissions,
    submissions,
    summaries,
)
from chalicelib.actions.permissions import find_published
from chalicelib.actions.services import Services
from chalicelib.domain.mail import FailedMail
from chalicelib.domain.members import MemberChange, MemberGrant
from chalicelib.domain.permissions import MemberRole
from chalicelib.settings import Settings
from tests.actions import setting
from tests.actions.interleaving import fail, go_on, meanwhile
from tests.actions.setting import CONFIRMING, ORGANISER, Clock, nth_id
from tests.actions.test_members import invite
from tests.actions.test_new_events import start
from tests.actions.test_notifications import LATER
from tests.actions.test_unconfirmed_places import (
    EVENT,
    FORM,
    PUPIL,
    confirm_by_letter,
    list_letters,
)
from tests.storage.test_table import conflict

CONFLICT = "TransactionConflict"
PARTS = 6
"""Of the transaction of a registration: admission, item, claim on the address, seat, letter and its count."""


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    services = setting.services_on(local_settings, clock)
    setting.open_event(services)
    return services


def register(services: Services, number: int = 1, **changes: str) -> str:
    setting.register(services, {**PUPIL, **changes}, nth_id(number))
    return nth_id(number)


def correct(services: Services, name: str, number: int = 1) -> Callable[[], object]:
    """Return the correction of a registration's name."""
    return lambda: corrections.correct_registration(
        services, ORGANISER, EVENT, FORM, nth_id(number), {"name": name}
    )


def erase(services: Services, number: int = 1, form: str = FORM) -> Callable[[], object]:
    return lambda: stored_submissions.erase_submission(
        services, ORGANISER, EVENT, form, nth_id(number)
    )


def name_of(services: Services, number: int = 1) -> str:
    stored = services.submissions.find(EVENT, FORM, nth_id(number), shards=1)
    return str(stored.answers["name"])


# Places that wait for their confirmation


def test_a_place_that_is_corrected_meanwhile_is_confirmed_as_it_is_then(services: Services) -> None:
    setting.publish(services, CONFIRMING)
    register(services)
    with meanwhile(services, correct(services, "Айжан")):
        assert confirm_by_letter(services).status == "confirmed"
    assert name_of(services) == "Айжан"
    [letter] = list_letters(services, "registered")
    assert letter.parameters["name"] == "Айжан"


def test_two_clicks_at_once_confirm_once(services: Services) -> None:
    setting.publish(services, CONFIRMING)
    register(services)
    with meanwhile(services, lambda: confirm_by_letter(services)):
        assert confirm_by_letter(services).status == "confirmed"
    assert len(list_letters(services, "registered")) == 1


@pytest.mark.parametrize("call", ["GetItem", "TransactWriteItems"])
def test_a_place_that_is_confirmed_in_the_last_moment_is_not_released(
    services: Services, clock: Clock, call: str
) -> None:
    setting.publish(services, CONFIRMING)
    register(services)
    clock.forward(hours=49)
    with meanwhile(services, lambda: confirm_by_letter(services), before=call):
        assert confirmations.release_unconfirmed(services) == 0
    shown = submissions.show_receipt(services, EVENT, FORM, nth_id(1))
    assert shown.status == "confirmed"
    assert list(services.confirmations.due(clock())) == []


# Seats


def test_a_seat_that_another_request_is_taking_is_left_to_it(services: Services) -> None:
    def take() -> None:
        raise conflict(*[CONFLICT] * PARTS)

    with meanwhile(services, take):
        register(services)
    assert len(services.seats.holders(EVENT, "pupil")) == 1


def test_the_last_seat_is_looked_at_again_before_it_is_refused(services: Services) -> None:
    register(services, 1)

    def take() -> None:
        raise conflict(*[CONFLICT] * PARTS)

    with meanwhile(services, take, take, take):
        register(services, 2, email="other@pikir.example")
    assert len(services.seats.holders(EVENT, "pupil")) == 2


# Corrections and erasures


def test_two_corrections_at_once_are_both_made(services: Services) -> None:
    register(services)
    change = {"email": "new@pikir.example"}
    with meanwhile(services, correct(services, "Айжан")):
        corrections.correct_registration(services, ORGANISER, EVENT, FORM, nth_id(1), change)
    stored = services.submissions.find(EVENT, FORM, nth_id(1), shards=1)
    assert (stored.answers["name"], stored.answers["email"]) == ("Айжан", "new@pikir.example")


def test_a_place_that_is_corrected_meanwhile_is_erased_all_the_same(services: Services) -> None:
    register(services)
    with meanwhile(services, correct(services, "Айжан")):
        erase(services)()
    with pytest.raises(errors.SubmissionErased):
        name_of(services)


def test_a_place_that_cannot_be_erased_now_is_told_and_stays(services: Services) -> None:
    ids = [register(services, n, email=f"a{n}@pikir.example") for n in (1, 2)]
    with meanwhile(services, fail):
        told = stored_submissions.erase_selection(services, ORGANISER, EVENT, FORM, ids)
    assert told == {
        ids[0]: stored_submissions.ErasureOutcome.FAILED,
        ids[1]: stored_submissions.ErasureOutcome.ERASED,
    }
    assert name_of(services) == "Айша"


def test_a_selection_has_a_limit(services: Services) -> None:
    register(services)
    too_many = [nth_id(1)] * (stored_submissions.LARGEST_SELECTION + 1)
    with pytest.raises(errors.BadParameter):
        stored_submissions.erase_selection(services, ORGANISER, EVENT, FORM, too_many)
    assert name_of(services) == "Айша"


# Letters


def change_time(services: Services) -> None:
    setting.change(services, **LATER)


def told_people(services: Services) -> list[str]:
    return sorted(letter.to for letter in list_letters(services, "event_changed"))


def decide(services: Services) -> None:
    notifications.decide_letters(services, ORGANISER, EVENT, write=True)


def test_a_person_erased_while_letters_are_written_gets_none(
    services: Services, clock: Clock
) -> None:
    for number in (1, 2):
        register(services, number, email=f"a{number}@pikir.example")
    clock.forward(minutes=5)
    change_time(services)
    with meanwhile(services, go_on, erase(services, 1)):
        decide(services)
    assert told_people(services) == ["a2@pikir.example"]


def test_letters_that_cannot_be_written_at_once_are_written_by_the_job(
    services: Services, clock: Clock
) -> None:
    register(services)
    clock.forward(minutes=5)
    change_time(services)
    with meanwhile(services, go_on, fail):
        decide(services)
    assert told_people(services) == []
    assert notifications.write_letters(services) == 1
    assert told_people(services) == [PUPIL["email"]]


def test_nobody_is_told_about_an_event_that_is_deleted(services: Services, clock: Clock) -> None:
    register(services)
    clock.forward(minutes=5)
    change_time(services)
    with meanwhile(services, go_on, fail):
        decide(services)
    erase(services)()
    setting.change(services, state="closed")
    deletions.delete_event(services, ORGANISER, EVENT)
    assert notifications.write_letters(services) == 0
    assert list(services.notifications.waiting()) == []


def test_a_letter_that_a_colleague_drops_meanwhile_is_not_sent_again(
    services: Services, clock: Clock
) -> None:
    register(services)
    [letter] = list_letters(services, "registered")
    services.outbox.give_up(FailedMail(letter, "MessageRejected", clock()))
    with (
        meanwhile(services, lambda: operations.drop_mail(services, ORGANISER, letter.id)),
        pytest.raises(errors.MailNotFound),
    ):
        operations.resend_mail(services, ORGANISER, letter.id)
    assert list_letters(services, "registered") == []


def test_sending_stops_when_its_time_is_up(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(services)
    clock.forward(minutes=5)
    monkeypatch.setattr(mail, "BUDGET", timedelta(0))
    assert mail.send_waiting(services) == 0
    assert len(list_letters(services, "registered")) == 1


# Members


@pytest.mark.parametrize("is_removed", [True, False])
def test_an_invitation_of_a_member_who_changes_meanwhile_is_not_sent_again(
    services: Services, clock: Clock, *, is_removed: bool
) -> None:
    member = invite(services)
    clock.forward(hours=1)

    def change() -> None:
        if is_removed:
            members.remove_member(services, ORGANISER, member.id)
        else:
            members.change_member(services, ORGANISER, member.id, MemberChange(name="Айгүл"))

    refusal = errors.MemberNotFound if is_removed else errors.ChangedMeanwhile
    with meanwhile(services, change), pytest.raises(refusal):
        members.resend_invitation(services, ORGANISER, member.id)
    assert len(list_letters(services, "invitation")) == 1


def test_a_deleted_event_ends_its_own_tokens_alone(services: Services) -> None:
    setting.open_event(services, id="another")
    role = MemberGrant(role=MemberRole.DOOR, scope="event:another")
    member = invite(services, role)
    members.end_event_grants(services, EVENT)
    assert services.members.find(member.id) == member
    members.end_event_grants(services, "another")
    assert services.members.find(member.id) is None


# Events


def test_a_page_that_is_sent_twice_at_once_makes_one_event(services: Services) -> None:
    with meanwhile(services, lambda: start(services)):
        event = start(services)
    assert services.events.get(event.id) == event
    lines = events.list_events(services, ORGANISER).events
    assert sorted(line.id for line in lines) == sorted([EVENT, event.id])


def test_a_deletion_waits_until_no_answer_can_arrive_any_more(
    services: Services, clock: Clock
) -> None:
    setting.change(services, state="closed")
    deletions.delete_event(services, ORGANISER, EVENT)
    assert deletions.finish_deletions(services) == 0
    assert len(list(services.deletions.all())) == 1
    clock.forward(minutes=3)
    assert deletions.finish_deletions(services) == 1


# Figures


def test_figures_that_cannot_be_read_now_are_left_out_of_the_counts(services: Services) -> None:
    setting.respond(services, nth_id(1))
    with meanwhile(services, go_on, fail, before="Query"):
        some = counts.count_event(services, ORGANISER, EVENT)
    whole = counts.count_event(services, ORGANISER, EVENT)
    assert some.forms == {"impressions": None, "registration": 0}
    assert whole.forms == {"impressions": 1, "registration": 0}


def test_a_checkpoint_that_cannot_be_advanced_now_is_left_for_later(
    services: Services, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    setting.respond(services, nth_id(1))
    clock.forward(hours=1)
    event, record = find_published(services, ORGANISER, EVENT, "impressions", "summaries.read")
    caplog.set_level("INFO", "pikir")
    with meanwhile(services, fail, before="Query"):
        assert not summaries.advance_checkpoint(services, event, record)
    assert '{"checkpoint": "left for later", "event": "round-table"}' in caplog.messages
    assert summaries.advance_checkpoint(services, event, record)
