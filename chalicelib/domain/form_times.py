"""When a form takes answers, changed by a merge patch."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from chalicelib import errors
from chalicelib.domain.event_documents import merged, parsed, read_object
from chalicelib.domain.events import Moment, after_its_beginning
from chalicelib.domain.forms import FormRecord


class Times(BaseModel):
    """The moments between which a form takes answers; None for no limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens_at: Moment | None = None
    closes_at: Moment | None = None

    @field_validator("closes_at")
    @classmethod
    def _after_opening(cls, end: datetime | None, info: ValidationInfo) -> datetime | None:
        return after_its_beginning(end, info)


def read_times(patch: bytes, record: FormRecord) -> tuple[datetime | None, datetime | None]:
    """The form's times after the patch; null lifts a limit.

    Raises:
        errors.Malformed: it is not JSON.
        errors.FormRefused: all that is wrong with it, by JSON pointers.
    """
    now = Times(opens_at=record.opens_at, closes_at=record.closes_at)
    change = read_object(patch, errors.FormRefused)
    written = merged(now.model_dump(mode="json", exclude_none=True), change)
    times = parsed(Times, written, errors.FormRefused)
    return times.opens_at, times.closes_at
