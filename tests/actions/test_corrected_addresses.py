"""The address of a place that waits for its confirmation is corrected: another letter, another link, two days more."""

from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import confirmations, operations
from chalicelib.actions.services import Services
from chalicelib.domain.mail import FailedMail, Mail
from chalicelib.settings import Settings
from tests.actions import setting
from tests.actions.setting import ORGANISER as OWNER
from tests.actions.setting import Clock, nth_id
from tests.actions.test_corrections import ANSWERS, EVENT, FORM, correct, read, seats
from tests.actions.test_unconfirmed_places import link_of, list_letters

NEW = "aisha.serik@pikir.example"


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    services = setting.services_on(local_settings, clock)
    setting.open_event(services)
    setting.publish(services, setting.CONFIRMING)
    setting.register(services, ANSWERS, nth_id(1))
    return services


def letters_to(services: Services, address: str) -> list[Mail]:
    return [each for each in list_letters(services, "confirm_registration") if each.to == address]


def confirm(services: Services, letter: Mail) -> str:
    return confirmations.confirm(services, EVENT, FORM, *link_of(letter)).status


def test_the_new_address_gets_the_link_and_the_old_one_confirms_nothing(
    services: Services, clock: Clock
) -> None:
    clock.forward(hours=1)
    after = correct(services, email=NEW)
    [old], [new] = letters_to(services, ANSWERS["email"]), letters_to(services, NEW)
    assert after.confirm_by == clock.now + timedelta(days=2)
    for use_link in (confirmations.show_confirmation, confirmations.confirm):
        with pytest.raises(errors.ConfirmationLinkReplaced):
            use_link(services, EVENT, FORM, *link_of(old))
    assert read(services).confirm_by == after.confirm_by
    assert confirm(services, new) == "confirmed"
    assert read(services).confirm_by is None
    [receipt] = list_letters(services, "registered")
    assert receipt.to == NEW


def test_the_new_address_has_two_days_of_its_own(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending = list(services.confirmations.due(clock.now + timedelta(days=2)))
    clock.forward(days=1)
    correct(services, email=NEW)
    clock.forward(days=1, hours=1)
    assert confirmations.release_unconfirmed(services) == 0
    assert list(services.confirmations.due(clock.now)) == []
    with monkeypatch.context() as patch:  # a sweep that read the notes before the correction
        patch.setattr(services.confirmations, "due", lambda _: iter(pending))
        assert confirmations.release_unconfirmed(services) == 0
    clock.forward(days=1)
    assert confirmations.release_unconfirmed(services) == 1
    assert seats(services, "pupil") == set()
    [new] = letters_to(services, NEW)
    with pytest.raises(errors.SubmissionErased):
        confirm(services, new)


def test_a_correction_of_anything_else_leaves_letter_and_link(services: Services) -> None:
    [letter] = letters_to(services, ANSWERS["email"])
    correct(services, name="Айша Серік", category="teacher", email=ANSWERS["email"].upper())
    assert list_letters(services, "confirm_registration") == [letter]
    assert confirm(services, letter) == "confirmed"


def test_a_confirmed_place_stays_confirmed(services: Services) -> None:
    [letter] = letters_to(services, ANSWERS["email"])
    confirm(services, letter)
    assert correct(services, email=NEW).confirm_by is None
    assert letters_to(services, NEW) == []


def test_the_same_correction_again_writes_no_second_letter(services: Services) -> None:
    first = correct(services, revision=1, email=NEW)
    assert correct(services, revision=1, email=NEW) == first
    assert len(letters_to(services, NEW)) == 1


def test_an_address_that_had_its_letter_today_is_refused_and_nothing_changes(
    services: Services, clock: Clock
) -> None:
    correct(services, email=NEW)
    before = read(services)
    with pytest.raises(errors.CorrectionNeedsLetter):
        correct(services, email=ANSWERS["email"], category="teacher")
    assert read(services) == before
    assert seats(services, "teacher") == set()
    clock.forward(days=1)
    correct(services, email=ANSWERS["email"], category="teacher")
    assert len(letters_to(services, ANSWERS["email"])) == 2
    assert seats(services, "teacher") == {nth_id(1)}


def test_a_letter_whose_time_is_over_is_not_sent_again(services: Services, clock: Clock) -> None:
    [letter] = letters_to(services, ANSWERS["email"])
    services.outbox.give_up(FailedMail(letter, "MessageRejected", clock.now))
    clock.forward(days=2)
    [failed] = operations.show_operations(services, OWNER).failed_mails
    assert not failed.can_be_sent_again
    with pytest.raises(errors.MailOutdated):
        operations.resend_mail(services, OWNER, letter.id)
    assert letters_to(services, ANSWERS["email"]) == []
    operations.drop_mail(services, OWNER, letter.id)
