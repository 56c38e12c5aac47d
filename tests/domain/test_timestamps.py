"""Points in time as people write them, and as they are stored."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.event_documents import PROBLEMS
from chalicelib.domain.moments import Moment
from chalicelib.domain.timestamps import from_timestamp, to_timestamp

MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
ALMATY = timezone(timedelta(hours=5))


@pytest.mark.parametrize(
    ("moment", "stored"),
    [
        (datetime(2026, 6, 13, 5, tzinfo=UTC), "2026-06-13T05:00:00.000000Z"),
        (datetime(2026, 6, 13, 5, 0, 1, 1, UTC), "2026-06-13T05:00:01.000001Z"),
        (datetime(2026, 6, 13, 2, 30, tzinfo=ALMATY), "2026-06-12T21:30:00.000000Z"),
    ],
)
def test_a_moment_is_stored_in_utc_to_the_microsecond(moment: datetime, stored: str) -> None:
    assert to_timestamp(moment) == stored
    assert from_timestamp(stored) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-06-13T10:00Z", datetime(2026, 6, 13, 10, tzinfo=UTC)),
        ("2026-06-13T10:00:30Z", datetime(2026, 6, 13, 10, 0, 30, tzinfo=UTC)),
        ("2026-06-13T10:00:30.5+05:00", datetime(2026, 6, 13, 10, 0, 30, 500_000, ALMATY)),
        ("1990-01-01T00:00Z", datetime(1990, 1, 1, tzinfo=UTC)),
        ("2200-12-31T23:59Z", datetime(2200, 12, 31, 23, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_rfc_3339_writes_it(text: str, moment: datetime) -> None:
    assert MOMENT.validate_python(text) == moment


def test_a_moment_that_was_read_before_stays() -> None:
    moment = datetime(2026, 6, 13, 10, tzinfo=UTC)
    assert MOMENT.validate_python(moment) is moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-13",
        "2026-06-13T10:00",
        "2026-06-13 10:00Z",
        "1781344800",
        "2026-13-01T10:00Z",
        "2026-06-31T10:00Z",
        "2026-06-13T10:00Z ",
        "1989-12-31T23:59Z",
        "2201-01-01T00:00Z",
    ],
)
def test_any_other_text_is_no_moment(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        MOMENT.validate_python(text)
    [error] = refused.value.errors()
    assert error["type"] == "event.bad_moment"
    assert error["type"] in PROBLEMS
