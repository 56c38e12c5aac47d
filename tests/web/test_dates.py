"""Dates, times and numbers as each language writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.events import Event
from chalicelib.locales import Language
from chalicelib.web import dates

ZONE = "Asia/Almaty"
AT = datetime(2026, 6, 13, 5, 0, tzinfo=UTC)


def plain(text: str) -> str:
    """Remove the spaces and joiners that only prevent line breaks."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2060", "")


def event(duration: timedelta, zone: str = ZONE) -> Event:
    return Event.model_validate(
        {
            "id": "round-table",
            "kind": "round_table",
            "title": "T",
            "starts_at": AT,
            "ends_at": AT + duration,
            "time_zone": zone,
        }
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("kk", "2026 жылғы 13 маусым, сенбі, 10:00–13:30"),
        ("ru", "суббота, 13 июня 2026 г., 10:00–13:30"),
        ("en", "Saturday, 13 June 2026, 10:00–13:30"),
    ],
)
def test_the_date_of_an_event_of_one_day_is_given_once(language: str, expected: str) -> None:
    assert plain(dates.when(event(timedelta(hours=3, minutes=30)), language)) == expected


def test_both_dates_of_an_event_of_several_days_are_given() -> None:
    assert plain(dates.when(event(timedelta(days=1)), "en")) == (
        "Saturday, 13 June 2026, 10:00 – Sunday, 14 June 2026, 10:00"
    )


def test_a_moment_is_given_in_the_event_s_time_zone() -> None:
    assert plain(dates.moment(AT, ZONE, "en")) == "13 June 2026, 10:00"
    assert plain(dates.moment(AT, ZONE, "kk")) == "2026 жылғы 13 маусым, 10:00"
    assert plain(dates.moment(AT, "UTC", "en")) == "13 June 2026, 05:00"


@pytest.mark.parametrize(
    ("zone", "language", "name"),
    [
        ("Asia/Almaty", "kk", "Қазақстан уақыты"),
        ("Asia/Aqtau", "ru", "время Казахстана"),
        ("Asia/Qyzylorda", "en", "Kazakhstan time"),
        ("Asia/Tashkent", "kk", "Ташкент уақыты"),
        ("Europe/London", "ru", "время: Лондон"),
        ("Europe/London", "en", "London time"),
    ],
)
def test_a_time_zone_is_named_after_kazakhstan_or_its_city(
    zone: str, language: Language, name: str
) -> None:
    assert dates.zone_name(event(timedelta(hours=1), zone), language) == name


def test_numbers_have_the_separators_of_the_language() -> None:
    assert plain(dates.number(1234.567, "kk")) == "1 234,57"
    assert dates.number(1234.567, "en", digits=1) == "1,234.6"
    assert dates.number(4, "kk") == "4"


def test_a_share_of_zero_is_empty() -> None:
    assert dates.share(1, 3, "en") == "33%"
    assert dates.share(0, 0, "en") == ""
