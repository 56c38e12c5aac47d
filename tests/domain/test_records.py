"""Entries of a record: what each section takes, and a record as it is composed of entries and the programme."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.domain.permissions import Actor
from chalicelib.domain.records import (
    LARGEST_RECORD,
    MOST_ENTRIES,
    UNDO_LIFETIME,
    RecordSection,
)
from chalicelib.domain.records.sections import CONTENTS, SINGLE, Handout, Talk
from chalicelib.domain.records.stored import (
    StoredEntry,
    StoredRecord,
    dump_content,
    load_content,
    read_content,
)
from tests.actions.setting import NOON, as_json, event_document

KK = {"kk": "Мәтін"}
AIGUL = Actor(kind="member", id="aigul@pikir.example", name="Айгүл")
FULL: dict[RecordSection, dict[str, Any]] = {
    RecordSection.ATTENDANCE: {
        "counts": [
            {"category": "pupil", "count": 0},
            {"label": KK, "count": 12},
            {"category": "teacher", "invited": 15},
        ],
        "invited": 60,
        "total": 41,
        "note": KK,
    },
    RecordSection.ORGANISATIONS: {
        "name": KK,
        "role": "co_organiser",
        "persons": [{"name": KK, "position": KK}],
    },
    RecordSection.TALKS: {
        "kind": "opening",
        "took_place": False,
        "title": KK,
        "speakers": [{"name": KK, "position": KK, "organisation": KK}, {"name": KK}],
        "gist": KK,
        "addressed_to": KK,
        "measures": KK,
    },
    RecordSection.DISCUSSIONS: {"question": KK, "views": KK},
    RecordSection.HANDOUTS: {
        "title": KK,
        "kind": "method_pack",
        "copies": 120,
        "recipients": KK,
    },
    RecordSection.CONSULTATIONS: {
        "kind": "guidance",
        "topic": KK,
        "recipients": KK,
        "count": 5,
    },
    RecordSection.MEDIA: {"name": KK, "link": "https://gazet.example/1"},
    RecordSection.ACTIONS: {
        "title": KK,
        "slogan": "Балалар – біздің болашағымыз!",
        "slogan_language": "kk",
        "schools": 21,
        "pupils": 1000,
    },
    RecordSection.PHOTOS: {
        "action": "a",
        "file": {"type": "image/png", "size": 9, "width": 3, "height": 2, "sha256": "0" * 64},
        "caption": KK,
        "has_consent": True,
    },
    RecordSection.OTHER_EVENTS: {
        "kind": "training",
        "title": KK,
        "day": "2026-06-01",
        "place": KK,
        "organiser": KK,
        "participants": [{"label": KK, "count": 30}, {"label": KK}],
        "themes": KK,
    },
    RecordSection.HELP: {
        "kind": "helpline",
        "topics": KK,
        "hours": KK,
        "phone": "+7 (7162) 25-00-00",
        "address": KK,
        "asked": 7,
    },
    RecordSection.NEXT_STEPS: {"what": KK, "responsible": KK, "due": "2026-09-01"},
    RecordSection.PAPER: {
        "letterhead": KK,
        "addressee": KK,
        "number": "04-12/157",
        "dated": "2026-06-15",
        "place": {"district": KK, "village": KK, "school": KK},
        "signatory": KK,
        "signatory_position": KK,
        "executor": KK,
        "executor_phone": "25-00-00",
    },
}
PROGRAMME = [
    {"name": "opening", "kind": "opening", "title": KK, "speakers": [{"name": KK}]},
    {"name": "tea", "kind": "break"},
    {"name": "report", "kind": "report"},
]
EVENT = Event.model_validate(event_document(programme=PROGRAMME))


@pytest.mark.parametrize("section", RecordSection)
def test_an_entry_is_stored_as_it_was_read(section: RecordSection) -> None:
    held = load_content(section, as_json(FULL[section]))
    stored = StoredEntry(
        section=section,
        id="a",
        content=held,
        revision=1,
        created_at=NOON,
        changed_by="a",
        changed_by_name="A",
        changed_at=NOON,
    )
    content = read_content(section, as_json(FULL[section]), stored)
    assert load_content(section, dump_content(content)) == content
    assert content.model_dump(mode="json", exclude_none=True) == FULL[section]
    assert set(FULL[section]) == set(CONTENTS[section].model_fields)


@pytest.mark.parametrize(
    ("section", "document", "problems"),
    [
        ("handouts", {}, [("/title", "event.missing")]),
        ("handouts", {"title": KK, "price": 3}, [("/price", "event.unknown_key")]),
        ("handouts", {"title": KK, "copies": -1}, [("/copies", "event.too_small")]),
        ("handouts", {"title": {}}, [("/title", "event.too_short")]),
        ("attendance", {"counts": [{"count": 3}]}, [("/counts/0", "record.category_or_label")]),
        ("attendance", {"counts": [{"label": KK}]}, [("/counts/0", "record.count_missing")]),
        ("actions", {"schools": 3}, [("", "record.title_or_slogan")]),
        ("actions", {"slogan": "Бірге!"}, [("", "record.slogan_language")]),
        ("next_steps", {"what": KK, "due": "soon"}, [("/due", "event.bad_day")]),
        ("next_steps", {"what": KK, "due": "0001-01-01"}, [("/due", "event.bad_day")]),
        ("help", {"kind": "helpline", "phone": "ring me"}, [("/phone", "event.bad_phone")]),
        ("paper", {"place": {}}, [("/place", "record.empty_place")]),
        ("media", {"name": KK, "link": "javascript:alert(1)"}, [("/link", "event.bad_value")]),
    ],
)
def test_an_entry_is_refused_with_all_that_is_wrong(
    section: str, document: object, problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(errors.RecordRefused) as refused:
        read_content(RecordSection(section), as_json(document))
    assert [(each.name, each.code) for each in refused.value.problems] == problems


def entry_of(section: str, id: str, minutes: int = 0, **content: object) -> StoredEntry:  # noqa: A002 -- its name everywhere
    of = RecordSection(section)
    at = NOON + timedelta(minutes=minutes)
    return StoredEntry(
        section=of,
        id=id,
        content=read_content(of, as_json(content)),
        revision=1,
        created_at=at,
        changed_by=AIGUL.id,
        changed_by_name=AIGUL.name,
        changed_at=at,
    )


def record_of(*entries: StoredEntry, **orders: list[str]) -> StoredRecord:
    return StoredRecord(
        event=EVENT.id,
        entries={(each.section, each.id): each for each in entries},
        orders={RecordSection(section): ids for section, ids in orders.items()},
    )


def test_the_programme_stands_where_nobody_wrote() -> None:
    record = record_of(entry_of("talks", "report", kind="report", gist=KK)).compose(EVENT, NOON)
    opening, report = record.talks
    assert (opening.id, opening.origin, opening.revision) == ("opening", "programme", 0)
    assert opening.content == Talk(kind="opening", title=KK, speakers=EVENT.programme[0].speakers)
    assert opening.changed_by is None
    assert (report.id, report.origin, report.revision) == ("report", "typed", 1)
    assert report.content == Talk(kind="report", gist=KK)
    assert (report.changed_by_name, report.changed_at) == ("Айгүл", NOON)
    assert record.attendance is None
    assert record.handouts == ()


def test_entries_stand_in_the_order_of_the_section_and_new_ones_last() -> None:
    entries = [
        entry_of("talks", "added", kind="speech"),
        entry_of("handouts", "late", 2, title=KK),
        entry_of("handouts", "early", 1, title=KK),
        entry_of("handouts", "first", 3, title=KK),
    ]
    record = record_of(*entries, handouts=["first"], talks=["added", "report"])
    composed = record.compose(EVENT, NOON)
    assert [each.id for each in composed.handouts] == ["first", "early", "late"]
    assert [each.id for each in composed.talks] == ["added", "report", "opening"]


def test_a_removed_entry_can_be_taken_back_for_a_day() -> None:
    talk = entry_of("talks", "opening", kind="opening", gist=KK).follow(
        AIGUL, NOON, is_removed=True
    )
    leaflet = entry_of("handouts", "leaflet", title=KK).follow(
        AIGUL, NOON + timedelta(minutes=1), is_removed=True
    )
    record = record_of(talk, leaflet)
    composed = record.compose(EVENT, NOON)
    assert composed.handouts == ()
    assert [each.id for each in composed.removed] == ["leaflet", "opening"]
    opening = composed.talks[0]
    assert (opening.origin, opening.revision, opening.content.gist) == ("programme", 2, None)
    assert record.compose(EVENT, NOON + UNDO_LIFETIME + timedelta(minutes=1)).removed == ()


def test_a_record_has_room_for_so_much() -> None:
    longest = dict.fromkeys(("kk", "ru", "en"), "ж" * 5000)
    large = {"question": longest, "views": longest}
    number = LARGEST_RECORD // len(dump_content(entry_of("discussions", "a", 0, **large).content))
    entries = [entry_of("discussions", f"n{at}", 0, **large) for at in range(number)]
    record_of(*entries).refuse_overfull(entry_of("handouts", "a", title=KK))
    with pytest.raises(errors.RecordRefused):
        record_of(*entries, entry_of("discussions", "more", 0, **large)).refuse_overfull(
            entry_of("handouts", "a", title=KK)
        )
    many = [entry_of("handouts", f"n{at}", title=KK) for at in range(MOST_ENTRIES)]
    full = record_of(*many)
    full.refuse_overfull(many[0])
    full.refuse_overfull(entry_of("media", "a", name=KK))
    with pytest.raises(errors.RecordRefused):
        full.refuse_overfull(entry_of("handouts", "another", title=KK))
    speakers = [{"name": longest}] * 20
    with pytest.raises(errors.RecordRefused):
        record_of().refuse_overfull(entry_of("talks", "a", kind="report", speakers=speakers))


def test_each_section_has_its_model() -> None:
    assert list(CONTENTS) == list(RecordSection)
    assert len(set(CONTENTS.values())) == len(CONTENTS)
    assert {RecordSection.ATTENDANCE, RecordSection.PAPER} == SINGLE
    assert CONTENTS[RecordSection.HANDOUTS] is Handout
