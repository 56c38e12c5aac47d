"""What an event's document is made of, but for its programme: series, organiser, categories, and simple types."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)

from chalicelib.domain.moments import validation_error
from chalicelib.forms.text import STORED
from chalicelib.forms.text_types import Localized, Name
from chalicelib.frozen import dataclass
from chalicelib.locales import Language

DEFAULT_TIME_ZONE: Final = "Asia/Almaty"


@cache
def _iana_zones() -> frozenset[str]:
    """Return the names of the IANA time zone database, without its placeholder ``Factory``.

    ``ZoneInfo`` opens more than these: a system's ``localtime`` or ``posixrules``, and what else lies there.
    """
    from importlib.resources import files

    return frozenset(files("tzdata").joinpath("zones").read_text().split()) - {"Factory"}


def _check_zone(name: str, info: ValidationInfo) -> str:
    if info.context is not STORED and name not in _iana_zones():
        raise validation_error("event.unknown_time_zone")
    return name


_EMAIL: Final = r"^[^\s@<>\"(),:;\\]{1,64}@([^\s@<>\"(),:;\\.]+\.)+[^\s@<>\"(),:;\\.]+$"
_PHONE: Final = r"^\+?[0-9(][0-9 ()-]{3,28}[0-9]$"


def _check_email(address: str) -> str:
    if not re.fullmatch(_EMAIL, address):
        raise validation_error("event.bad_email")
    return address


def _check_phone(number: str) -> str:
    if not re.fullmatch(_PHONE, number, re.ASCII):
        raise validation_error("event.bad_phone")
    return number


TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_check_zone)]
EventId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$")]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"<>]+$", max_length=2000)]
ContactEmail = Annotated[
    str,
    StringConstraints(max_length=254),
    AfterValidator(_check_email),
    WithJsonSchema({"type": "string", "maxLength": 254, "pattern": _EMAIL}),
]
ContactPhone = Annotated[
    str,
    StringConstraints(max_length=32),
    AfterValidator(_check_phone),
    WithJsonSchema({"type": "string", "maxLength": 32, "pattern": _PHONE}),
]
"""A telephone number as people write it: ``+7 (7162) 25-00-00``."""


@dataclass(frozen=True, slots=True)
class PageLabel:
    """Marks a text of an event that its pages show under this label, a message id."""

    message: str


class EventPart(BaseModel):
    """A part of an event. Its validator is built on first use, which is seldom outside an event."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, defer_build=True)


class Series(EventPart):
    """A campaign that several events belong to."""

    id: EventId
    title: Localized


class Organiser(EventPart):
    """The body that holds the event and answers for its personal data, and how to reach it."""

    name: Localized
    email: ContactEmail | None = None
    phone: ContactPhone | None = None
    web: WebAddress | None = None


class Category(EventPart):
    """A kind of participant; ``capacity`` is its number of seats, None for unlimited."""

    name: Name
    label: Localized
    capacity: Annotated[int, Field(ge=0, le=100_000)] | None = None
    minor: bool = False


@dataclass(frozen=True, slots=True)
class CategoryCapacity:
    """A category's seats: ``capacity`` in all, ``taken`` by now; both None for unlimited."""

    name: str
    label: Mapping[Language, str]
    capacity: int | None
    taken: int | None

    @property
    def left(self) -> int | None:
        """The number of free seats, never negative; None for unlimited."""
        return None if self.capacity is None else max(0, self.capacity - (self.taken or 0))

    @property
    def is_full(self) -> bool:
        """Whether no seat is free."""
        return self.left == 0


ReportAnnex = Literal["figures", "programme", "organisations"]
"""Tables of the figures, the programme and how it was carried out, or the organisations, after an event's report."""
