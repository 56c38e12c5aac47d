"""An event's programme with its speakers, and what is handed out: links and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from chalicelib.domain.events.parts import StoredPart

if TYPE_CHECKING:
    from typing import Annotated

    from pydantic import Field, StringConstraints, WithJsonSchema

    from chalicelib.domain.events.event_types import WebAddress
    from chalicelib.domain.moments import Moment
    from chalicelib.forms.text_types import FileName, Localized, Name


class Speaker(StoredPart):
    """Somebody on the programme."""

    name: Localized
    position: Localized | None = None
    organisation: Localized | None = None


ItemKind = Literal["opening", "speech", "report", "discussion", "practice", "break", "closing"]


class ProgrammeItem(StoredPart):
    """One point of the programme; ``name`` is what ``rating_of:<name>`` refers to."""

    name: Name
    kind: ItemKind
    title: Localized | None = None
    starts_at: Moment | None = None
    speakers: Annotated[tuple[Speaker, ...], Field(max_length=20)] = ()


class MaterialFile(StoredPart):
    """An uploaded file; ``sha256`` is that of its content, ``size`` is in bytes. Pikir writes it."""

    name: FileName
    type: Annotated[str, StringConstraints(max_length=255)]
    size: Annotated[int, Field(ge=1)]
    sha256: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9a-f]{64}$"),
        WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
    ]


class Material(StoredPart):
    """Something to read or watch: a link, or else an uploaded file."""

    _checks = "chalicelib.domain.events.event_types:MaterialChecks"

    title: Localized
    url: WebAddress | None = None
    file: MaterialFile | None = None
