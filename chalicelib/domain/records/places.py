"""Places: districts, villages and schools of the installation, each with its names in up to three languages."""

from collections.abc import Collection, Iterable
from typing import Annotated, Final, Self

from pydantic import StringConstraints, model_validator

from chalicelib import errors
from chalicelib.domain.event_documents import problem, read_object, validate
from chalicelib.domain.events.event_types import EventPart
from chalicelib.domain.moments import validation_error
from chalicelib.forms.text import in_language
from chalicelib.forms.text_types import Localized

MOST_PLACES: Final = 500


class Place(EventPart):
    """A place as a document names it: a school in a village of a district, or any part of that."""

    district: Localized | None = None
    village: Localized | None = None
    school: Localized | None = None

    @model_validator(mode="after")
    def _check_some_part(self) -> Self:
        if not (self.district or self.village or self.school):
            raise validation_error("record.empty_place")
        return self


class NamedPlace(EventPart):
    """A place of the list that organisers keep."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$")]
    place: Place


class PlaceList(EventPart):
    """The places of the installation, by their names in Kazakh."""

    places: tuple[NamedPlace, ...]

    @classmethod
    def of(cls, places: Iterable[NamedPlace]) -> Self:
        """Return the list of those places."""
        return cls(places=tuple(sorted(places, key=_sort_key)))


def _sort_key(named: NamedPlace) -> tuple[str, ...]:
    place = named.place
    parts = (place.district, place.village, place.school)
    return (*(in_language(part, "kk").casefold() for part in parts), named.id)


def read_place(document: bytes) -> Place:
    """Read a place.

    Raises:
        errors.Malformed: the document is not JSON.
        errors.RecordRefused: all that is wrong with it.
    """
    return validate(Place, read_object(document, errors.RecordRefused), errors.RecordRefused)


def refuse_overfull(stored: Collection[NamedPlace], place: NamedPlace) -> None:
    """Raise ``RecordRefused`` if the list has no room for another place."""
    others = [each for each in stored if each.id != place.id]
    if len(others) >= MOST_PLACES:
        raise errors.RecordRefused(problems=[problem("record.too_many", "")])
