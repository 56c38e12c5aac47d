"""What is missing before an event opens, in each language, and what is only advice."""

from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.event_documents import read_event
from chalicelib.domain.events import Event
from chalicelib.domain.events.announcements import Announcement
from chalicelib.domain.events.opening import PublishedForm, lacking_languages, opening_problems
from chalicelib.domain.forms import FormRecord
from chalicelib.errors import Problem
from chalicelib.locales import Language
from tests.actions.setting import as_json, event_document

BEFORE = datetime(2026, 6, 1, tzinfo=UTC)
ORGANISER = {"name": {"kk": "Басқарма", "ru": "Управление", "en": "Department"}}
ALL: dict[Language, str] = {"kk": "Бір", "ru": "Один", "en": "One"}


def event(**changes: object) -> Event:
    document = {
        "venue": ALL,
        "categories": [{"name": "pupil", "label": ALL}],
        "organiser": ORGANISER,
        "incomplete_languages": [],
        **changes,
    }
    return read_event(as_json(event_document(**document)))


def form(name: str = "registration", version: int = 1, **document: Any) -> PublishedForm:
    record = FormRecord(
        event="round-table", name=name, purpose="registration", title=ALL, version=version
    )
    return PublishedForm(record, document)


def codes(event: Event, *forms: PublishedForm, now: datetime = BEFORE) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in opening_problems(event, forms, now)]


def test_nothing_is_missing_of_an_event_that_is_complete() -> None:
    assert codes(event(), form(title=ALL)) == []


def test_a_text_that_lacks_a_language_is_an_error_of_its_field() -> None:
    lacking = event(venue={"kk": "Бір"}, programme=[programme({"kk": "Бір", "ru": "Один"})])
    found = opening_problems(lacking, [form(title=ALL)], BEFORE)
    assert [
        (each.code, each.name, each.parameters["lacking"], each.severity) for each in found
    ] == [
        ("event.text_missing", "/venue", "ru en", "error"),
        ("event.text_missing", "/programme", "en", "error"),
    ]
    assert lacking_languages(found) == ("ru", "en")


def programme(title: dict[str, str]) -> dict[str, object]:
    return {"name": "opening", "kind": "opening", "title": title}


def test_languages_that_are_declared_incomplete_are_not_asked_for() -> None:
    lacking = event(venue={"kk": "Бір"}, incomplete_languages=["ru", "en"])
    assert codes(lacking, form(title={"kk": "Бір"})) == []


def test_texts_of_a_form_are_looked_for_at_any_depth() -> None:
    questions = [{"type": "group", "questions": ({"label": {"kk": "Бір", "en": "One"}},)}]
    found = opening_problems(event(), [form(title=ALL, questions=questions)], BEFORE)
    assert [(each.code, each.name, each.parameters["lacking"]) for each in found] == [
        ("event.form_text_missing", "/forms/registration", "ru")
    ]
    assert found[0].parameters["form"] == ALL
    assert lacking_languages(found) == ("ru",)


def test_an_empty_object_and_one_of_other_keys_are_no_texts() -> None:
    assert codes(event(), form(title=ALL, settings={}, choices={"kk": ALL, "list": ALL})) == []


def test_old_facts_that_people_were_told_need_no_translation() -> None:
    told = Announcement(
        starts_at=BEFORE, ends_at=BEFORE, time_zone="Asia/Almaty", venue={"kk": "Бір"}
    )
    assert codes(event().model_copy(update={"announced": told}), form(title=ALL)) == []


def test_advice_comes_last_and_stops_nothing() -> None:
    bare = event(venue=None, organiser=None)
    found = opening_problems(bare, [form(version=0)], bare.ends_at)
    assert [(each.code, each.name, each.severity) for each in found] == [
        ("event.no_forms", "/forms", "warning"),
        ("event.form_unpublished", "/forms/registration", "warning"),
        ("event.is_over", "/ends_at", "warning"),
        ("event.no_venue", "/venue", "warning"),
        ("event.no_organiser", "/organiser", "warning"),
    ]
    assert found[1].parameters == {"form": ALL}
    assert lacking_languages(found) == ()


def test_one_published_form_is_enough_and_the_others_are_named() -> None:
    found = codes(event(), form(title=ALL), form("impressions", 0))
    assert found == [("event.form_unpublished", "/forms/impressions")]


def test_a_problem_of_another_kind_lacks_no_language() -> None:
    other = Problem("/venue", "event.no_venue", "", {"lacking": "ru"})
    assert lacking_languages([other]) == ()
