"""Points in time: as people write them (RFC 3339), and as they are stored.

Stored timestamps are in UTC, to the microsecond and of fixed width, so that they sort as text.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, LiteralString

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII
)
YEARS: Final = range(1990, 2201)
"""Years outside are typing mistakes, and some have no equivalent in UTC."""


def to_timestamp(moment: datetime) -> str:
    """Format an aware datetime as it is stored: ``2026-06-13T05:00:00.123456Z``."""
    written = moment.astimezone(UTC).isoformat(timespec="microseconds")  # strftime is slower
    return written.removesuffix("+00:00") + "Z"


def from_timestamp(text: str) -> datetime:
    """Parse a stored timestamp."""
    return datetime.fromisoformat(text)


Timestamp = Annotated[
    datetime,
    PlainSerializer(to_timestamp, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A model's field whose JSON is a stored timestamp."""


def _parse_rfc_3339(value: object) -> object:
    """Parse a text as RFC 3339 writes it; pydantic alone would also accept seconds since 1970."""
    if not isinstance(value, str):
        return value
    if not _RFC_3339.fullmatch(value):
        raise validation_error("event.bad_moment")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise validation_error("event.bad_moment") from None


def _check_year(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise validation_error("event.bad_moment")
    return moment


def parse_moment(text: str) -> datetime:
    """Parse a moment as RFC 3339 writes it; raise ``ValueError``."""
    if not _RFC_3339.fullmatch(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise ValueError(text)
    return moment


Moment = Annotated[AwareDatetime, BeforeValidator(_parse_rfc_3339), AfterValidator(_check_year)]
"""A point in time in a document that people write."""

_STARTS: Final[Mapping[str, tuple[str, LiteralString]]] = {
    "ends_at": ("starts_at", "event.ends_before_its_start"),
    "closes_at": ("opens_at", "event.closes_before_it_opens"),
}


def check_order(end: datetime | None, info: ValidationInfo) -> datetime | None:
    """Validate a field ``ends_at`` or ``closes_at``: it must lie after the field that starts it."""
    start_field, code = _STARTS[str(info.field_name)]
    start = info.data.get(start_field)
    if start and end and end <= start:
        raise validation_error(code)
    return end


def validation_error(code: LiteralString) -> PydanticCustomError:
    """Make the error that a validator raises; ``code`` is one of ``event_documents.PROBLEMS``."""
    return PydanticCustomError(code, "refused")
