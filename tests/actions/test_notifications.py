"""Letters about a change: decided once, one to each person, whatever crashes."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import notifications
from chalicelib.actions.services import Services
from chalicelib.domain.mail import Mail
from chalicelib.domain.notifications import pending_announcement
from chalicelib.mail import letters
from chalicelib.settings import Settings
from tests.actions.photos import EVENT
from tests.actions.setting import (
    ORGANISER,
    Clock,
    change,
    nth_id,
    open_event,
    register,
    services_on,
)

LATER = {"starts_at": "2026-06-13T11:00:00+05:00", "ends_at": "2026-06-13T14:00:00+05:00"}


@pytest.fixture
def services(dynoxide_settings: Settings, clock: Clock) -> Services:
    services = services_on(dynoxide_settings, clock)
    open_event(services)
    for number in range(1, 4):
        person = {"category": "teacher", "name": "Дана", "email": f"dana{number}@pikir.example"}
        register(services, person, nth_id(number))
    without_address = {"category": "teacher", "name": "Бота", "phone": "+7 701 234 56 78"}
    register(services, without_address, nth_id(9))
    for mail in services.outbox.waiting(before=clock() + timedelta(days=1)):
        services.outbox.remove(mail)
    clock.forward(minutes=5)
    return services


def letters_of(services: Services) -> list[Mail]:
    return list(services.outbox.waiting(before=services.clock() + timedelta(days=1)))


def addresses(services: Services) -> list[str]:
    return sorted(mail.to for mail in letters_of(services))


EVERYBODY = [f"dana{number}@pikir.example" for number in range(1, 4)]


def test_a_change_of_time_waits_for_a_decision_and_is_told_once(services: Services) -> None:
    event = change(services, **LATER)
    assert pending_announcement(event)
    told = notifications.decide_letters(services, ORGANISER, EVENT, write=True)
    assert pending_announcement(told) is None
    assert addresses(services) == EVERYBODY
    assert notifications.decide_letters(services, ORGANISER, EVENT, write=True) == told
    notifications.write_letters(services)
    assert addresses(services) == EVERYBODY


def test_the_letter_has_the_old_time_and_the_new_one(services: Services) -> None:
    change(services, **LATER)
    notifications.decide_letters(services, ORGANISER, EVENT, write=True)
    mail = letters_of(services)[0]
    text = letters.write(mail.template, "kk", mail.parameters).text
    assert "Қашан: 2026 жылғы 13 маусым, 11:00 – 14:00 (Қазақстан уақыты)" in text
    assert "Бұрынғы уақыты: 2026 жылғы 13 маусым, 10:00 – 13:00 (Қазақстан уақыты)" in text
    assert "Бұрынғы орны" not in text


def test_a_cancellation_tells_the_reason(services: Services) -> None:
    change(services, state="cancelled", cancellation_reason={"kk": "Карантин"})
    notifications.decide_letters(services, ORGANISER, EVENT, write=True)
    mail = letters_of(services)[0]
    assert mail.template == "event_cancelled"
    assert "Карантин" in letters.write(mail.template, "kk", mail.parameters).text
    change(services, state="open")
    notifications.decide_letters(services, ORGANISER, EVENT, write=True)
    by_template = {each.template: each for each in letters_of(services)}
    assert set(by_template) == {"event_cancelled", "event_restored"}
    restored = letters.write("event_restored", "en", by_template["event_restored"].parameters)
    assert restored.subject.startswith("It will take place: ")
    assert "Your place is kept." in restored.text


def test_nobody_is_written_to_where_that_is_decided(services: Services) -> None:
    change(services, **LATER)
    told = notifications.decide_letters(services, ORGANISER, EVENT, write=False)
    assert (pending_announcement(told), letters_of(services)) == (None, [])


@pytest.mark.parametrize("patch", [{"title": {"kk": "Басқа атау"}}, {"state": "closed"}])
def test_other_changes_tell_nobody_anything(services: Services, patch: dict[str, Any]) -> None:
    assert pending_announcement(change(services, **patch)) is None


def test_a_decision_about_another_revision_is_refused(services: Services) -> None:
    event = change(services, **LATER)
    change(services, title={"kk": "Басқа атау"})
    with pytest.raises(errors.ChangedMeanwhile):
        notifications.decide_letters(
            services, ORGANISER, EVENT, write=True, revision=event.revision
        )


def test_after_a_crash_between_batches_each_person_gets_one_letter(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "BATCH", 1)
    monkeypatch.setattr(notifications, "_AT_ONCE", timedelta(0))
    change(services, **LATER)
    notifications.decide_letters(services, ORGANISER, EVENT, write=True)
    assert letters_of(services) == []
    [waiting] = services.notifications.waiting()
    notifications._write_batch(services, waiting)
    assert len(letters_of(services)) == 1
    left, count = notifications._write_batch(services, waiting)
    assert (left, count, len(letters_of(services))) == (None, 0, 1)
    assert notifications.write_letters(services) == 2
    assert addresses(services) == EVERYBODY
    clock.forward(minutes=5)  # nobody can be registering any more who was told otherwise
    assert notifications.write_letters(services) == 0
    assert list(services.notifications.waiting()) == []


def test_a_person_who_registered_after_the_change_gets_no_letter(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "_AT_ONCE", timedelta(0))
    change(services, **LATER)
    notifications.decide_letters(services, ORGANISER, EVENT, write=True)
    clock.forward(seconds=30)
    person = {"category": "teacher", "name": "Ерлан", "email": "late@pikir.example"}
    register(services, person, nth_id(20))
    notifications.write_letters(services)
    templates = {mail.to: mail.template for mail in letters_of(services)}
    assert templates.pop("late@pikir.example") == "registered"
    assert sorted(templates) == EVERYBODY
