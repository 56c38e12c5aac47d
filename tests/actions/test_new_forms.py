"""A new form: a template or a copy of another form becomes a draft."""

import json
from itertools import count

import pytest

from chalicelib import errors
from chalicelib.actions import copies, drafts, events, form_files, form_templates, forms, new_forms
from chalicelib.actions.new_forms import FormOrigin
from chalicelib.actions.services import Services
from chalicelib.domain.events.copying import without_categories
from chalicelib.forms.types import Widget
from chalicelib.settings import Settings
from tests.actions.crashes import run_and_crash_before
from tests.actions.photos import PNG
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    Clock,
    as_json,
    event_document,
    open_event,
    publish,
    services_on,
)
from tests.actions.test_copies import COPY

EVENT = "round-table"


@pytest.fixture
def services(files_settings: Settings) -> Services:
    services = services_on(files_settings, Clock())
    open_event(services)
    form_files.attach_file(services, ORGANISER, EVENT, "impressions", "map.png", PNG)
    publish(services, {**IMPRESSIONS, "title": {"kk": "Әсерлер 2", "en": "Impressions 2"}})
    copies.copy_event(services, ORGANISER, EVENT, COPY)
    return services


@pytest.mark.parametrize("name", form_templates.NAMES)
def test_each_template_becomes_a_draft_that_can_be_published(services: Services, name: str) -> None:
    free = new_forms.list_origins(services, ORGANISER, EVENT).free_name(name)
    saved = new_forms.start_form(services, ORGANISER, EVENT, FormOrigin(name), free)
    assert saved.record.name == free
    assert saved.record.has_draft
    assert forms.publish_form(services, ORGANISER, EVENT, free).record.version == 1


def test_each_template_fits_an_event_without_categories(services: Services) -> None:
    events.create_event(services, ORGANISER, as_json(event_document(id="open-day", categories=[])))
    for name in form_templates.NAMES:
        new_forms.start_form(services, ORGANISER, "open-day", FormOrigin(name), name)
        assert forms.publish_form(services, ORGANISER, "open-day", name).record.version == 1


def test_templates_are_listed_with_the_number_of_their_questions() -> None:
    listed = {each.name: each for each in form_templates.list_templates()}
    assert tuple(listed) == form_templates.NAMES
    questions = listed["questions"]
    rows = json.loads(form_templates.read_template("questions"))["questions"]
    assert questions.questions == len(rows) == 3
    assert Widget.TEXT in questions.widgets
    assert 60 <= listed["school_climate"].questions <= 120


def test_a_form_is_copied_from_another_event_with_its_files(services: Services) -> None:
    origin = FormOrigin.parse("round-table/impressions")
    saved = new_forms.start_form(services, ORGANISER, COPY.id, origin, "impressions-2")
    record, source = (
        saved.record,
        forms.show_form(services, ORGANISER, EVENT, "impressions", 2).definition,
    )
    event = services.events.get(EVENT)
    assert event is not None
    copied = without_categories(source, event).model_copy(update={"name": "impressions-2"})
    assert services.forms.draft(COPY.id, record.name) == copied
    assert set(services.form_files.all(COPY.id, record.name)) == {"map.png"}


def test_a_name_that_is_taken_gets_the_first_free_number(services: Services) -> None:
    origins = new_forms.list_origins(services, ORGANISER, EVENT)
    assert origins.free_name("impressions") == "impressions-2"
    assert origins.free_name("other") == "other"
    new_forms.start_form(services, ORGANISER, EVENT, FormOrigin("questions"), "impressions-2")
    later = new_forms.list_origins(services, ORGANISER, EVENT)
    assert later.free_name("impressions") == "impressions-3"
    long = "a" * 64
    assert (
        new_forms.FormOrigins(origins.event, frozenset({long}), origins.event, (), ()).free_name(
            long
        )
        == "a" * 62 + "-2"
    )


def test_the_same_page_sent_twice_makes_one_form(services: Services) -> None:
    first = new_forms.start_form(services, ORGANISER, EVENT, FormOrigin("questions"), "questions")
    again = new_forms.start_form(services, ORGANISER, EVENT, FormOrigin("questions"), "questions")
    assert again == first
    with pytest.raises(errors.FormRefused) as refused:
        new_forms.start_form(services, ORGANISER, EVENT, FormOrigin("proposals"), "questions")
    assert [each.code for each in refused.value.problems] == ["form.name_taken"]


@pytest.mark.parametrize(
    "origin", ["../secrets", "nothing", "round-table/nothing", "registration/..", ""]
)
def test_an_origin_that_does_not_exist_is_refused(services: Services, origin: str) -> None:
    with pytest.raises((errors.FormNotFound, errors.EventNotFound)):
        new_forms.start_form(services, ORGANISER, EVENT, FormOrigin.parse(origin), "new")
    assert services.forms.record(EVENT, "new") is None


def test_after_a_crash_at_any_call_the_same_form_again_is_whole(services: Services) -> None:
    origin = FormOrigin("impressions", EVENT)
    for call in count():
        name = f"copy-{call}"
        has_crashed, _ = run_and_crash_before(
            services,
            call,
            lambda: new_forms.start_form(services, ORGANISER, COPY.id, origin, name),  # noqa: B023 -- run at once
        )
        new_forms.start_form(services, ORGANISER, COPY.id, origin, name)
        assert drafts.show_draft(services, ORGANISER, COPY.id, name).answerable
        assert set(services.form_files.all(COPY.id, name)) == {"map.png"}
        if not has_crashed:
            break


def test_events_are_offered_by_the_words_of_their_titles(services: Services) -> None:
    def list_events_with(*words: str) -> list[str]:
        origins = new_forms.list_origins(services, ORGANISER, EVENT, words=words)
        return [line.id for line in origins.events]

    assert list_events_with() == [COPY.id]
    assert list_events_with("дөңгелек") == [COPY.id]
    assert list_events_with("тренинг") == []
    origins = new_forms.list_origins(services, ORGANISER, EVENT, of=COPY.id)
    assert (origins.event.id, origins.chosen.id) == (EVENT, COPY.id)
    assert [record.name for record in origins.forms] == ["registration", "impressions"]
