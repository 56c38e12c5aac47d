"""A form as the API shows it, and the change of its times."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationInfo, field_validator

from chalicelib import errors
from chalicelib.domain.event_documents import merge_into, read_object
from chalicelib.domain.events import Event
from chalicelib.domain.events.event_types import EventId
from chalicelib.domain.forms import Availability, FormRecord, FormState, availability
from chalicelib.domain.moments import Moment, check_order
from chalicelib.forms.definition import Purpose
from chalicelib.forms.text_types import Name
from chalicelib.locales import Language


class FormView(BaseModel):
    """A form; `version` is the newest published one, `published` the times at which versions were.

    `state` is the form's own switch; `availability` says whether answers are taken now, the event considered.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    event: EventId
    name: Name
    purpose: Purpose
    title: Mapping[Language, str]
    state: FormState
    availability: Availability
    version: int
    has_draft: bool
    opens_at: AwareDatetime | None
    closes_at: AwareDatetime | None
    published: tuple[AwareDatetime, ...]

    @classmethod
    def of(cls, record: FormRecord, event: Event, now: datetime) -> Self:
        """Return the form as the API shows it at ``now``."""
        return cls(
            event=record.event,
            name=record.name,
            purpose=Purpose(record.purpose),
            title=record.title,
            state=record.state,
            availability=availability(event, record, now),
            version=record.version,
            has_draft=record.has_draft,
            opens_at=record.opens_at,
            closes_at=record.closes_at,
            published=record.published,
        )


class FormList(BaseModel):
    """An event's forms."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    forms: tuple[FormView, ...]


class FormTimes(BaseModel):
    """The times between which a form takes answers; None for no limit."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    opens_at: Moment | None = None
    closes_at: Moment | None = None

    @field_validator("closes_at")
    @classmethod
    def _check_order(cls, end: datetime | None, info: ValidationInfo) -> datetime | None:
        return check_order(end, info)


def patch_times(record: FormRecord, document: bytes) -> FormTimes:
    """Return the form's times changed by a merge patch; null lifts a limit.

    Raises:
        errors.Malformed: the patch is not JSON.
        errors.FormRefused: all that is wrong with it, by JSON pointers.
    """
    times = FormTimes(opens_at=record.opens_at, closes_at=record.closes_at)
    return merge_into(times, read_object(document, errors.FormRefused), errors.FormRefused)
