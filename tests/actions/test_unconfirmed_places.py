"""Places that wait until a letter to their address was answered: confirmed, released, or asked for again."""

import re
from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import (
    confirmations,
    events,
    exports,
    stored_submissions,
    submissions,
    summaries,
)
from chalicelib.actions.services import Services
from chalicelib.domain.mail import Mail
from chalicelib.domain.submissions import Receipt
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.setting import (
    CONFIRMING,
    ORGANISER,
    Clock,
    as_json,
    nth_id,
    open_event,
    publish,
    register,
    services_on,
)

EVENT, FORM = "round-table", "registration"
PUPIL = {"category": "pupil", "name": "Айша", "email": "aisha@pikir.example"}
LINK = re.compile(rf"/e/{EVENT}/{FORM}/confirm/([^/]+)/([0-9a-f]{{40}})\?lang=kk$")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    services = services_on(local_settings, clock, local_table)
    open_event(services)
    publish(services, CONFIRMING)
    return services


def list_letters(services: Services, template: str) -> list[Mail]:
    waiting = services.outbox.waiting(before=services.clock() + timedelta(seconds=1))
    return [mail for mail in waiting if mail.template == template]


def link_of(letter: Mail) -> tuple[str, str]:
    """Return the registration's id and the token of the link in a letter."""
    match = LINK.search(letter.parameters["confirm_link"])
    assert match is not None
    return match[1], match[2]


def confirm_by_letter(services: Services) -> Receipt:
    [letter] = list_letters(services, "confirm_registration")
    return confirmations.confirm(services, EVENT, FORM, *link_of(letter))


def count_seats(services: Services) -> int:
    return len(services.seats.holders(EVENT, "pupil"))


def test_a_place_is_taken_and_waits(services: Services) -> None:
    receipt = register(services, PUPIL, nth_id(1))
    assert (receipt.status, receipt.created) == ("awaiting_confirmation", True)
    assert count_seats(services) == 1
    [letter] = list_letters(services, "confirm_registration")
    assert (letter.to, link_of(letter)[0]) == ("aisha@pikir.example", nth_id(1))
    assert letter.parameters["confirm_by"] == "2026-06-03T17:00:00+05:00"
    assert list_letters(services, "registered") == []


def test_opening_the_link_changes_nothing(services: Services) -> None:
    register(services, PUPIL, nth_id(1))
    [letter] = list_letters(services, "confirm_registration")
    for _ in range(2):
        shown = confirmations.show_confirmation(services, EVENT, FORM, *link_of(letter))
        assert shown.status == "awaiting_confirmation"


def test_confirming_keeps_the_place_and_sends_the_receipt(services: Services, clock: Clock) -> None:
    receipt = register(services, PUPIL, nth_id(1))
    confirmed = confirm_by_letter(services)
    assert (confirmed.status, confirmed.receipt) == ("confirmed", receipt.receipt)
    [letter] = list_letters(services, "registered")
    assert letter.parameters["receipt"] == receipt.receipt
    clock.forward(hours=49)
    assert confirmations.release_unconfirmed(services) == 0
    assert submissions.show_receipt(services, EVENT, FORM, nth_id(1)).status == "confirmed"
    assert count_seats(services) == 1


def test_confirming_again_is_the_same_and_sends_no_second_letter(services: Services) -> None:
    register(services, PUPIL, nth_id(1))
    assert confirm_by_letter(services) == confirm_by_letter(services)
    assert len(list_letters(services, "registered")) == 1


def test_sending_again_after_confirming_finds_the_confirmed_place(services: Services) -> None:
    register(services, PUPIL, nth_id(1))
    confirm_by_letter(services)
    again = register(services, PUPIL, nth_id(1))
    assert (again.status, again.created) == ("confirmed", False)


@pytest.mark.parametrize("token", ["", "0" * 40, "ә" * 40])
def test_a_made_up_link_confirms_nothing(services: Services, token: str) -> None:
    register(services, PUPIL, nth_id(1))
    with pytest.raises(errors.SubmissionNotFound):
        confirmations.confirm(services, EVENT, FORM, nth_id(1), token)
    assert submissions.show_receipt(services, EVENT, FORM, nth_id(1)).status != "confirmed"


def test_the_link_of_one_place_confirms_no_other(services: Services) -> None:
    register(services, PUPIL, nth_id(1))
    [letter] = list_letters(services, "confirm_registration")
    register(services, {**PUPIL, "email": "other@pikir.example"}, nth_id(2))
    with pytest.raises(errors.SubmissionNotFound):
        confirmations.confirm(services, EVENT, FORM, nth_id(2), link_of(letter)[1])


def test_an_unconfirmed_place_is_released_after_two_days(services: Services, clock: Clock) -> None:
    register(services, PUPIL, nth_id(1))
    [letter] = list_letters(services, "confirm_registration")
    clock.forward(hours=47, minutes=59)
    assert confirmations.release_unconfirmed(services) == 0
    clock.forward(minutes=2)
    assert confirmations.release_unconfirmed(services) == 1
    assert count_seats(services) == 0
    assert summaries.read_summary(services, ORGANISER, EVENT, FORM).responses == 0
    with pytest.raises(errors.SubmissionErased):
        confirmations.show_confirmation(services, EVENT, FORM, *link_of(letter))
    with pytest.raises(errors.SubmissionErased):
        confirmations.confirm(services, EVENT, FORM, *link_of(letter))
    assert register(services, PUPIL, nth_id(2)).created
    assert confirmations.release_unconfirmed(services) == 0


def test_a_place_that_was_erased_is_not_released_again(services: Services, clock: Clock) -> None:
    register(services, PUPIL, nth_id(1))
    stored_submissions.erase_submission(services, ORGANISER, EVENT, FORM, nth_id(1))
    clock.forward(hours=49)
    assert list(services.confirmations.due(clock())) == []


def test_a_late_click_before_the_sweep_still_counts(services: Services, clock: Clock) -> None:
    register(services, PUPIL, nth_id(1))
    clock.forward(hours=60)
    assert confirm_by_letter(services).status == "confirmed"


def test_registering_again_sends_the_link_again(services: Services) -> None:
    register(services, PUPIL, nth_id(1))
    with pytest.raises(errors.AlreadyRegistered):
        register(services, PUPIL, nth_id(2))
    first, second = list_letters(services, "confirm_registration")
    assert link_of(first) == link_of(second)


def test_an_address_that_answered_nothing_gets_no_second_letter_that_day(
    services: Services, clock: Clock
) -> None:
    open_event(services, id="second")
    publish(services, CONFIRMING, "second")
    register(services, PUPIL)
    with pytest.raises(errors.TooManyLetters) as refused:
        register(services, PUPIL, event="second")
    assert refused.value.parameters == {"minutes": 12 * 60}
    assert len(services.seats.holders("second", "pupil")) == 0
    clock.forward(hours=12)
    assert register(services, PUPIL, event="second").created


def test_an_address_that_answered_gets_the_next_letter_at_once(services: Services) -> None:
    open_event(services, id="second")
    publish(services, CONFIRMING, "second")
    register(services, PUPIL)
    confirm_by_letter(services)
    assert register(services, PUPIL, event="second").created
    assert len(list_letters(services, "confirm_registration")) == 2


def test_organisers_see_which_places_are_confirmed(services: Services) -> None:
    register(services, PUPIL, nth_id(1))
    confirm_by_letter(services)
    register(services, {**PUPIL, "email": "other@pikir.example"}, nth_id(2))
    page = stored_submissions.list_submissions(services, ORGANISER, EVENT, FORM)
    assert [row.status for row in page.rows] == ["confirmed", "awaiting_confirmation"]
    file = exports.export_answers(services, ORGANISER, EVENT, FORM, language="en")
    assert file.body is not None
    heading, first, second = file.body.decode("utf-8-sig").splitlines()
    column = heading.split(";" if ";" in heading else ",").index("Status")
    statuses = [line.split(";" if ";" in heading else ",")[column] for line in (first, second)]
    assert statuses == ["Confirmed", "Not confirmed yet"]


def test_a_form_that_asks_for_no_confirmation_has_no_column_of_it(
    local_settings: Settings, local_table: Table, clock: Clock
) -> None:
    services = services_on(local_settings, clock, local_table)
    open_event(services)
    assert register(services, PUPIL).status == "confirmed"
    file = exports.export_answers(services, ORGANISER, EVENT, FORM, language="en")
    assert file.body is not None
    assert b"Status" not in file.body


def test_a_place_is_confirmed_after_the_event_has_closed(services: Services) -> None:
    register(services, PUPIL)
    events.change_event(services, ORGANISER, EVENT, as_json({"state": "closed"}))
    assert confirm_by_letter(services).status == "confirmed"
