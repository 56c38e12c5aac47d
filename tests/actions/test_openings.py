"""What is missing before an event opens, and how one goes on without a language."""

from contextlib import nullcontext

import pytest

from chalicelib import errors
from chalicelib.actions import events, openings
from chalicelib.actions.services import Services
from chalicelib.domain.events import Event
from chalicelib.domain.events.opening import lacking_languages
from chalicelib.locales import Language
from chalicelib.settings import Settings
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    REGISTRATION,
    Clock,
    as_json,
    change,
    event_document,
    publish,
    services_on,
)

EVENT = "round-table"


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    services = services_on(local_settings, clock)
    document = event_document(state="draft", languages=["kk", "ru"])
    events.create_event(services, ORGANISER, as_json(document))
    publish(services, REGISTRATION)
    return services


def test_every_text_that_is_missing_in_a_language_is_named(services: Services) -> None:
    _, problems = openings.review_opening(services, ORGANISER, EVENT)
    assert [(each.name, each.code, each.severity) for each in problems] == [
        ("/venue", "event.text_missing", "error"),
        ("/categories", "event.text_missing", "error"),
        ("/forms/registration", "event.form_text_missing", "error"),
        ("/organiser", "event.no_organiser", "warning"),
    ]
    assert lacking_languages(problems) == ("ru",)


def test_an_event_opens_with_all_texts_or_without_a_language(services: Services) -> None:
    with pytest.raises(errors.EventRefused) as refused:
        change(services, state="open")
    assert {each.code for each in refused.value.problems} == {
        "event.text_missing",
        "event.form_text_missing",
    }
    opened = change(services, state="open", incomplete_languages=["ru"])
    assert (opened.state, opened.incomplete_languages) == ("open", ("ru",))


def test_advice_does_not_stop_the_opening(services: Services, clock: Clock) -> None:
    publish(services, IMPRESSIONS)
    clock.forward(days=30)
    change(services, venue=None, incomplete_languages=["ru"])
    _, problems = openings.review_opening(services, ORGANISER, EVENT)
    assert [each.code for each in problems] == [
        "event.is_over",
        "event.no_venue",
        "event.no_organiser",
    ]
    assert change(services, state="open").state == "open"


def test_an_event_without_a_published_form_is_told_so(services: Services) -> None:
    document = event_document(id="bare", state="draft", languages=["kk"], venue={"kk": "Зал"})
    events.create_event(services, ORGANISER, as_json(document))
    _, problems = openings.review_opening(services, ORGANISER, "bare")
    assert [each.code for each in problems] == ["event.no_forms", "event.no_organiser"]


def create(services: Services, without: tuple[Language, ...] = (), **changes: object) -> Event:
    document = event_document(
        **{"id": "new", "languages": ["kk", "ru"], "incomplete_languages": [], **changes}
    )
    return events.create_event(services, ORGANISER, as_json(document), without=without)


def test_an_event_that_is_created_open_asks_the_same(services: Services) -> None:
    with pytest.raises(errors.EventRefused) as refused:
        create(services)
    assert [(each.name, each.code) for each in refused.value.problems] == [
        ("/venue", "event.text_missing"),
        ("/categories", "event.text_missing"),
    ]
    with pytest.raises(errors.EventNotFound):
        events.show_event(services, ORGANISER, "new")
    opened = create(services, ("ru", "en"))
    assert (opened.state, opened.incomplete_languages) == ("open", ("ru",))
    assert events.show_event(services, ORGANISER, "new") == opened


def test_a_document_that_names_no_languages_promises_texts_in_one(services: Services) -> None:
    document = event_document(id="new", title={"ru": "Встреча", "en": "Meeting"})
    for venue, is_refused in (({"kk": "Зал"}, True), ({"ru": "Зал"}, False)):
        body = as_json({**document, "venue": venue, "categories": [], "series": None})
        with pytest.raises(errors.EventRefused) if is_refused else nullcontext():
            events.create_event(services, ORGANISER, body)
    opened = events.show_event(services, ORGANISER, "new")
    assert (opened.state, opened.incomplete_languages) == ("open", ("kk", "en"))


def test_going_on_without_a_language_that_lacks_nothing_or_without_all_changes_nothing(
    services: Services,
) -> None:
    complete = create(services, ("ru",), venue=None, categories=[])
    assert complete.incomplete_languages == ()
    with pytest.raises(errors.EventRefused):
        create(services, ("kk", "ru"), id="other", venue={"en": "Library"})


def test_the_second_opening_asks_nothing_but_a_way_round_the_first_does(services: Services) -> None:
    for state in ("archived", "closed"):
        change(services, state=state)
    with pytest.raises(errors.EventRefused):
        change(services, state="open")
    russian: tuple[Language, ...] = ("ru",)
    opened = events.change_event(
        services, ORGANISER, EVENT, as_json({"state": "open"}), without=russian
    )
    assert opened.incomplete_languages == ("ru",)
    change(services, state="closed", incomplete_languages=[])
    assert change(services, state="open").state == "open"
