"""A stored event is read as its model would read it; what was written under another version is checked again."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.domain.events import Event
from chalicelib.domain.events.stored import DOCUMENT_VERSION, load_event
from chalicelib.forms.text import STORED
from chalicelib.storage import events
from chalicelib.storage.table import compress

LANGUAGES = ("kk", "ru", "en")
TEXTS = st.dictionaries(
    st.sampled_from(LANGUAGES),
    st.text("aә ж-", min_size=1, max_size=5).map("x".__add__),
    min_size=1,
)
MOMENTS = st.builds(
    datetime,
    *(st.integers(2020, 2030), st.integers(1, 12), st.integers(1, 28), st.integers(0, 23)),
    tzinfo=st.sampled_from([UTC, timezone(timedelta(hours=5)), timezone(-timedelta(minutes=90))]),
).map(datetime.isoformat)
NAMES = st.text("abc", min_size=1, max_size=3)


def documents_of(
    required: dict[str, st.SearchStrategy[object]], **optional: st.SearchStrategy[object]
) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(required, optional=optional)


def lists_of(
    parts: st.SearchStrategy[dict[str, object]],
) -> st.SearchStrategy[list[dict[str, object]]]:
    return st.lists(parts, max_size=2, unique_by=lambda part: str(part["name"]))


FILES = documents_of(
    {
        "name": NAMES,
        "type": st.just("text/plain"),
        "size": st.integers(1, 9),
        "sha256": st.just("0" * 64),
    }
)
PLACES = documents_of(
    {"starts_at": MOMENTS, "ends_at": MOMENTS, "time_zone": st.just("Asia/Almaty")},
    venue=TEXTS,
    is_cancelled=st.booleans(),
)
DOCUMENTS = documents_of(
    {
        "id": st.just("round-table"),
        "kind": st.sampled_from(["round_table", "action"]),
        "title": TEXTS,
        "starts_at": st.just("2019-01-01T10:00:00+05:00"),
        "ends_at": MOMENTS,
    },
    aim=TEXTS,
    series=documents_of({"id": st.just("series"), "title": TEXTS}),
    venue=TEXTS,
    organiser=documents_of({"name": TEXTS}, email=st.just("a@b.kz"), phone=st.just("+7 7162 25")),
    languages=st.sampled_from([["kk"], ["ru", "kk"]]),
    categories=lists_of(
        documents_of(
            {"name": NAMES, "label": TEXTS}, capacity=st.integers(0, 9), minor=st.booleans()
        )
    ),
    programme=lists_of(
        documents_of(
            {"name": NAMES, "kind": st.just("speech")},
            title=TEXTS,
            starts_at=MOMENTS,
            speakers=st.lists(documents_of({"name": TEXTS}, position=TEXTS), max_size=2),
        )
    ),
    materials=st.lists(
        documents_of({"title": TEXTS, "url": st.just("https://a.kz")})
        | documents_of({"title": TEXTS, "file": FILES}),
        max_size=1,
    ),
    state=st.sampled_from(["draft", "open", "archived"]),
    cancellation_reason=TEXTS,
    announced=PLACES,
    closes_at=MOMENTS,
    drafts=st.booleans(),
    report_annexes=st.sampled_from([[], ["figures", "programme"]]),
    revision=st.integers(0, 9),
)
SMALL = {
    "id": "round-table",
    "kind": "training",
    "title": {"kk": "Атауы"},
    "starts_at": "2026-06-13T10:00:00+05:00",
    "ends_at": "2026-06-13T12:00:00+05:00",
}


@given(DOCUMENTS)
def test_a_trusted_event_equals_the_checked_one(document: dict[str, object]) -> None:
    written = Event.model_validate(document, context=STORED).model_dump_json(exclude_none=True)
    trusted = load_event(written.encode(), DOCUMENT_VERSION)
    checked = Event.model_validate_json(written, context=STORED)
    assert trusted == checked
    assert repr(trusted) == repr(checked)
    assert trusted.model_dump_json() == checked.model_dump_json()
    assert trusted.model_fields_set == checked.model_fields_set


@pytest.mark.parametrize(
    "change",
    [
        {"unheard_of": 1},
        {"title": None, "kind": "feast"},
        {"starts_at": "yesterday"},
        {"series": {"id": "series"}},
        {"categories": [{"name": "pupil"}]},
        {"materials": ["link"]},
        {"announced": []},
    ],
)
@pytest.mark.parametrize("version", [0, DOCUMENT_VERSION])
def test_a_document_of_no_version_is_refused(change: dict[str, object], version: int) -> None:
    with pytest.raises(ValidationError):
        load_event(json.dumps(SMALL | change).encode(), version)


@pytest.mark.parametrize("version", [0, DOCUMENT_VERSION - 1, DOCUMENT_VERSION + 1])
def test_only_the_version_of_today_is_trusted(version: int) -> None:
    document = json.dumps(SMALL | {"small_group_threshold": 1}).encode()
    with pytest.raises(ValidationError):
        load_event(document, version)


def test_an_item_without_a_version_is_checked() -> None:
    item = dict(events.to_item(Event.model_validate(SMALL)))
    assert events.from_item(item).id == "round-table"
    item["document"] = compress(json.dumps(SMALL | {"small_group_threshold": 1}).encode())
    assert events.from_item(item).small_group_threshold == 1  # as it was written, it says
    del item["document_version"]
    with pytest.raises(ValidationError):
        events.from_item(item)


def test_the_version_rises_with_the_model() -> None:
    """Raise ``DOCUMENT_VERSION`` with this digest, unless every stored document reads as before."""
    schema = json.dumps(Event.model_json_schema(), sort_keys=True)
    assert (DOCUMENT_VERSION, sha256(schema.encode()).hexdigest()[:16]) == (1, "76ba5c7561f8615a")
