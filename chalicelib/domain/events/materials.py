"""Uploaded materials of an event: which files are taken, and whether each is what its name says.

Whoever opens a material saves it: it is never shown by a page of Pikir's, so that a file can do nothing there.
"""

from collections.abc import Mapping
from hashlib import sha256
from io import SEEK_END, BytesIO
from typing import IO, Annotated, Final
from zipfile import BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, Field

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.domain.events.programme import Material, MaterialFile
from chalicelib.domain.form_files import refuse_file
from chalicelib.domain.pictures import strip_metadata
from chalicelib.domain.uploads import AcceptedFile, clean_name, is_phone_photo, matches_type
from chalicelib.forms.text_types import Localized

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
}
"""The media type of a material by its file's extension."""
MAX_MATERIALS: Final = 100
MAX_SIZE: Final = 50 * 1024 * 1024
"""In bytes, of a file that goes to the bucket by itself."""
_HEAD: Final = 4096
_PIECE: Final = 4 * 1024 * 1024

_MAIN_PARTS: Final[Mapping[str, str]] = {
    TYPES["docx"]: "word/document.xml",
    TYPES["pptx"]: "ppt/presentation.xml",
}
"""The part without which an Office document is none (ECMA-376, part 1, 11 and 13)."""
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MACROS: Final = "vbaproject.bin"
_END: Final = b"PK\x05\x06"
"""The record at the end of an archive; it holds the size of the directory (APPNOTE.TXT, 4.3.16)."""
_LARGEST_DIRECTORY: Final = 1024 * 1024
"""In bytes: some 10,000 parts. Presentations of a hundred slides have 1,000."""


class AnnouncedMaterial(BaseModel):
    """A file that is about to be uploaded as a material; `size` is in bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: Annotated[str, Field(max_length=1000)]
    size: Annotated[int, Field(strict=True)]


class MaterialTitle(BaseModel):
    """How an uploaded material is called; without a title as its file is, without the ending."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    title: Localized | None = None


def accept_material(announced: AnnouncedMaterial) -> AcceptedFile:
    """Return the file as it will be called, with the type of its ending.

    Raises:
        errors.RequestRefused: a type that is no material; an empty or too large file.
    """
    accepted = _accept_name(announced.name)
    if announced.size < 1:
        raise refuse_file("file.not_that_type")
    if announced.size > MAX_SIZE:
        raise refuse_file("file.too_large", limit=MAX_SIZE // 1024 // 1024)
    return accepted


def prepare_material(name: str, content: bytes) -> tuple[MaterialFile, bytes]:
    """Return a file with its content as they are stored: pictures without their location.

    Raises:
        errors.RequestRefused: a type that is no material, or content of another type.
    """
    accepted = _accept_name(name)
    check_material(accepted, BytesIO(content))
    content = strip_metadata(accepted.content_type, content)
    return describe_material(accepted, BytesIO(content)), content


def check_material(accepted: AcceptedFile, file: IO[bytes]) -> None:
    """Raise ``RequestRefused`` if the content is not what the name says; of a document, only its directory is read."""
    file.seek(0)
    head = file.read(_HEAD)
    if accepted.content_type.startswith("image/") and is_phone_photo(head):
        raise refuse_file("file.photo_format")
    if accepted.content_type in _MAIN_PARTS:
        is_of_type = _is_office_document(_MAIN_PARTS[accepted.content_type], file)
    else:
        is_of_type = bool(head) and matches_type(accepted.content_type, head)
    if not is_of_type:
        raise refuse_file("file.not_that_type")


def describe_material(accepted: AcceptedFile, file: IO[bytes]) -> MaterialFile:
    """Return what the event says of a file; it is read piece by piece."""
    digest, size = sha256(), 0
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    return MaterialFile(
        name=accepted.name, type=accepted.content_type, size=size, sha256=digest.hexdigest()
    )


def _accept_name(name: str) -> AcceptedFile:
    name = clean_name(name)
    _, dot, ending = name.rpartition(".")
    content_type = TYPES.get(ending.lower()) if dot else None
    if content_type is None:
        kinds = sorted({kind.upper() for kind in TYPES} - {"JPEG"})
        raise refuse_file("file.bad_type", types=", ".join(kinds))
    return AcceptedFile(name, content_type)


def with_material(event: Event, title: Localized, file: MaterialFile) -> Event:
    """Return the event with that file among its materials, in the place of one of the same name.

    A file that is replaced keeps its title. The event itself is returned if it has the file already.

    Raises:
        errors.RequestRefused: the event has as many materials as it can have.
    """
    if event.file(file.name) == file:
        return event
    materials = tuple(
        each.model_copy(update={"file": file})
        if each.file and each.file.name == file.name
        else each
        for each in event.materials
    )
    if event.file(file.name) is None:
        materials = (*materials, Material(title=title, file=file))
    if len(materials) > MAX_MATERIALS:
        raise refuse_file("file.too_many_materials", limit=MAX_MATERIALS)
    return _next(event, materials)


def without_material(event: Event, name: str) -> Event:
    """Return the event without the file of that name; raise ``FileNotFound`` if it has none."""
    if event.file(name) is None:
        raise errors.FileNotFound
    left = (each for each in event.materials if not (each.file and each.file.name == name))
    return _next(event, tuple(left))


def _next(event: Event, materials: tuple[Material, ...]) -> Event:
    return event.model_copy(update={"materials": materials, "revision": event.revision + 1})


def _is_office_document(main_part: str, file: IO[bytes]) -> bool:
    """Return whether the archive has the parts of such a document and no macros; nothing is unpacked."""
    if _directory_size(file) > _LARGEST_DIRECTORY:
        return False
    try:
        with ZipFile(file) as archive:
            parts = set(archive.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
        return False
    has_macros = any(part.lower().endswith(_MACROS) for part in parts)
    return {main_part, _CONTENT_TYPES} <= parts and not has_macros


def _directory_size(file: IO[bytes]) -> int:
    """Return the size of an archive's directory as its end says, 0 where there is no end."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - 65_557))  # the end has 22 bytes, and a comment of at most 65,535
    tail = file.read()
    at = tail.rfind(_END)
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
