"""What an event's document is made of, but for its programme: series, organiser, categories, and simple types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from chalicelib.frozen import dataclass
from chalicelib.late_model import LateModel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Annotated

    from pydantic import Field

    from chalicelib.domain.events.event_types import (
        ContactEmail,
        ContactPhone,
        EventId,
        WebAddress,
    )
    from chalicelib.forms.text_types import Localized, Name
    from chalicelib.locales import Language

DEFAULT_TIME_ZONE: Final = "Asia/Almaty"


TYPES: Final = (
    "chalicelib.domain.events.event_types",
    "chalicelib.domain.moments",
    "chalicelib.forms.text_types",
)
"""The modules with what the fields of an event may hold."""


class StoredPart(LateModel):
    """A part of an event's document, which is read from storage as it was written (``stored``)."""

    _types = TYPES


class Series(StoredPart):
    """A campaign that several events belong to."""

    id: EventId
    title: Localized


class Organiser(StoredPart):
    """The body that holds the event and answers for its personal data, and how to reach it."""

    name: Localized
    email: ContactEmail | None = None
    phone: ContactPhone | None = None
    web: WebAddress | None = None


class Category(StoredPart):
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
