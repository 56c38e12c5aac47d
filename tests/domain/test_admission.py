from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.admission import LONGEST_HOLD, Gate, GateOwner, Hold

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
GATE = Gate(
    GateOwner.EVENT, 1, is_open=True, opens_at=NOON, closes_at=LATER, capacities={"pupil": 2}
)


@pytest.mark.parametrize(
    "change",
    [
        {"is_open": False},
        {"opens_at": NOON + timedelta(microseconds=1)},
        {"closes_at": LATER - timedelta(microseconds=1)},
        {"capacities": {"pupil": 1}},
        {"capacities": {}},
    ],
)
def test_a_gate_that_admits_fewer_is_narrower(change: dict[str, Any]) -> None:
    after = replace(GATE, revision=2, **change)
    assert after.narrows(GATE)
    assert not GATE.narrows(after)
    assert after.differs(GATE)


def test_a_first_limit_narrows_and_lifting_it_does_not() -> None:
    for unlimited in (replace(GATE, opens_at=None), replace(GATE, closes_at=None)):
        assert GATE.narrows(unlimited)
        assert not unlimited.narrows(GATE)


def test_nothing_is_narrower_than_a_closed_gate() -> None:
    closed = replace(GATE, is_open=False)
    assert not replace(closed, capacities={}).narrows(closed)
    assert not replace(closed, capacities={}).differs(closed)
    assert GATE.differs(closed)


def test_another_revision_alone_admits_the_same() -> None:
    assert not replace(GATE, revision=2).differs(GATE)
    assert not replace(GATE, revision=2).narrows(GATE)


def test_holds_are_ordered_as_their_texts_are() -> None:
    first, second = Hold(NOON, "f"), Hold(NOON + timedelta(microseconds=1), "a")
    assert first < second
    assert str(first) < str(second)
    assert Hold.parse(str(first)) == first


def test_a_hold_is_over_after_a_minute() -> None:
    hold = Hold(NOON, "f")
    assert not hold.is_over(NOON + LONGEST_HOLD)
    assert hold.is_over(NOON + LONGEST_HOLD + timedelta(microseconds=1))
