"""Changes of an event that its forms follow."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.actions import (
    audit,
    drafts,
    event_settings,
    events,
    forms,
    new_events,
    summaries,
)
from chalicelib.actions.new_events import NewEvent
from chalicelib.actions.services import Services
from chalicelib.domain.audit import AuditFilter
from chalicelib.domain.events import Event
from chalicelib.domain.events.copying import without_categories
from chalicelib.domain.events.starting_points import StartingPoint
from chalicelib.settings import Settings
from tests.actions.crashes import run_and_crash_before
from tests.actions.setting import ORGANISER, Clock, as_json, services_on
from tests.calls import watching


@pytest.fixture
def services(local_settings: Settings, clock: Clock) -> Services:
    return services_on(local_settings, clock)


@pytest.fixture
def event(services: Services) -> Event:
    document = {
        "title": {"kk": "Жиналыс"},
        "starts_at": "2027-06-11T10:00:00+05:00",
        "ends_at": "2027-06-11T13:00:00+05:00",
    }
    new = NewEvent(StartingPoint.ROUND_TABLE, ("kk", "ru"), document, "nonce")
    return new_events.start_event(services, ORGANISER, new)


def test_forms_that_keep_to_the_event_move_with_it_and_others_stay(
    services: Services, event: Event
) -> None:
    own = event.starts_at - timedelta(days=2)
    times = as_json({"closes_at": own.isoformat()})
    forms.set_form_times(services, ORGANISER, event.id, "registration", times)
    patch = {"starts_at": "2027-06-12T10:00:00+05:00", "ends_at": "2027-06-12T12:00:00+05:00"}
    for _ in range(2):  # again as once
        moved = event_settings.change_times(services, ORGANISER, event.id, patch)
        closed = {
            each.name: (each.opens_at, each.closes_at)
            for each in forms.list_forms(services, ORGANISER, event.id)
        }
        assert closed["registration"] == (None, own)
        assert closed["questions"] == (None, moved.ends_at)
        assert closed["impressions"] == (moved.ends_at, moved.ends_at + timedelta(days=14))


def test_the_programme_keeps_its_distance_to_the_beginning(
    services: Services, event: Event
) -> None:
    item = {"name": "first", "kind": "report", "starts_at": "2027-06-11T10:30:00+05:00"}
    programme = as_json({"programme": [item, {"name": "second", "kind": "break"}]})
    events.change_event(services, ORGANISER, event.id, programme)
    patch = {"starts_at": "2027-06-12T09:00:00+05:00", "ends_at": "2027-06-12T12:00:00+05:00"}
    for _ in range(2):  # again as once
        moved = event_settings.change_times(services, ORGANISER, event.id, patch)
        times = [each.starts_at for each in moved.programme]
        assert times == [moved.starts_at + timedelta(minutes=30), None]


def test_forms_offer_the_categories_as_they_were_changed(services: Services, event: Event) -> None:
    guest = {"name": "guest", "label": {"kk": "Қонақ", "ru": "Гость"}}
    event_settings.change_categories(services, ORGANISER, event.id, {"categories": [guest]})
    form = forms.show_form(services, ORGANISER, event.id, "registration")
    assert [each.name for each in form.definition.choices["categories"]] == ["guest"]
    versions = {
        each.name: (each.version, each.has_draft)
        for each in forms.list_forms(services, ORGANISER, event.id)
    }
    assert versions["registration"] == versions["impressions"] == (2, False)
    assert versions["questions"] == (1, False)  # it has no question about the category


def test_more_places_make_no_new_version(services: Services, event: Event) -> None:
    categories = [
        {**each.model_dump(mode="json", exclude_none=True), "capacity": 30}
        for each in event.categories
    ]
    event_settings.change_categories(services, ORGANISER, event.id, {"categories": categories})
    assert events.show_event(services, ORGANISER, event.id).categories[0].capacity == 30
    records = forms.list_forms(services, ORGANISER, event.id)
    assert {each.version for each in records} == {1}


def _relabel(event: Event, name: str, label: dict[str, str]) -> list[dict[str, object]]:
    """Return the event's categories, one of them with another label."""
    return [
        {
            **each.model_dump(mode="json", exclude_none=True),
            **({"label": label} if each.name == name else {}),
        }
        for each in event.categories
    ]


def _versions(services: Services, event: Event) -> dict[str, tuple[int, int, bool]]:
    """Return by form the number of versions, of corrections of the newest one, and whether it has a draft."""
    return {
        each.name: (each.version, each.wording(each.version), each.has_draft)
        for each in forms.list_forms(services, ORGANISER, event.id)
    }


def test_other_labels_of_the_categories_are_a_correction_of_the_forms_that_offer_them(
    services: Services, event: Event
) -> None:
    first, second = event.categories[:2]
    before = forms.show_form(services, ORGANISER, event.id, "impressions").definition
    question = next(row for row in before.questions if row.role == "category")
    draft = without_categories(before, event).model_dump(mode="json", exclude_none=True)
    title = {"kk": "Жаңа", "ru": "Новая"}
    drafts.save_form(
        services, ORGANISER, event.id, "impressions", as_json({**draft, "title": title})
    )
    label = {"kk": "Құрметті қонақ", "ru": "Почётный гость"}
    patch = {"categories": _relabel(event, first.name, label)}
    for _ in range(2):  # again as once
        event_settings.change_categories(services, ORGANISER, event.id, patch)
    assert _versions(services, event) == {
        "registration": (1, 1, False),
        "impressions": (1, 1, True),
        "questions": (1, 0, False),
        "proposals": (1, 0, False),
    }
    after = forms.show_form(services, ORGANISER, event.id, "impressions").definition
    labels = {each.name: each.label for each in after.choices["categories"]}
    assert (labels[first.name], labels[second.name]) == (label, second.label)
    assert after.title == before.title
    summary = summaries.read_summary(services, ORGANISER, event.id, "impressions")
    (shown,) = (each for each in summary.questions if each.name == question.name)
    assert {each.name: each.label for each in shown.choices or ()}[first.name] == label
    log = audit.read_audit(services, ORGANISER, AuditFilter(code="form.correct_wording")).entries
    assert {entry.form for entry in log} == {"registration", "impressions"}
    assert {entry.fields for entry in log} == {
        (f"categories::{first.name} label::kk", f"categories::{first.name} label::ru")
    }


def test_a_label_that_loses_a_language_or_comes_with_another_order_makes_a_new_version(
    services: Services, event: Event
) -> None:
    first = event.categories[0].name
    patch = _relabel(event, first, {"kk": "Құрметті қонақ"})
    event_settings.change_categories(services, ORGANISER, event.id, {"categories": patch})
    assert _versions(services, event)["registration"] == (2, 0, False)
    patch = _relabel(event, first, {"kk": "Қонақ", "ru": "Гость"})
    event_settings.change_categories(services, ORGANISER, event.id, {"categories": patch[::-1]})
    assert _versions(services, event)["registration"] == (3, 0, False)


@pytest.mark.parametrize(("name", "label"), [("guest-{}", "Қонақ"), ("guest", "Қонақ {}")])
def test_forms_follow_new_categories_although_the_process_crashes_before_any_call(
    services: Services, event: Event, clock: Clock, name: str, label: str
) -> None:
    """The event is saved first; so the same change again must finish with forms that offer the former ones."""
    for call in count():
        guest = {"name": name.format(call), "label": {"kk": label.format(call), "ru": "Гость"}}
        change = partial(
            event_settings.change_categories,
            *(services, ORGANISER, event.id, {"categories": [guest]}),
        )
        crashed, calls = run_and_crash_before(services, call, change)
        records = {each.name: each for each in forms.list_forms(services, ORGANISER, event.id)}
        assert not any(each.has_draft for each in records.values()), calls
        if crashed:
            clock.forward(seconds=1)  # a later hold takes the place of one that a crash left
            change()
        for each in ("registration", "impressions"):
            form = forms.show_form(services, ORGANISER, event.id, each)
            offered = form.definition.model_dump(mode="json")["choices"]["categories"]
            assert [(it["name"], it["label"]) for it in offered] == [tuple(guest.values())], calls
        assert services.former_categories.all(event.id) == []
        if not crashed:
            assert calls.count("TransactWriteItems") == 3  # the event, two forms
            return


def test_another_change_finishes_the_one_that_was_cut_short(
    services: Services, event: Event
) -> None:
    first = {"categories": [{"name": "guest", "label": {"kk": "Қонақ", "ru": "Гость"}}]}
    second = {"categories": [{"name": "judge", "label": {"kk": "Қазы", "ru": "Судья"}}]}
    offers = [(each.name, each.label) for each in event.categories]
    note = services.former_categories.note(event.id, event.revision, offers)
    events.change_event(services, ORGANISER, event.id, as_json(first), along=[note])
    event_settings.change_categories(services, ORGANISER, event.id, second)
    form = forms.show_form(services, ORGANISER, event.id, "registration")
    assert [each.name for each in form.definition.choices["categories"]] == ["judge"]


def test_a_form_with_categories_of_its_own_does_not_follow(
    services: Services, event: Event
) -> None:
    own = {"name": "x", "label": {"kk": "Өз санаты", "ru": "Своя"}}
    former = services.former_categories.note(event.id, 1, [("y", {"kk": "Y"})])
    services.table.transact([former])
    event_settings.change_categories(services, ORGANISER, event.id, {"categories": [own]})
    event_settings.change_categories(services, ORGANISER, event.id, {"categories": [own]})
    records = forms.list_forms(services, ORGANISER, event.id)
    assert {each.name: each.version for each in records}["registration"] == 2


def test_forms_follow_whoever_changed_the_times_first(services: Services, event: Event) -> None:
    mine = {"starts_at": "2027-06-12T10:00:00+05:00", "ends_at": "2027-06-12T12:00:00+05:00"}
    theirs = {"starts_at": "2027-06-13T10:00:00+05:00", "ends_at": "2027-06-13T12:00:00+05:00"}
    came: list[str] = []

    def come_first(operation: str, parameters: Mapping[str, Any]) -> None:
        if "event.change" in str(parameters) and not came:
            came.append(operation)
            event_settings.change_times(services, ORGANISER, event.id, theirs)

    with watching(services.table, come_first), pytest.raises(errors.ChangedMeanwhile):
        event_settings.change_times(services, ORGANISER, event.id, mine)
    stored = services.events.get(event.id)
    record = services.forms.record(event.id, "impressions")
    assert stored
    assert record
    assert stored.starts_at.isoformat() == theirs["starts_at"]
    after = stored.ends_at + timedelta(days=14)
    assert (record.opens_at, record.closes_at) == (stored.ends_at, after)
