"""An event's programme with its speakers, and what is handed out: links and files."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, WithJsonSchema, model_validator

from chalicelib.domain.events.parts import EventPart, WebAddress
from chalicelib.domain.moments import Moment, validation_error
from chalicelib.forms.text_types import FileName, Localized, Name


class Speaker(EventPart):
    """Somebody on the programme."""

    name: Localized
    position: Localized | None = None
    organisation: Localized | None = None


ItemKind = Literal["opening", "speech", "report", "discussion", "practice", "break", "closing"]


class ProgrammeItem(EventPart):
    """One point of the programme; ``name`` is what ``rating_of:<name>`` refers to."""

    name: Name
    kind: ItemKind
    title: Localized | None = None
    starts_at: Moment | None = None
    speakers: Annotated[tuple[Speaker, ...], Field(max_length=20)] = ()


class MaterialFile(EventPart):
    """An uploaded file; ``sha256`` is that of its content, ``size`` is in bytes. Pikir writes it."""

    name: FileName
    type: Annotated[str, StringConstraints(max_length=255)]
    size: Annotated[int, Field(ge=1)]
    sha256: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9a-f]{64}$"),
        WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
    ]


class Material(EventPart):
    """Something to read or watch: a link, or else an uploaded file."""

    title: Localized
    url: WebAddress | None = None
    file: MaterialFile | None = None

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        if (self.url is None) == (self.file is None):
            raise validation_error("event.link_or_file")
        return self
