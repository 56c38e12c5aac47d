"""The types of points in time in documents that are checked by pydantic, and the order of two of them."""

from collections.abc import Mapping
from datetime import datetime
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

from chalicelib.domain.timestamps import YEARS, is_rfc_3339, to_timestamp

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
    if not is_rfc_3339(value):
        raise validation_error("event.bad_moment")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise validation_error("event.bad_moment") from None


def _check_year(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise validation_error("event.bad_moment")
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
