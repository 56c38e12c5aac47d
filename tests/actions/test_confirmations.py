"""Letters to whoever has a place, when somebody enters the same contacts again."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from chalicelib import errors
from chalicelib.actions import stored_submissions, submissions
from chalicelib.actions.services import Services
from chalicelib.domain.mail import Mail
from chalicelib.settings import Settings
from chalicelib.storage.table import Table
from tests.actions.setting import (
    ORGANISER,
    REGISTRATION,
    Clock,
    as_json,
    nth_id,
    open_event,
    publish,
    register,
    services_on,
)

ADDRESS, NUMBER = {"email": "bota@pikir.example"}, {"phone": "+77010000001"}
BOTA = {"category": "teacher", "name": "Бота"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(local_settings: Settings, local_table: Table, clock: Clock) -> Services:
    services = services_on(local_settings, clock, local_table)
    open_event(services)
    return services


def list_letters(services: Services, template: str = "already_registered") -> list[Mail]:
    waiting = services.outbox.waiting(before=services.clock() + timedelta(seconds=1))
    return [mail for mail in waiting if mail.template == template]


def register_again(services: Services, **contacts: str) -> None:
    with pytest.raises(errors.AlreadyRegistered) as refused:
        register(services, {"category": "teacher", "name": "Stranger", **contacts})
    assert "If these contact details already have a place" in str(refused.value)


@pytest.mark.parametrize(
    "entered",
    [ADDRESS, NUMBER, {"email": "stranger@evil.example", **NUMBER}],
    ids=["address", "number", "number and a stranger's address"],
)
def test_the_holder_gets_the_letter_at_the_stored_address(
    services: Services, entered: Mapping[str, str]
) -> None:
    first = register(services, {**BOTA, **ADDRESS, **NUMBER})
    register_again(services, **entered)
    [letter] = list_letters(services)
    assert (letter.to, letter.language) == ("bota@pikir.example", "kk")
    assert letter.parameters["receipt"] == first.receipt
    assert letter.parameters["name"] == "Бота"
    assert letter.parameters["link"].endswith("/e/round-table")


def test_an_address_gets_one_such_letter_a_day(services: Services, clock: Clock) -> None:
    register(services, {**BOTA, **ADDRESS})
    for _ in range(3):
        register_again(services, **ADDRESS)
    assert len(list_letters(services)) == 1
    clock.forward(days=1)
    register_again(services, **ADDRESS)
    assert len(list_letters(services)) == 2


def test_two_people_get_a_letter_each_where_the_contacts_are_theirs(services: Services) -> None:
    register(services, {**BOTA, **ADDRESS})
    register(services, {**BOTA, "email": "other@pikir.example", **NUMBER})
    register_again(services, **ADDRESS, **NUMBER)
    assert {letter.to for letter in list_letters(services)} == {
        "bota@pikir.example",
        "other@pikir.example",
    }


def test_a_place_without_an_address_gets_no_letter(services: Services) -> None:
    register(services, {**BOTA, **NUMBER})
    register_again(services, **NUMBER, **ADDRESS)
    assert list_letters(services) == []


def test_the_letter_follows_a_place_of_another_form(services: Services) -> None:
    publish(services, {**REGISTRATION, "name": "late"})
    first = register(services, {**BOTA, **ADDRESS})
    body = as_json({"answers": {**BOTA, **ADDRESS}})
    with pytest.raises(errors.AlreadyRegistered):
        submissions.submit_json(services, "round-table", "late", body, "ru")
    [letter] = list_letters(services)
    assert letter.parameters["receipt"] == first.receipt


def test_a_repeat_of_the_same_id_gets_its_receipt_and_no_letter(services: Services) -> None:
    register(services, {**BOTA, **ADDRESS}, nth_id(1))
    assert not register(services, {**BOTA, **ADDRESS}, nth_id(1)).created
    assert list_letters(services) == []


def test_nobody_gets_a_letter_about_an_erased_place(services: Services) -> None:
    register(services, {**BOTA, **ADDRESS}, nth_id(1))
    stored_submissions.erase_submission(
        services, ORGANISER, "round-table", "registration", nth_id(1)
    )
    register(services, {**BOTA, **ADDRESS})
    assert list_letters(services) == []


def test_an_address_gets_one_confirmation_a_day_over_all_events(
    services: Services, clock: Clock
) -> None:
    for event in ("second", "third", "fourth"):
        open_event(services, id=event)
    assert register(services, {**BOTA, **ADDRESS}).created
    for event in ("second", "third"):
        again = {**BOTA, "email": "BOTA@pikir.example"}
        assert register(services, again, event=event).created
    assert [mail.to for mail in list_letters(services, "registered")] == ["bota@pikir.example"]
    assert register(services, {**BOTA, "email": "other@pikir.example"}, event="third").created
    clock.forward(days=1)
    assert register(services, {**BOTA, **ADDRESS}, event="fourth").created
    assert len(list_letters(services, "registered")) == 3


def test_a_registration_that_fails_uses_up_no_letter(services: Services) -> None:
    for number in range(2):
        register(services, {**BOTA, "category": "pupil", "email": f"a{number}@pikir.example"})
    with pytest.raises(errors.CategoryFull):
        register(services, {**BOTA, "category": "pupil", **ADDRESS})
    register(services, {**BOTA, **ADDRESS})
    assert "bota@pikir.example" in [mail.to for mail in list_letters(services, "registered")]
