"""The codes of short addresses: what is in them, and what somebody may type."""

from random import Random

import pytest

from chalicelib.domain.short_addresses import ALPHABET, LENGTH, event_mark, new_code, read_code


@pytest.mark.parametrize("alike", ["0o", "1li", "8b", "9gq", "5s", "2z"])
def test_of_characters_that_look_alike_codes_have_one_at_most(alike: str) -> None:
    assert len(set(ALPHABET) & set(alike)) <= 1


def test_codes_have_one_length_and_no_vowels() -> None:
    assert set(ALPHABET).isdisjoint("aeiouy")
    random = Random(1)  # noqa: S311 -- the same in every run
    codes = {new_code(random) for _ in range(1000)}
    assert len(codes) > 995
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("k7d4xp", "k7d4xp"),
        ("K7D4XP", "k7d4xp"),
        ("k7d4x", None),
        ("k7d4xpp", None),
        ("k7d4xo", None),
        ("K7D4X\u212a", "k7d4xk"),  # the sign of Kelvin is a K
        ("İİİİİİ", None),
        ("", None),
    ],
)
def test_a_typed_code_is_read_in_capitals_too(typed: str, code: str | None) -> None:
    assert read_code(typed) == code


def test_the_mark_of_an_event_follows_its_key_alone() -> None:
    assert event_mark(b"key") == event_mark(b"key") != event_mark(b"other key")
