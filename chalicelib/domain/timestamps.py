"""Moments as they are kept: UTC, to the microsecond, of fixed width, so that text orders as time."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def stamp(moment: datetime) -> str:
    """``2026-06-13T05:00:00.123456Z``."""
    return moment.astimezone(UTC).strftime(_FORM).rjust(27, "0")


def moment(stamped: str) -> datetime:
    """The moment of a stamp."""
    return datetime.fromisoformat(stamped)


Timestamp = Annotated[
    datetime,
    PlainSerializer(stamp, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A field of a model whose JSON has the moment as ``stamp`` writes it."""
