import json
from typing import Any

import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import events
from chalicelib.actions.world import World
from chalicelib.domain.events import State
from chalicelib.domain.permissions import Actor
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.seats import Seats
from tests.actions.setting import (
    ORGANISER,
    Clock,
    answers_of_a_pupil,
    as_json,
    change,
    event_document,
    nth_id,
    open_event,
    register,
    world_on,
)

ANYONE = Actor()


@pytest.fixture
def world(moto_settings: Settings) -> World:
    return world_on(moto_settings, Clock())


def create(world: World, **changes: object) -> None:
    events.create_event(world, ORGANISER, as_json(event_document(**changes)))


def places(number: int | None) -> list[dict[str, Any]]:
    """The categories, the pupils' places changed; None for unlimited."""
    pupil, teacher = event_document()["categories"]
    limit = {} if number is None else {"places": number}
    return [{name: pupil[name] for name in pupil if name != "places"} | limit, teacher]


def seats(world: World) -> list[int]:
    return sorted(world.seats.taken("round-table", "pupil"))


def test_an_event_is_shown_as_it_was_created(world: World) -> None:
    created = events.create_event(world, ORGANISER, as_json(event_document()))
    assert events.show_event(world, ANYONE, "round-table") == created
    assert created.revision == 0
    assert created.time_zone == "Asia/Almaty"


def test_an_id_is_taken_once(world: World) -> None:
    create(world)
    with pytest.raises(errors.EventExists):
        create(world, title={"en": "Another"})
    assert events.show_event(world, ANYONE, "round-table").title["en"] == "Round table"


def test_a_draft_is_for_organisers(world: World) -> None:
    create(world, state="draft")
    with pytest.raises(errors.EventNotFound):
        events.show_event(world, ANYONE, "round-table")
    assert events.show_event(world, ORGANISER, "round-table").state is State.DRAFT


def test_nobody_else_creates_or_changes(world: World) -> None:
    with pytest.raises(errors.PageNotFound):
        events.create_event(world, ANYONE, as_json(event_document()))
    create(world)
    with pytest.raises(errors.PageNotFound):
        events.change_event(world, ANYONE, "round-table", b"{}")


@pytest.mark.parametrize("unknown", ["nothing", "", "#", "x" * 3000, "\ud800"])
def test_an_unknown_event_is_not_found(world: World, unknown: str) -> None:
    with pytest.raises(errors.EventNotFound):
        events.show_event(world, ORGANISER, unknown)
    with pytest.raises(errors.EventNotFound):
        events.change_event(world, ORGANISER, unknown, b"{}")


def test_everybody_lists_what_is_open_or_closed_and_organisers_list_all(world: World) -> None:
    create(world, id="first", starts_at="2026-06-12T10:00:00+05:00")
    create(world, id="second")
    create(world, id="sketch", state="draft")
    create(world, id="past")
    change(world, "past", state="closed")
    change(world, "past", state="archived")
    listed = events.list_events(world, ANYONE)
    assert [line.id for line in listed] == ["second", "first"]
    assert listed[0].title["kk"] == "Дөңгелек үстел"
    assert {line.id for line in events.list_events(world, ORGANISER)} == {
        "first",
        "second",
        "sketch",
        "past",
    }


def test_a_patch_merges_removes_and_replaces(world: World) -> None:
    create(world, aim={"kk": "Мақсат"}, opens_at="2026-06-01T00:00:00Z")
    changed = change(world, title={"ru": "Другой стол", "en": None}, aim=None, opens_at=None)
    assert changed.title == {"kk": "Дөңгелек үстел", "ru": "Другой стол"}
    assert changed.aim is None
    assert changed.opens_at is None
    assert changed.revision == 1
    assert events.show_event(world, ANYONE, "round-table") == changed


def test_a_patch_that_changes_nothing_leaves_the_revision(world: World) -> None:
    create(world)
    assert change(world, title={"en": "Round table"}).revision == 0
    assert change(world).revision == 0


def test_a_patch_for_another_revision_is_refused(world: World) -> None:
    create(world)
    assert change(world, revision=0, title={"en": "New"}).revision == 1
    with pytest.raises(errors.ChangedMeanwhile):
        change(world, revision=0, title={"en": "Newer"})


def test_what_somebody_else_saved_first_is_not_overwritten(world: World) -> None:
    create(world)
    event = world.events.get("round-table")
    assert event is not None
    change(world, title={"en": "New"})
    with pytest.raises(errors.ChangedMeanwhile):
        world.events.save(event.model_copy(update={"revision": 1}))


def test_the_lifecycle_has_its_steps(world: World) -> None:
    create(world, state="draft")
    with pytest.raises(errors.BadTransition):
        change(world, state="closed")
    for state in ("open", "closed", "open", "closed", "archived", "closed"):
        assert change(world, state=state).state == state
    with pytest.raises(errors.BadTransition):
        change(world, state="draft")


def refused(world: World, document: object) -> dict[str, str]:
    body = document if isinstance(document, bytes) else as_json(document)
    with pytest.raises(errors.EventRefused) as refusal:
        events.create_event(world, ORGANISER, body)
    return {problem.name: problem.code for problem in refusal.value.problems}


def test_every_mistake_is_named_at_its_place(world: World) -> None:
    pupil = event_document()["categories"][0]
    mistakes = event_document(
        id="A",
        kind="party",
        title={},
        starts_at="2026-06-13",
        ends_at=1765000000,
        time_zone="Asia/Nowhere",
        languages=["kk", "kk"],
        categories=[pupil, {**pupil, "places": "2", "minor": "yes"}],
        programme=[{"name": "opening", "kind": "song"}],
        materials=[{"title": {"kk": "\x00"}, "url": "javascript:alert(1)"}],
        small_group_threshold=1,
        state="closing",
        colour="blue",
    )
    assert refused(world, mistakes) == {
        "/id": "event.bad_value",
        "/kind": "event.bad_value",
        "/title": "event.too_short",
        "/starts_at": "event.bad_moment",
        "/ends_at": "event.bad_moment",
        "/time_zone": "event.unknown_time_zone",
        "/languages": "event.repeated_name",
        "/categories/1/places": "event.wrong_type",
        "/categories/1/minor": "event.wrong_type",
        "/programme/0/kind": "event.bad_value",
        "/materials/0/title/kk": "event.bad_value",
        "/materials/0/url": "event.bad_value",
        "/small_group_threshold": "event.too_small",
        "/state": "event.bad_value",
        "/colour": "event.unknown_key",
    }
    assert world.events.get("A") is None


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"ends_at": "2026-06-13T05:00:00Z"}, {"/ends_at": "event.ends_before_its_start"}),
        (
            {"opens_at": "2026-06-01T00:00:00Z", "closes_at": "2026-06-01T00:00:00Z"},
            {"/closes_at": "event.closes_before_it_opens"},
        ),
        ({"categories": [{"name": "a", "label": "a"}] * 2}, {"/categories": "event.repeated_name"}),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, {"/starts_at": "event.bad_moment"}),
        ({"starts_at": "2026-06-13T10:00:00"}, {"/starts_at": "event.bad_moment"}),
        ({"starts_at": "2026-06-31T10:00:00Z"}, {"/starts_at": "event.bad_moment"}),
        ({"time_zone": "../../etc/passwd"}, {"/time_zone": "event.unknown_time_zone"}),
        ({"state": "archived"}, {"/state": "event.bad_value"}),
        ({"revision": 3}, {"/revision": "event.fixed"}),
        ({"title": 5}, {"/title": "event.wrong_type"}),
        ({"title": {"de": "Runder Tisch"}}, {"/title/de": "event.bad_value"}),
        ({"a/b~c": 1}, {"/a~1b~0c": "event.unknown_key"}),
    ],
)
def test_a_mistake_is_named(
    world: World, changes: dict[str, Any], problems: dict[str, str]
) -> None:
    assert refused(world, event_document(**changes)) == problems


def test_a_document_is_an_object_in_strict_json(world: World) -> None:
    assert refused(world, b"[]") == {"": "event.wrong_type"}
    with pytest.raises(errors.BrokenJson):
        events.create_event(world, ORGANISER, b'{"id": NaN}')
    with pytest.raises(errors.DuplicateKey):
        events.create_event(world, ORGANISER, b'{"id": "a", "id": "b"}')


def test_a_patch_cannot_give_another_id(world: World) -> None:
    create(world)
    with pytest.raises(errors.EventRefused):
        change(world, id="other")
    assert change(world, id="round-table").revision == 0


def test_fewer_places_than_people_are_refused(world: World) -> None:
    open_event(world)
    for number in (1, 2):
        register(world, answers_of_a_pupil(number))
    with pytest.raises(errors.PlacesTaken) as refusal:
        change(world, categories=places(1))
    assert refusal.value.parameters == {"category": "Оқушы", "taken": 2}
    with pytest.raises(errors.PlacesTaken):
        change(world, categories=event_document()["categories"][1:])
    kept = world.events.get("round-table")
    assert kept is not None
    assert kept.revision == 0
    gate = world.table.get(keys.gate("round-table"))
    assert gate is not None
    assert gate["places"]["M"]["pupil"] == {"N": "2"}
    assert "held_at" not in gate


def test_nobody_loses_a_place_when_places_become_fewer(world: World) -> None:
    open_event(world, categories=places(100))
    for number in range(1, 6):
        register(world, answers_of_a_pupil(number), nth_id(number))
    change(world, categories=places(6))
    taken = world.seats.taken("round-table", "pupil")
    assert len(taken) == 5
    assert max(taken) <= 6
    for seat, holder in taken.items():
        item = world.table.get(holder)
        assert item is not None
        assert item["seat"] == {"N": str(seat)}
    assert register(world, answers_of_a_pupil(6)).created
    with pytest.raises(errors.CategoryFull):
        register(world, answers_of_a_pupil(7))


def test_a_limit_set_later_counts_those_who_came_before(world: World) -> None:
    open_event(world, categories=places(None))
    for number in (1, 2):
        register(world, answers_of_a_pupil(number))
    with pytest.raises(errors.PlacesTaken):
        change(world, categories=places(1))
    change(world, categories=places(3))
    assert len(seats(world)) == 2
    assert max(seats(world)) <= 3
    assert register(world, answers_of_a_pupil(3)).created
    assert seats(world) == [1, 2, 3]
    change(world, categories=places(None))
    assert register(world, answers_of_a_pupil(4)).created


def test_seats_held_by_somebody_who_died_are_free_again(world: World) -> None:
    clock = Clock()
    world = world_on(world.settings, clock)
    event = open_event(world)
    world.events.hold(event, ["pupil"], clock())
    with pytest.raises(errors.Unavailable):
        register(world, answers_of_a_pupil())
    assert seats(world) == []
    clock.forward(seconds=61)
    assert register(world, answers_of_a_pupil()).created


def test_a_hold_that_was_let_go_saves_nothing(world: World) -> None:
    clock = Clock()
    event = open_event(world)
    world.events.hold(event, ["pupil"], clock())
    world.events.let_go(event)
    with pytest.raises(errors.ChangedMeanwhile):
        world.events.save(event.model_copy(update={"revision": 1}), held=clock())
    with pytest.raises(errors.ChangedMeanwhile):
        world.events.hold(event.model_copy(update={"revision": 1}), ["pupil"], clock())


class Crowded(Seats):
    """Seats of which one more is taken each time one looks, and none can be moved."""

    looks = 0

    @override
    def taken(self, event: str, category: str) -> dict[int, Key]:
        self.looks += 1
        holder = Key("RESP#round-table#registration#0", "somebody")
        return dict.fromkeys(range(1, self.looks + 1), holder)


class Fixed(Seats):
    """Seats that cannot be moved: somebody is always quicker."""

    @override
    def move(self, event: str, category: str, *, old: int, new: int, holder: Key) -> bool:
        return False


def test_somebody_who_came_between_counting_and_holding_keeps_the_place(world: World) -> None:
    event = open_event(world)
    world.__dict__["seats"] = Crowded(world.table)
    with pytest.raises(errors.PlacesTaken):
        change(world, categories=places(1))
    del world.__dict__["seats"]
    assert world.events.get("round-table") == event
    assert register(world, answers_of_a_pupil()).created


def test_seats_that_cannot_be_moved_leave_the_places(world: World) -> None:
    open_event(world, categories=places(None))
    register(world, answers_of_a_pupil())
    world.__dict__["seats"] = Fixed(world.table)
    with pytest.raises(errors.ChangedMeanwhile):
        change(world, categories=places(2))


def test_what_was_saved_since_is_not_let_go(world: World) -> None:
    event = open_event(world)
    change(world, categories=places(1))
    world.events.let_go(event)
    gate = world.table.get(keys.gate("round-table"))
    assert gate is not None
    assert gate["places"]["M"]["pupil"] == {"N": "1"}


def test_a_seat_moves_with_its_registration_or_not_at_all(world: World) -> None:
    open_event(world)
    register(world, answers_of_a_pupil(), nth_id(1))
    [(seat, holder)] = world.seats.taken("round-table", "pupil").items()
    free = 3 - seat
    assert not world.seats.move("round-table", "pupil", old=free, new=seat, holder=holder)
    assert world.seats.move("round-table", "pupil", old=seat, new=free, holder=holder)
    assert not world.seats.move("round-table", "pupil", old=seat, new=free, holder=holder)
    assert seats(world) == [free]


def test_a_large_event_is_kept_whole(world: World) -> None:
    materials = [
        {"title": {"kk": f"Материал {n}"}, "url": f"https://pikir.example/{n}"} for n in range(100)
    ]
    create(world, materials=materials)
    shown = events.show_event(world, ANYONE, "round-table")
    assert json.loads(shown.model_dump_json())["materials"][99]["url"].endswith("/99")
