"""The choice of a response's language, and refusals in that language."""

import pytest

from chalicelib import errors
from chalicelib.web import i18n


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "kk"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"),
        ("en-GB", "en"),
        ("de, en;q=0.5, ru;q=0.7", "ru"),
        ("RU", "ru"),
        ("de", "kk"),
        ("*", "kk"),
        ("en;q=0.3, *;q=0.1", "en"),
        ("ru;q=0", "kk"),
        ("ru;q=nan, en;q=0.1", "en"),
        ("ru;q=much, en;q=0.1", "en"),
        ("ru;q=9, en;q=0.1", "en"),
        ("en ; q=0.2 , ru ; q=0.4", "ru"),
        (";;;,,,=q", "kk"),
        ("ru;q=0.5, kk;q=0.5", "ru"),
    ],
)
def test_the_language_is_the_first_supported_one_that_the_browser_prefers(
    accepted: str, language: str
) -> None:
    assert i18n.choose_language({}, {}, accepted) == language


def test_the_address_decides_before_the_cookie_and_the_cookie_before_the_browser() -> None:
    cookie = {"__Host-pikir_language": "ru"}

    assert i18n.choose_language({"lang": ("kk",)}, cookie, "en") == "kk"
    assert i18n.choose_language({}, cookie, "en") == "ru"
    assert i18n.choose_language({}, {"pikir_language": "ru"}, "en") == "ru"
    assert i18n.choose_language({}, {}, "en") == "en"


def test_an_unknown_language_is_passed_over() -> None:
    query = {"lang": ("de",)}

    assert i18n.choose_language(query, {"pikir_language": "xx"}, "ru") == "ru"


def test_the_values_in_a_refusal_are_in_the_reader_s_language() -> None:
    refusal = errors.CategoryFull(category={"kk": "Оқушы", "en": "Pupil"})

    assert "Pupil" in i18n.localize(refusal, "en")
    assert "Оқушы" in i18n.localize(refusal, "kk")


def test_a_value_in_a_message_is_never_read_as_a_format() -> None:
    refusal = errors.DuplicateKey(key="{0.__class__}")

    assert "{0.__class__}" in i18n.localize(refusal, "en")
