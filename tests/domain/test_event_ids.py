"""Ids of events, made from their titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from chalicelib.domain.events.event_ids import make_event_id
from chalicelib.domain.events.event_types import EventId
from chalicelib.spelling import transliterate

ID = TypeAdapter(EventId)


@pytest.mark.parametrize(
    ("title", "latin"),
    [
        ("Дөңгелек үстел: №3", "dongelek-ustel-no3"),
        ("Щедрый йод, съезд", "shchedryi-iod-sezd"),
        ("Қазақ әліпбиі һәм ғылым", "qazaq-alipbii-ham-gylym"),
        ("Café — 2027", "cafe-2027"),
        ("— Жиналыс —", "zhinalys"),
        ("🎈", ""),
    ],
)
def test_a_title_is_written_in_latin_letters(title: str, latin: str) -> None:
    assert transliterate(title) == latin


@given(st.text(max_size=200), st.text(max_size=5))
def test_every_title_makes_an_id(title: str, nonce: str) -> None:
    made = make_event_id(title, nonce)
    assert ID.validate_python(made) == made == make_event_id(title, nonce)
    assert made != make_event_id(title, nonce, "other")


def test_an_id_that_is_cut_between_words_ends_in_no_dash_of_its_own() -> None:
    assert "--" not in make_event_id(f"{'a' * 47} b", "nonce")
    assert make_event_id("🎈", "nonce").startswith("event-")
