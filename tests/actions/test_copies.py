"""A copy of an event: a draft at another time, with its forms and files."""

from datetime import datetime

import pytest

from chalicelib import errors
from chalicelib.actions import copies, events, form_files, forms, materials
from chalicelib.actions.copies import EventCopy
from chalicelib.actions.services import Services
from chalicelib.settings import Settings
from tests.actions.crashes import run_and_crash_before
from tests.actions.photos import EVENT, PDF, PNG
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    Clock,
    as_json,
    change,
    event_document,
    open_event,
    publish,
    services_on,
)

COPY = EventCopy(
    "round-table-2",
    datetime.fromisoformat("2026-07-13T12:00:00+05:00"),
    datetime.fromisoformat("2026-07-13T14:00:00+05:00"),
)


@pytest.fixture
def services(files_settings: Settings) -> Services:
    services = services_on(files_settings, Clock())
    open_event(
        services,
        programme=[
            {"name": "opening", "kind": "opening", "starts_at": "2026-06-13T10:00:00+05:00"}
        ],
    )
    materials.upload_material(services, ORGANISER, EVENT, "plan.pdf", PDF)
    form_files.attach_file(services, ORGANISER, EVENT, "impressions", "map.png", PNG)
    publish(services, {**IMPRESSIONS, "title": {"kk": "Әсерлер 2", "en": "Impressions 2"}})
    opens = {"opens_at": "2026-06-13T13:00:00+05:00"}
    forms.set_form_times(services, ORGANISER, EVENT, "impressions", as_json(opens))
    return services


def test_a_copy_is_a_draft_whose_times_have_moved(services: Services) -> None:
    copy = copies.copy_event(services, ORGANISER, EVENT, COPY)
    assert (copy.id, copy.state, copy.announced, copy.revision) == (COPY.id, "draft", None, 0)
    assert (copy.starts_at, copy.ends_at) == (COPY.starts_at, COPY.ends_at)
    assert copy.programme[0].starts_at == COPY.starts_at
    assert services.events.get(COPY.id) == copy


def test_a_copy_has_the_newest_published_forms_and_the_files(services: Services) -> None:
    copies.copy_event(services, ORGANISER, EVENT, COPY)
    records = forms.list_forms(services, ORGANISER, COPY.id)
    assert [(each.name, each.version, each.title["kk"]) for each in records] == [
        ("impressions", 1, "Әсерлер 2"),
        ("registration", 1, "Тіркелу"),
    ]
    opens_at = records[0].opens_at
    assert opens_at
    assert opens_at.isoformat() == "2026-07-13T10:00:00+00:00"
    assert materials.show_material(services, ORGANISER, COPY.id, "plan.pdf").body == PDF
    files = services.form_files.of_version(COPY.id, "impressions", 1)
    assert services.form_files.content(COPY.id, "impressions", files["map.png"]) is not None


def test_a_copy_takes_its_own_categories_when_it_is_published_again(services: Services) -> None:
    copies.copy_event(services, ORGANISER, EVENT, COPY)
    guest = {"name": "guest", "label": {"kk": "Қонақ", "en": "Guest"}}
    change(services, COPY.id, categories=[guest])
    publish(services, {**IMPRESSIONS, "title": {"kk": "Әсерлер 3"}}, COPY.id)
    form = forms.show_form(services, ORGANISER, COPY.id, "impressions", 2)
    assert [each.name for each in form.definition.choices["categories"]] == ["guest"]


def test_after_a_crash_at_any_call_the_same_copy_again_makes_what_is_missing(
    services: Services,
) -> None:
    def copy(number: int) -> None:
        wanted = EventCopy(f"copy-{number}", COPY.starts_at, COPY.ends_at)
        copies.copy_event(services, ORGANISER, EVENT, wanted)

    for call in range(10, 60, 4):
        has_crashed, _ = run_and_crash_before(services, call, lambda: copy(call))  # noqa: B023 -- run at once
        copy(call)
        records = forms.list_forms(services, ORGANISER, f"copy-{call}")
        assert [(each.name, each.version) for each in records] == [
            ("impressions", 1),
            ("registration", 1),
        ]
        if not has_crashed:
            break


def test_an_id_of_another_event_and_an_end_before_the_start_are_refused(
    services: Services,
) -> None:
    with pytest.raises(errors.EventExists):
        copies.copy_event(
            services, ORGANISER, EVENT, EventCopy(EVENT, COPY.starts_at, COPY.ends_at)
        )
    with pytest.raises(errors.EventRefused):
        copies.copy_event(
            services, ORGANISER, EVENT, EventCopy("x-y-z", COPY.ends_at, COPY.starts_at)
        )
    assert services.events.get("x-y-z") is None
    assert events.list_events(services, ORGANISER).events[0].id == EVENT


def test_a_copy_that_stopped_halfway_is_finished_although_its_event_was_changed(
    services: Services,
) -> None:
    def copy() -> object:
        return copies.copy_event(services, ORGANISER, EVENT, COPY)

    for call in range(20):
        _, calls = run_and_crash_before(services, call, copy)
        if "TransactWriteItems" in calls:
            break
    assert forms.list_forms(services, ORGANISER, COPY.id) == []
    change(services, venue={"kk": "Басқа зал", "en": "Another hall"})
    change(services, COPY.id, title={"kk": "Көшірме", "ru": "Копия", "en": "Copy"})
    copies.copy_event(services, ORGANISER, EVENT, COPY)
    assert [each.version for each in forms.list_forms(services, ORGANISER, COPY.id)] == [1, 1]
    stored = services.events.get(COPY.id)
    assert stored
    assert (stored.title["kk"], stored.venue) == ("Көшірме", event_document()["venue"])


def test_another_event_with_that_id_is_not_taken_for_the_copy(services: Services) -> None:
    times = {"starts_at": COPY.starts_at.isoformat(), "ends_at": COPY.ends_at.isoformat()}
    document = event_document(id=COPY.id, state="draft", **times)
    events.create_event(services, ORGANISER, as_json(document))
    with pytest.raises(errors.EventExists):
        copies.copy_event(services, ORGANISER, EVENT, COPY)


def test_a_copy_has_the_links_among_the_materials(services: Services) -> None:
    event = services.events.get(EVENT)
    assert event
    link = {"title": {"kk": "Сайт"}, "url": "https://pikir.example/plan"}
    files = [each.model_dump(mode="json", exclude_none=True) for each in event.materials]
    change(services, materials=[link, *files])
    copy = copies.copy_event(services, ORGANISER, EVENT, COPY)
    assert [each.url for each in copy.materials] == ["https://pikir.example/plan", None]
    assert materials.show_material(services, ORGANISER, COPY.id, "plan.pdf").body == PDF
