from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.access import Session, normalize_address

NOON = datetime(2026, 6, 13, 12, tzinfo=UTC)


def session(*, signed_in: float, seen: float) -> Session:
    return Session("a@example.org", NOON - timedelta(hours=signed_in), NOON - timedelta(hours=seen))


@pytest.mark.parametrize(
    ("signed_in", "seen", "holds"),
    [(0, 0, True), (11.99, 0, True), (12, 0, False), (5, 1.99, True), (5, 2, False)],
)
def test_a_session_ends_by_time(signed_in: float, seen: float, *, holds: bool) -> None:
    assert session(signed_in=signed_in, seen=seen).is_valid(NOON) is holds


def test_a_session_is_touched_now_and_then() -> None:
    assert not session(signed_in=1, seen=0.05).needs_touch(NOON)
    assert session(signed_in=1, seen=0.1).needs_touch(NOON)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (" Aigerim@Example.org ", "aigerim@example.org"),
        ("айгерім@мысал.қаз", "айгерім@мысал.қаз"),
        ("aigerim", None),
        ("a@b", None),
        ("a@b.kz, c@d.kz", None),
        ("a@b.kz\nBcc: c@d.kz", None),
        ("", None),
        ("a" * 400 + "@example.org", None),
    ],
)
def test_an_address_is_compared_in_one_spelling(text: str, stored: str | None) -> None:
    assert normalize_address(text) == stored


def test_a_session_is_touched_from_five_minutes_on() -> None:
    seen = Session("a@example.org", NOON, NOON)
    assert not seen.needs_touch(NOON + timedelta(minutes=5) - timedelta(microseconds=1))
    assert seen.needs_touch(NOON + timedelta(minutes=5))
