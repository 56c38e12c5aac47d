"""Places: districts, villages and schools of the installation, each with its names in up to three languages."""

from typing import Self

from pydantic import model_validator

from chalicelib.domain.events.parts import EventPart
from chalicelib.domain.timestamps import validation_error
from chalicelib.forms.text import Localized


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
