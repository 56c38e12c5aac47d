from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib import errors
from chalicelib.actions import forms
from chalicelib.actions.catalogue import Catalogue
from chalicelib.actions.world import World
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
    world_on,
)

ANYONE = Actor()
EVENT = "round-table"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(dynoxide_settings: Settings, clock: Clock) -> World:
    world = world_on(dynoxide_settings, clock)
    open_event(world)
    return world


def save(world: World, definition: dict[str, object], name: str | None = None) -> None:
    forms.save_form(world, ORGANISER, EVENT, name or str(definition["name"]), as_json(definition))


def problems(world: World, definition: dict[str, object], name: str) -> dict[str, str]:
    with pytest.raises(errors.FormRefused) as refused:
        save(world, definition, name)
    found = [problem for problem in refused.value.problems if problem.severity == "error"]
    return {problem.name: problem.code for problem in found}


def test_a_draft_is_seen_by_organisers_until_it_is_published(world: World) -> None:
    visit = {**IMPRESSIONS, "name": "visit"}
    save(world, visit)
    with pytest.raises(errors.FormNotFound):
        forms.show_form(world, ANYONE, EVENT, "visit")
    with pytest.raises(errors.NotPublished):
        forms.show_form(world, ORGANISER, EVENT, "visit")
    assert forms.show_draft(world, ORGANISER, EVENT, "visit").version == 1
    assert "visit" not in {head.name for head in forms.list_forms(world, ANYONE, EVENT)}
    head = forms.show_head(world, ORGANISER, EVENT, "visit")
    assert (head.state, head.version, head.has_draft) == (FormState.DRAFT, 0, True)
    forms.publish_form(world, ORGANISER, EVENT, "visit")
    assert forms.show_form(world, ANYONE, EVENT, "visit").version == 1
    with pytest.raises(errors.FormNotFound):
        forms.show_draft(world, ORGANISER, EVENT, "visit")
    assert [head.name for head in forms.list_forms(world, ANYONE, EVENT)] == [
        "impressions",
        "registration",
        "visit",
    ]


def test_a_published_version_never_changes(world: World, clock: Clock) -> None:
    first = forms.show_form(world, ANYONE, EVENT, "impressions")
    clock.forward(hours=1)
    save(world, {**IMPRESSIONS, "title": {"kk": "Жаңа"}})
    head = forms.show_head(world, ANYONE, EVENT, "impressions")
    assert (head.version, head.has_draft) == (1, True)
    assert forms.show_form(world, ANYONE, EVENT, "impressions").version == 1
    head = forms.publish_form(world, ORGANISER, EVENT, "impressions")
    assert head.published == (NOON, NOON.replace(hour=13))
    assert forms.show_form(world, ANYONE, EVENT, "impressions").definition.title == {"kk": "Жаңа"}
    world.__dict__["catalogue"] = Catalogue(world.forms, clock, lambda: world.form_files)
    again = forms.show_form(world, ANYONE, EVENT, "impressions", 1)
    assert (again.version, again.definition) == (1, first.definition)
    for unknown in (0, 3, -1):
        with pytest.raises(errors.VersionUnknown):
            forms.show_form(world, ANYONE, EVENT, "impressions", unknown)


def test_the_events_categories_are_written_into_a_version(world: World) -> None:
    def offered() -> list[str]:
        definition = forms.show_form(world, ANYONE, EVENT, "registration").definition
        return [choice.name for choice in definition.choices["categories"]]

    assert offered() == ["pupil", "teacher"]
    guest = {"name": "guest", "label": {"kk": "Қонақ"}}
    change(world, categories=[*event_document()["categories"], guest])
    assert offered() == ["pupil", "teacher"]
    publish(world, REGISTRATION)
    assert offered() == ["pupil", "teacher", "guest"]


def test_publishing_without_a_draft_changes_nothing(world: World) -> None:
    head = forms.show_head(world, ORGANISER, EVENT, "impressions")
    assert forms.publish_form(world, ORGANISER, EVENT, "impressions") == head


def test_a_closed_form_stays_closed_when_it_is_published_anew(world: World) -> None:
    forms.close_form(world, ORGANISER, EVENT, "impressions")
    publish(world, {**IMPRESSIONS, "title": {"kk": "Жаңа"}})
    head = forms.show_head(world, ANYONE, EVENT, "impressions")
    assert (head.version, head.state) == (2, FormState.CLOSED)


def test_closing_and_opening_say_the_same_when_repeated(world: World) -> None:
    closed = forms.close_form(world, ORGANISER, EVENT, "impressions")
    assert closed.state is FormState.CLOSED
    assert forms.close_form(world, ORGANISER, EVENT, "impressions") == closed
    opened = forms.reopen_form(world, ORGANISER, EVENT, "impressions")
    assert opened == replace(closed, state=FormState.OPEN, revision=closed.revision + 1)


def test_what_nobody_has_seen_is_neither_closed_nor_opened_nor_published(world: World) -> None:
    save(world, {**IMPRESSIONS, "name": "visit"})
    for act in (forms.close_form, forms.reopen_form):
        with pytest.raises(errors.NotPublished):
            act(world, ORGANISER, EVENT, "visit")
    for act in (forms.close_form, forms.reopen_form, forms.publish_form):
        with pytest.raises(errors.FormNotFound):
            act(world, ORGANISER, EVENT, "nothing")
        with pytest.raises(errors.EventNotFound):
            act(world, ORGANISER, "nothing", "impressions")
        with pytest.raises(errors.PageNotFound):
            act(world, ANYONE, EVENT, "impressions")


def test_times_are_changed_by_a_merge_patch(world: World) -> None:
    def patch(**times: object) -> tuple[datetime | None, datetime | None]:
        head = forms.set_form_times(world, ORGANISER, EVENT, "impressions", as_json(times))
        assert head == forms.show_head(world, ANYONE, EVENT, "impressions")
        return head.opens_at, head.closes_at

    first, last = datetime(2026, 6, 13, 5, tzinfo=UTC), datetime(2026, 6, 13, 8, tzinfo=UTC)
    assert patch(opens_at="2026-06-13T10:00:00+05:00") == (first, None)
    assert patch(closes_at="2026-06-13T13:00:00+05:00") == (first, last)
    assert patch(opens_at=None) == (None, last)
    before = forms.show_head(world, ANYONE, EVENT, "impressions").revision
    assert patch() == (None, last)
    assert forms.show_head(world, ANYONE, EVENT, "impressions").revision == before


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
def test_times_that_cannot_be_are_refused(
    world: World, patch: object, problem: tuple[str, str]
) -> None:
    with pytest.raises(errors.FormRefused) as refused:
        forms.set_form_times(world, ORGANISER, EVENT, "impressions", as_json(patch))
    assert [(each.name, each.code) for each in refused.value.problems] == [problem]


def test_a_definition_is_for_the_form_that_it_names(world: World) -> None:
    assert problems(world, IMPRESSIONS, "visit") == {"/name": "form.another_name"}
    assert problems(world, IMPRESSIONS, "x" * 3000) == {"/name": "form.another_name"}
    other = {**IMPRESSIONS, "purpose": "other"}
    assert problems(world, other, "impressions") == {"/purpose": "form.another_purpose"}


def test_a_definition_fits_its_event(world: World) -> None:
    unasked = {**REGISTRATION, "questions": REGISTRATION["questions"][1:]}
    assert problems(world, unasked, "registration") == {"/questions": "form.no_category_question"}


def test_a_draft_that_fits_no_more_is_not_published(world: World) -> None:
    rating = {"type": "integer", "name": "talk", "label": {"kk": "?"}, "role": "rating_of:talk"}
    change(world, programme=[{"name": "talk", "kind": "report"}])
    save(world, {**IMPRESSIONS, "questions": [rating]})
    change(world, programme=[])
    with pytest.raises(errors.FormRefused):
        forms.publish_form(world, ORGANISER, EVENT, "impressions")


def test_nobody_else_saves(world: World) -> None:
    with pytest.raises(errors.PageNotFound):
        forms.save_form(world, ANYONE, EVENT, "impressions", as_json(IMPRESSIONS))


def test_two_who_save_at_once_do_not_overwrite_each_other(world: World) -> None:
    head = world.forms.head(EVENT, "impressions")
    assert head is not None
    forms.close_form(world, ORGANISER, EVENT, "impressions")
    with pytest.raises(errors.ChangedMeanwhile):
        world.forms.save(head)


def test_a_form_of_a_draft_event_is_not_found(world: World) -> None:
    open_event(world, id="training", state="draft")
    with pytest.raises(errors.EventNotFound):
        forms.show_form(world, ANYONE, "training", "impressions")
    with pytest.raises(errors.EventNotFound):
        forms.list_forms(world, ANYONE, "training")
    assert forms.show_form(world, ORGANISER, "training", "impressions").version == 1


def test_a_version_that_is_not_there_is_unknown(world: World) -> None:
    entry = world.catalogue.entry(EVENT, "impressions")
    with pytest.raises(errors.VersionUnknown):
        world.catalogue.form(entry.event, replace(entry.head, version=2), 2)


def test_the_catalogue_keeps_what_was_asked_for_last(world: World, clock: Clock) -> None:
    entry = world.catalogue.entry(EVENT, "impressions")
    assert world.catalogue.entry(EVENT, "impressions") is entry
    clock.forward(seconds=-1)
    assert world.catalogue.entry(EVENT, "impressions") is not entry
    kept = world.catalogue._entries
    for number in range(300):
        kept.put((EVENT, str(number)), entry)
    assert kept.get((EVENT, "impressions")) is None
    assert kept.get((EVENT, "299")) is entry
    assert len(kept._kept) == 256
