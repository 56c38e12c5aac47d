from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib import errors
from chalicelib.actions import drafts, forms
from chalicelib.actions.catalogue import Catalogue
from chalicelib.actions.services import Services
from chalicelib.domain.forms import FormState
from chalicelib.domain.permissions import Actor
from chalicelib.settings import Settings
from tests.actions.setting import (
    IMPRESSIONS,
    NOON,
    ORGANISER,
    REGISTRATION,
    Clock,
    as_json,
    change,
    event_document,
    open_event,
    publish,
    services_on,
)

ANYONE = Actor()
EVENT = "round-table"


@pytest.fixture
def services(dynoxide_settings: Settings, clock: Clock) -> Services:
    services = services_on(dynoxide_settings, clock)
    open_event(services)
    return services


def save(services: Services, definition: dict[str, object], name: str | None = None) -> None:
    drafts.save_form(
        services, ORGANISER, EVENT, name or str(definition["name"]), as_json(definition)
    )


def problems(services: Services, definition: dict[str, object], name: str) -> dict[str, str]:
    with pytest.raises(errors.FormRefused) as refused:
        save(services, definition, name)
    severe = [problem for problem in refused.value.problems if problem.severity == "error"]
    return {problem.name: problem.code for problem in severe}


def test_a_draft_is_seen_by_organisers_until_it_is_published(services: Services) -> None:
    visit = {**IMPRESSIONS, "name": "visit"}
    save(services, visit)
    with pytest.raises(errors.FormNotFound):
        forms.show_form(services, ANYONE, EVENT, "visit")
    with pytest.raises(errors.NotPublished):
        forms.show_form(services, ORGANISER, EVENT, "visit")
    assert drafts.show_draft(services, ORGANISER, EVENT, "visit").version == 1
    assert "visit" not in {record.name for record in forms.list_forms(services, ANYONE, EVENT)}
    record = forms.show_record(services, ORGANISER, EVENT, "visit")
    assert (record.state, record.version, record.has_draft) == (FormState.DRAFT, 0, True)
    forms.publish_form(services, ORGANISER, EVENT, "visit")
    assert forms.show_form(services, ANYONE, EVENT, "visit").version == 1
    with pytest.raises(errors.FormNotFound):
        drafts.show_draft(services, ORGANISER, EVENT, "visit")
    assert [record.name for record in forms.list_forms(services, ANYONE, EVENT)] == [
        "impressions",
        "registration",
        "visit",
    ]


def test_a_published_version_never_changes(services: Services, clock: Clock) -> None:
    first = forms.show_form(services, ANYONE, EVENT, "impressions")
    clock.forward(hours=1)
    save(services, {**IMPRESSIONS, "title": {"kk": "Жаңа"}})
    record = forms.show_record(services, ANYONE, EVENT, "impressions")
    assert (record.version, record.has_draft) == (1, True)
    assert forms.show_form(services, ANYONE, EVENT, "impressions").version == 1
    record = forms.publish_form(services, ORGANISER, EVENT, "impressions").record
    assert record.published == (NOON, NOON.replace(hour=13))
    assert forms.show_form(services, ANYONE, EVENT, "impressions").definition.title == {
        "kk": "Жаңа"
    }
    services.__dict__["catalogue"] = Catalogue(
        services.forms, clock, lambda: services.form_files, lambda: services.event_forms
    )
    first_version = forms.show_form(services, ANYONE, EVENT, "impressions", 1)
    assert (first_version.version, first_version.definition) == (1, first.definition)
    for unknown in (0, 3, -1):
        with pytest.raises(errors.VersionUnknown):
            forms.show_form(services, ANYONE, EVENT, "impressions", unknown)


def test_the_events_categories_are_written_into_a_version(services: Services) -> None:
    def list_categories() -> list[str]:
        definition = forms.show_form(services, ANYONE, EVENT, "registration").definition
        return [choice.name for choice in definition.choices["categories"]]

    assert list_categories() == ["pupil", "teacher"]
    guest = {"name": "guest", "label": {"kk": "Қонақ"}}
    change(services, categories=[*event_document()["categories"], guest])
    assert list_categories() == ["pupil", "teacher"]
    publish(services, REGISTRATION)
    assert list_categories() == ["pupil", "teacher", "guest"]


def test_publishing_without_a_draft_changes_nothing(services: Services) -> None:
    record = forms.show_record(services, ORGANISER, EVENT, "impressions")
    assert forms.publish_form(services, ORGANISER, EVENT, "impressions").record == record


def test_a_closed_form_stays_closed_when_a_new_version_is_published(services: Services) -> None:
    forms.close_form(services, ORGANISER, EVENT, "impressions")
    publish(services, {**IMPRESSIONS, "title": {"kk": "Жаңа"}})
    record = forms.show_record(services, ANYONE, EVENT, "impressions")
    assert (record.version, record.state) == (2, FormState.CLOSED)


def test_closing_twice_gives_one_record_and_opening_follows_it(services: Services) -> None:
    closed = forms.close_form(services, ORGANISER, EVENT, "impressions")
    assert closed.state is FormState.CLOSED
    assert forms.close_form(services, ORGANISER, EVENT, "impressions") == closed
    opened = forms.reopen_form(services, ORGANISER, EVENT, "impressions")
    assert opened == replace(closed, state=FormState.OPEN, revision=closed.revision + 1)


def test_unpublished_and_unknown_forms_are_neither_closed_nor_opened_nor_published(
    services: Services,
) -> None:
    save(services, {**IMPRESSIONS, "name": "visit"})
    for move in (forms.close_form, forms.reopen_form):
        with pytest.raises(errors.NotPublished):
            move(services, ORGANISER, EVENT, "visit")
    actions: list[Callable[[Services, Actor, str, str], object]] = [
        forms.close_form,
        forms.reopen_form,
        forms.publish_form,
    ]
    for act in actions:
        with pytest.raises(errors.FormNotFound):
            act(services, ORGANISER, EVENT, "nothing")
        with pytest.raises(errors.EventNotFound):
            act(services, ORGANISER, "nothing", "impressions")


def test_times_are_changed_by_a_merge_patch(services: Services) -> None:
    def patch(**times: object) -> tuple[datetime | None, datetime | None]:
        record = forms.set_form_times(services, ORGANISER, EVENT, "impressions", as_json(times))
        assert record == forms.show_record(services, ANYONE, EVENT, "impressions")
        return record.opens_at, record.closes_at

    first, last = datetime(2026, 6, 13, 5, tzinfo=UTC), datetime(2026, 6, 13, 8, tzinfo=UTC)
    assert patch(opens_at="2026-06-13T10:00:00+05:00") == (first, None)
    assert patch(closes_at="2026-06-13T13:00:00+05:00") == (first, last)
    assert patch(opens_at=None) == (None, last)
    before = forms.show_record(services, ANYONE, EVENT, "impressions").revision
    assert patch() == (None, last)
    assert forms.show_record(services, ANYONE, EVENT, "impressions").revision == before


@pytest.mark.parametrize(
    ("patch", "problem"),
    [
        ({"opens_at": "soon"}, ("/opens_at", "event.bad_moment")),
        ({"closes_at": 5}, ("/closes_at", "event.bad_moment")),
        ({"state": "open"}, ("/state", "event.unknown_key")),
        ([], ("", "event.wrong_type")),
        (
            {"opens_at": "2026-06-13T10:00:00Z", "closes_at": "2026-06-13T09:00:00Z"},
            ("/closes_at", "event.closes_before_it_opens"),
        ),
    ],
)
def test_invalid_times_are_refused(
    services: Services, patch: object, problem: tuple[str, str]
) -> None:
    with pytest.raises(errors.FormRefused) as refused:
        forms.set_form_times(services, ORGANISER, EVENT, "impressions", as_json(patch))
    assert [(each.name, each.code) for each in refused.value.problems] == [problem]


def test_a_definition_with_another_name_or_purpose_is_refused(services: Services) -> None:
    assert problems(services, IMPRESSIONS, "visit") == {"/name": "form.another_name"}
    assert problems(services, IMPRESSIONS, "x" * 3000) == {"/name": "form.another_name"}
    other = {**IMPRESSIONS, "purpose": "other"}
    assert problems(services, other, "impressions") == {"/purpose": "form.another_purpose"}


def test_a_registration_form_without_a_category_question_is_refused(services: Services) -> None:
    without_category = {**REGISTRATION, "questions": REGISTRATION["questions"][1:]}
    assert problems(services, without_category, "registration") == {
        "/questions": "form.no_category_question"
    }


def test_a_draft_that_no_longer_fits_its_event_is_not_published(services: Services) -> None:
    rating = {"type": "integer", "name": "talk", "label": {"kk": "?"}, "role": "rating_of:talk"}
    change(services, programme=[{"name": "talk", "kind": "report"}])
    save(services, {**IMPRESSIONS, "questions": [rating]})
    change(services, programme=[])
    with pytest.raises(errors.FormRefused):
        forms.publish_form(services, ORGANISER, EVENT, "impressions")


def test_a_concurrent_change_of_a_form_is_not_overwritten(services: Services) -> None:
    record = services.forms.record(EVENT, "impressions")
    assert record is not None
    forms.close_form(services, ORGANISER, EVENT, "impressions")
    with pytest.raises(errors.ChangedMeanwhile):
        services.forms.save(record)


def test_a_form_of_a_draft_event_is_not_found(services: Services) -> None:
    open_event(services, id="training", state="draft")
    with pytest.raises(errors.EventNotFound):
        forms.show_form(services, ANYONE, "training", "impressions")
    with pytest.raises(errors.EventNotFound):
        forms.list_forms(services, ANYONE, "training")
    assert forms.show_form(services, ORGANISER, "training", "impressions").version == 1


def test_a_missing_version_is_unknown(services: Services) -> None:
    entry = services.catalogue.entry(EVENT, "impressions")
    with pytest.raises(errors.VersionUnknown):
        services.catalogue.form(entry.event, replace(entry.record, version=2), 2)


def test_the_catalogue_keeps_the_last_entries_for_ten_seconds(
    services: Services, clock: Clock
) -> None:
    entry = services.catalogue.entry(EVENT, "impressions")
    assert services.catalogue.entry(EVENT, "impressions") is entry
    clock.forward(seconds=-1)
    assert services.catalogue.entry(EVENT, "impressions") is not entry
    entries = services.catalogue._entries
    for number in range(300):
        entries.put((EVENT, str(number)), entry)
    assert entries.get((EVENT, "impressions")) is None
    assert entries.get((EVENT, "299")) is entry
    assert len(entries._values) == 256
