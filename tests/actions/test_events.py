import json
from typing import Any

import pytest
from typing_extensions import override

from chalicelib import errors
from chalicelib.actions import events
from chalicelib.actions.services import Services
from chalicelib.domain.event_pages import EventFilter
from chalicelib.domain.events import EventState
from chalicelib.domain.permissions import Actor
from chalicelib.settings import Settings
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.seats import SeatStore
from chalicelib.storage.table import Item
from tests.actions.setting import (
    IMPRESSIONS,
    ORGANISER,
    Clock,
    answers_of_a_pupil,
    as_json,
    change,
    event_document,
    nth_id,
    open_event,
    publish,
    register,
    services_on,
)

ANYONE = Actor()


@pytest.fixture
def services(local_settings: Settings) -> Services:
    return services_on(local_settings, Clock())


def create(services: Services, **changes: object) -> None:
    events.create_event(services, ORGANISER, as_json(event_document(**changes)))


def with_capacity(number: int | None) -> list[dict[str, Any]]:
    """Return the categories with another capacity for pupils; None for unlimited."""
    pupil, teacher = event_document()["categories"]
    limit = {} if number is None else {"capacity": number}
    return [{name: pupil[name] for name in pupil if name != "capacity"} | limit, teacher]


def seats(services: Services) -> list[int]:
    return sorted(services.seats.holders("round-table", "pupil"))


def copies_of(services: Services) -> list[Item]:
    """Return the copies of the registration form's admission item."""
    found = [
        services.table.get(keys.admission("round-table", "registration", copy))
        for copy in range(services.admission_copies)
    ]
    return [copy for copy in found if copy is not None]


def test_an_event_is_shown_as_it_was_created(services: Services) -> None:
    created = events.create_event(services, ORGANISER, as_json(event_document()))
    assert events.show_event(services, ANYONE, "round-table") == created
    assert created.revision == 0
    assert created.time_zone == "Asia/Almaty"


def test_an_id_is_used_once(services: Services) -> None:
    create(services)
    with pytest.raises(errors.EventExists):
        create(services, title={"en": "Another"})
    assert events.show_event(services, ANYONE, "round-table").title["en"] == "Round table"


def test_a_draft_is_shown_to_organisers_only(services: Services) -> None:
    create(services, state="draft")
    with pytest.raises(errors.EventNotFound):
        events.show_event(services, ANYONE, "round-table")
    assert events.show_event(services, ORGANISER, "round-table").state is EventState.DRAFT


@pytest.mark.parametrize("unknown", ["nothing", "", "#", "x" * 3000, "\ud800"])
def test_an_unknown_event_is_not_found(services: Services, unknown: str) -> None:
    with pytest.raises(errors.EventNotFound):
        events.show_event(services, ORGANISER, unknown)
    with pytest.raises(errors.EventNotFound):
        events.change_event(services, ORGANISER, unknown, b"{}")


def test_drafts_and_archived_events_are_listed_for_organisers_only(services: Services) -> None:
    create(services, id="first", starts_at="2026-06-12T10:00:00+05:00")
    create(services, id="second")
    create(services, id="sketch", state="draft")
    create(services, id="past")
    change(services, "past", state="closed")
    change(services, "past", state="archived")
    listed = events.list_events(services, ANYONE).events
    assert [line.id for line in listed] == ["second", "first"]
    assert listed[0].title["kk"] == "Дөңгелек үстел"
    assert {line.id for line in events.list_events(services, ORGANISER).events} == {
        "first",
        "second",
        "sketch",
        "past",
    }


def test_pages_of_events_hold_each_one_once(services: Services) -> None:
    for number in range(5):
        create(services, id=f"event-{number}", starts_at="2026-06-13T10:00:00+05:00")
    pages: list[list[str]] = []
    cursor = None
    while not pages or cursor:
        page = events.page_events(services, ORGANISER, EventFilter(), cursor=cursor, limit=2)
        pages.append([line.id for line in page.events])
        cursor = page.next
    assert pages == [["event-4", "event-3"], ["event-2", "event-1"], ["event-0"]]


def test_a_page_of_events_is_full_although_a_filter_hides_some(services: Services) -> None:
    for number in range(6):
        create(services, id=f"event-{number}", state="open" if number % 2 else "draft")
    shown = EventFilter(state=EventState.OPEN)
    page = events.page_events(services, ORGANISER, shown, cursor=None, limit=3)
    assert [line.id for line in page.events] == ["event-5", "event-3", "event-1"]
    assert page.next is None


@pytest.mark.parametrize("cursor", ["", "x", "2026-06-13~a", "~", "2026-06-13T05:00:00.000000Z"])
def test_a_cursor_that_no_page_gave_is_refused(services: Services, cursor: str) -> None:
    with pytest.raises(errors.BadParameter):
        events.page_events(services, ANYONE, EventFilter(), cursor=cursor, limit=3)


def test_a_patch_merges_removes_and_replaces(services: Services) -> None:
    create(services, aim={"kk": "Мақсат"}, opens_at="2026-06-01T00:00:00Z")
    changed = change(services, title={"ru": "Другой стол", "en": None}, aim=None, opens_at=None)
    assert changed.title == {"kk": "Дөңгелек үстел", "ru": "Другой стол"}
    assert changed.aim is None
    assert changed.opens_at is None
    assert changed.revision == 1
    assert events.show_event(services, ANYONE, "round-table") == changed


def test_a_patch_that_changes_nothing_leaves_the_revision(services: Services) -> None:
    create(services)
    assert change(services, title={"en": "Round table"}).revision == 0
    assert change(services).revision == 0


def test_a_patch_for_another_revision_is_refused(services: Services) -> None:
    create(services)
    assert change(services, revision=0, title={"en": "New"}).revision == 1
    with pytest.raises(errors.ChangedMeanwhile):
        change(services, revision=0, title={"en": "Newer"})


def test_a_concurrent_change_of_an_event_is_not_overwritten(services: Services) -> None:
    create(services)
    event = services.events.get("round-table")
    assert event is not None
    change(services, title={"en": "New"})
    with pytest.raises(errors.ChangedMeanwhile):
        services.events.save(event.model_copy(update={"revision": 1}))


def test_a_state_changes_by_the_steps_of_the_lifecycle_only(services: Services) -> None:
    create(services, state="draft", incomplete_languages=["ru"])
    with pytest.raises(errors.BadTransition):
        change(services, state="closed")
    for state in ("open", "closed", "open", "closed", "archived", "closed"):
        assert change(services, state=state).state == state
    with pytest.raises(errors.BadTransition):
        change(services, state="draft")


def problems_of(services: Services, document: object) -> dict[str, str]:
    body = document if isinstance(document, bytes) else as_json(document)
    with pytest.raises(errors.EventRefused) as refusal:
        events.create_event(services, ORGANISER, body)
    return {problem.name: problem.code for problem in refusal.value.problems}


def test_every_problem_is_reported_with_its_json_pointer(services: Services) -> None:
    pupil = event_document()["categories"][0]
    faulty = event_document(
        id="A",
        kind="party",
        title={},
        starts_at="2026-06-13",
        ends_at=1765000000,
        time_zone="Asia/Nowhere",
        languages=["kk", "kk"],
        categories=[pupil, {**pupil, "capacity": "2", "minor": "yes"}],
        programme=[{"name": "opening", "kind": "song"}],
        materials=[{"title": {"kk": "\x00"}, "url": "javascript:alert(1)"}],
        small_group_threshold=1,
        state="closing",
        colour="blue",
    )
    assert problems_of(services, faulty) == {
        "/id": "event.bad_value",
        "/kind": "event.bad_value",
        "/title": "event.too_short",
        "/starts_at": "event.bad_moment",
        "/ends_at": "event.bad_moment",
        "/time_zone": "event.unknown_time_zone",
        "/languages": "event.repeated_name",
        "/categories/1/capacity": "event.wrong_type",
        "/categories/1/minor": "event.wrong_type",
        "/programme/0/kind": "event.bad_value",
        "/materials/0/title/kk": "event.bad_value",
        "/materials/0/url": "event.bad_value",
        "/small_group_threshold": "event.too_small",
        "/state": "event.bad_value",
        "/colour": "event.unknown_key",
    }
    assert services.events.get("A") is None


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
        *(
            ({"time_zone": name}, {"/time_zone": "event.unknown_time_zone"})
            for name in (
                "../../etc/passwd",
                "/usr/share/zoneinfo/Asia/Almaty",
                "localtime",
                "posixrules",
                "posix/Asia/Almaty",
                "right/Asia/Almaty",
                "Factory",
                "asia/almaty",
                "Asia",
                "",
            )
        ),
        ({"state": "archived"}, {"/state": "event.bad_value"}),
        ({"revision": 3}, {"/revision": "event.fixed"}),
        ({"title": 5}, {"/title": "event.wrong_type"}),
        ({"title": {"de": "Runder Tisch"}}, {"/title/de": "event.bad_value"}),
        ({"a/b~c": 1}, {"/a~1b~0c": "event.unknown_key"}),
    ],
)
def test_a_problem_is_reported_with_its_code(
    services: Services, changes: dict[str, Any], problems: dict[str, str]
) -> None:
    assert problems_of(services, event_document(**changes)) == problems


def test_a_document_must_be_an_object_in_strict_json(services: Services) -> None:
    assert problems_of(services, b"[]") == {"": "event.wrong_type"}
    with pytest.raises(errors.BrokenJson):
        events.create_event(services, ORGANISER, b'{"id": NaN}')
    with pytest.raises(errors.DuplicateKey):
        events.create_event(services, ORGANISER, b'{"id": "a", "id": "b"}')


def test_a_patch_cannot_give_another_id(services: Services) -> None:
    create(services)
    with pytest.raises(errors.EventRefused):
        change(services, id="other")
    assert change(services, id="round-table").revision == 0


def test_a_capacity_below_the_number_of_registrations_is_refused(services: Services) -> None:
    open_event(services)
    for number in (1, 2):
        register(services, answers_of_a_pupil(number))
    with pytest.raises(errors.CapacityBelowTaken) as refusal:
        change(services, categories=with_capacity(1))
    assert refusal.value.parameters == {"category": "Оқушы", "taken": 2, "name": "pupil"}
    with pytest.raises(errors.CapacityBelowTaken):
        change(services, categories=event_document()["categories"][1:])
    stored = services.events.get("round-table")
    assert stored is not None
    assert stored.revision == 0
    copies = copies_of(services)
    assert len(copies) == services.admission_copies
    for copy in copies:
        assert copy["capacities"]["M"]["pupil"] == {"N": "2"}
        assert "event_held_by" not in copy


def test_a_lower_capacity_moves_seats_and_loses_none(services: Services) -> None:
    open_event(services, categories=with_capacity(100))
    for number in range(1, 6):
        register(services, answers_of_a_pupil(number), nth_id(number))
    change(services, categories=with_capacity(6))
    holders = services.seats.holders("round-table", "pupil")
    assert len(holders) == 5
    assert max(holders) <= 6
    for seat, holder in holders.items():
        item = services.table.get(holder)
        assert item is not None
        assert item["seat"] == {"N": str(seat)}
    assert register(services, answers_of_a_pupil(6)).created
    with pytest.raises(errors.CategoryFull):
        register(services, answers_of_a_pupil(7))


def test_a_capacity_set_later_counts_earlier_registrations(services: Services) -> None:
    open_event(services, categories=with_capacity(None))
    for number in (1, 2):
        register(services, answers_of_a_pupil(number))
    with pytest.raises(errors.CapacityBelowTaken):
        change(services, categories=with_capacity(1))
    change(services, categories=with_capacity(3))
    assert len(seats(services)) == 2
    assert max(seats(services)) <= 3
    assert register(services, answers_of_a_pupil(3)).created
    assert seats(services) == [1, 2, 3]
    change(services, categories=with_capacity(None))
    assert register(services, answers_of_a_pupil(4)).created


class Crowded(SeatStore):
    """Seats of which one more is taken at each count, and none can be moved."""

    counts = 0

    @override
    def holders(self, event: str, category: str) -> dict[int, Key]:
        self.counts += 1
        holder = Key("RESP#round-table#registration#0", "somebody")
        return dict.fromkeys(range(1, self.counts + 1), holder)


class Immovable(SeatStore):
    """Seats that cannot be moved, because another transaction always comes first."""

    @override
    def move(self, event: str, category: str, *, old: int, new: int, holder: Key) -> bool:
        return False


def test_a_registration_between_counting_and_holding_keeps_its_seat(
    services: Services,
) -> None:
    event = open_event(services)
    services.__dict__["seats"] = Crowded(services.table)
    with pytest.raises(errors.CapacityBelowTaken):
        change(services, categories=with_capacity(1))
    del services.__dict__["seats"]
    assert services.events.get("round-table") == event
    assert register(services, answers_of_a_pupil()).created


def test_a_capacity_is_kept_when_seats_cannot_be_moved(services: Services) -> None:
    open_event(services, categories=with_capacity(None))
    register(services, answers_of_a_pupil())
    services.__dict__["seats"] = Immovable(services.table)
    with pytest.raises(errors.ChangedMeanwhile):
        change(services, categories=with_capacity(2))


def test_a_seat_moves_with_its_registration_or_not_at_all(services: Services) -> None:
    open_event(services)
    register(services, answers_of_a_pupil(), nth_id(1))
    [(seat, holder)] = services.seats.holders("round-table", "pupil").items()
    free = 3 - seat
    assert not services.seats.move("round-table", "pupil", old=free, new=seat, holder=holder)
    assert services.seats.move("round-table", "pupil", old=seat, new=free, holder=holder)
    assert not services.seats.move("round-table", "pupil", old=seat, new=free, holder=holder)
    assert seats(services) == [free]


def test_a_large_event_is_stored_whole(services: Services) -> None:
    materials = [
        {"title": {"kk": f"Материал {n}"}, "url": f"https://pikir.example/{n}"} for n in range(100)
    ]
    create(services, materials=materials)
    stored_event = events.show_event(services, ANYONE, "round-table")
    assert json.loads(stored_event.model_dump_json())["materials"][99]["url"].endswith("/99")


def test_a_text_stored_too_long_stops_nothing_and_can_be_mended(services: Services) -> None:
    event = open_event(services)
    category = event.categories[0].model_copy(update={"label": {"kk": "\ufb2c" * 3000}})
    overlong = event.model_copy(
        update={
            "aim": {"kk": "\u05e9" * 9000},
            "title": {"kk": "\ufb2c" * 3000},
            "time_zone": "localtime",
            "categories": (category, *event.categories[1:]),
            "revision": event.revision + 1,
        }
    )
    services.events.save(overlong)
    assert events.show_event(services, ANYONE, event.id) == overlong
    assert [line.title for line in events.list_events(services, ANYONE).events] == [overlong.title]
    assert register(services, answers_of_a_pupil()).status == "confirmed"
    with pytest.raises(errors.EventRefused) as refused:
        change(services, kind="training")
    assert {each.name: each.code for each in refused.value.problems} == {
        "/aim/kk": "event.too_long",
        "/title/kk": "event.too_long",
        "/time_zone": "event.unknown_time_zone",
        "/categories/0/label/kk": "event.too_long",
    }
    mended = change(
        services,
        aim={"kk": "Ойласу"},
        title={"kk": "Үстел"},
        time_zone="Asia/Almaty",
        categories=event_document()["categories"],
    )
    assert events.show_event(services, ANYONE, event.id) == mended
    publish(services, IMPRESSIONS)
