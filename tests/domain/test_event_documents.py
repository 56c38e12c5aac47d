import json
from datetime import UTC, datetime
from functools import partial

import pytest

from chalicelib import errors
from chalicelib.domain.event_documents import PROBLEMS, patch_event, read_event
from chalicelib.domain.events import Event, EventKind
from chalicelib.domain.events.programme import Material, MaterialFile
from chalicelib.errors import Problem
from tests.forms.definitions import codes

FILE = {"name": "a.pdf", "type": "application/pdf", "size": 1, "sha256": "0" * 64}
EVENT = Event(
    id="one",
    kind=EventKind.MEETING,
    title={"en": "One"},
    starts_at=datetime(2027, 1, 1, 9, tzinfo=UTC),
    ends_at=datetime(2027, 1, 1, 10, tzinfo=UTC),
)


def test_a_patch_that_changes_nothing_leaves_the_event_itself() -> None:
    assert patch_event(EVENT, json.dumps({"state": "draft"}).encode()) is EVENT


def test_a_change_is_the_next_revision() -> None:
    changed = patch_event(EVENT, json.dumps({"state": "open"}).encode())
    assert (changed.state, changed.revision) == ("open", EVENT.revision + 1)


@pytest.mark.parametrize(
    ("patch", "pointer", "code"),
    [
        (
            {"categories": [{"name": n, "label": {"en": "Pupil"}} for n in "ab"]},
            "/categories",
            "event.same_label",
        ),
        ({"incomplete_languages": ["ru", "kk", "en"]}, "/incomplete_languages", "event.too_long"),
        (
            {"languages": ["kk"], "incomplete_languages": ["ru"]},
            "/incomplete_languages",
            "event.not_its_language",
        ),
        ({"organiser": {"name": "A", "email": "a@b"}}, "/organiser/email", "event.bad_email"),
        ({"organiser": {"name": "A", "phone": "call"}}, "/organiser/phone", "event.bad_phone"),
        ({"materials": [{"title": "A"}]}, "/materials/0", "event.link_or_file"),
        ({"materials": [{"title": "A", "file": FILE}]}, "/materials/0/file", "event.unknown_file"),
        (
            {"materials": [{"title": "A", "url": "javascript:1"}]},
            "/materials/0/url",
            "event.bad_value",
        ),
    ],
)
def test_a_part_of_an_event_that_cannot_stand_is_located(
    patch: dict[str, object], pointer: str, code: str
) -> None:
    assert [(each.name, each.code) for each in refuse_patch(**patch)] == [(pointer, code)]


def test_a_document_keeps_and_drops_files_but_invents_none() -> None:
    material = Material(title={"en": "A"}, file=MaterialFile(**FILE))
    event = EVENT.model_copy(update={"materials": (material,)})
    renamed = {"materials": [{"title": {"en": "B"}, "file": FILE}]}
    assert patch_event(event, json.dumps(renamed).encode()).materials[0].title == {"en": "B"}
    assert patch_event(event, b'{"materials": []}').materials == ()
    document = event.model_dump(mode="json", exclude_none=True)
    with pytest.raises(errors.EventRefused) as refused:
        read_event(json.dumps(document).encode())
    assert codes(refused.value.problems) == [("/materials/0/file", "event.unknown_file")]


def refuse_patch(**patch: object) -> list[Problem]:
    with pytest.raises(errors.EventRefused) as refused:
        patch_event(EVENT, json.dumps(patch).encode())
    return list(refused.value.problems)


def test_a_new_event_is_read_at_revision_0() -> None:
    document = EVENT.model_dump(mode="json", exclude_none=True)
    assert read_event(json.dumps(document).encode()) == EVENT
    without = {key: value for key, value in document.items() if key != "revision"}
    assert read_event(json.dumps(without).encode()) == EVENT


def test_a_new_event_has_no_other_revision() -> None:
    document = {**EVENT.model_dump(mode="json", exclude_none=True), "revision": 1}
    with pytest.raises(errors.EventRefused) as refused:
        read_event(json.dumps(document).encode())
    assert list(refused.value.problems) == [
        Problem("/revision", "event.fixed", "This cannot be changed.")
    ]


@pytest.mark.parametrize("document", [b"[]", b"1", b'"text"', b"null"])
def test_an_event_is_a_json_object(document: bytes) -> None:
    for read in (read_event, partial(patch_event, EVENT)):
        with pytest.raises(errors.EventRefused) as refused:
            read(document)
        assert list(refused.value.problems) == [
            Problem("", "event.wrong_type", "This value is of the wrong kind.")
        ]


def test_the_id_of_an_event_cannot_be_changed() -> None:
    assert refuse_patch(id="two") == [Problem("/id", "event.fixed", "This cannot be changed.")]
    assert patch_event(EVENT, b'{"id": "one"}') is EVENT


def test_a_patch_made_for_another_revision_is_refused() -> None:
    assert patch_event(EVENT, b'{"revision": 0}') is EVENT
    with pytest.raises(errors.ChangedMeanwhile):
        patch_event(EVENT, b'{"revision": 1}')


def test_a_patch_takes_a_step_of_the_lifecycle_or_is_refused() -> None:
    with pytest.raises(errors.BadTransition):
        patch_event(EVENT, b'{"state": "closed"}')


def test_null_removes_what_may_be_missing() -> None:
    event = EVENT.model_copy(update={"venue": {"en": "Hall 2"}, "opens_at": EVENT.starts_at})
    changed = patch_event(event, b'{"venue": null}')
    assert (changed.venue, changed.opens_at) == (None, EVENT.starts_at)
    assert codes(refuse_patch(title=None)) == [("/title", "event.missing")]


@pytest.mark.parametrize(
    ("patch", "name", "code"),
    [
        ({"ends_at": "2027-01-01T09:00Z"}, "/ends_at", "event.ends_before_its_start"),
        ({"starts_at": 5}, "/starts_at", "event.bad_moment"),
        ({"time_zone": "Asia/Nowhere"}, "/time_zone", "event.unknown_time_zone"),
        ({"languages": []}, "/languages", "event.too_short"),
        ({"small_group_threshold": 1}, "/small_group_threshold", "event.too_small"),
        ({"small_group_threshold": 101}, "/small_group_threshold", "event.too_large"),
        ({"small_group_threshold": "5"}, "/small_group_threshold", "event.wrong_type"),
        ({"kind": "party"}, "/kind", "event.bad_value"),
        ({"title": {"en": ""}}, "/title/en", "event.bad_value"),
        ({"materials": [{"title": "A", "url": "x"}]}, "/materials/0/url", "event.bad_value"),
        ({"a~/b": 1}, "/a~0~1b", "event.unknown_key"),
        ({"k" * 100: 1}, f"/{'k' * 100}", "event.unknown_key"),
        ({"k" * 101: 1}, f"/{'k' * 100}", "event.unknown_key"),
    ],
)
def test_a_mistake_has_its_code_and_the_pointer_to_it(
    patch: dict[str, object], name: str, code: str
) -> None:
    assert refuse_patch(**patch) == [Problem(name, code, PROBLEMS[code])]


def test_every_mistake_is_reported_at_once() -> None:
    assert codes(refuse_patch(kind="party", languages=[], drafts=1)) == [
        ("/kind", "event.bad_value"),
        ("/languages", "event.too_short"),
        ("/drafts", "event.wrong_type"),
    ]


def test_the_announcement_is_not_written_by_a_document() -> None:
    with pytest.raises(errors.EventRefused) as refused:
        patch_event(EVENT, b'{"announced": null}')
    assert [(each.name, each.code) for each in refused.value.problems] == [
        ("/announced", "event.fixed")
    ]
