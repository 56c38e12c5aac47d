"""Uploaded materials of an event: which files are taken, and whether each is what its name says.

Whoever opens a material saves it: it is never shown by a page of Pikir's, so that a file can do nothing there.
"""

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from chalicelib import errors
from chalicelib.domain.events import Event
from chalicelib.domain.events.programme import Material, MaterialFile
from chalicelib.domain.form_files import refuse_file
from chalicelib.domain.pictures import strip_metadata
from chalicelib.domain.uploads import clean_name, is_phone_photo, matches_type
from chalicelib.forms.text import Localized

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

_MAIN_PARTS: Final[Mapping[str, str]] = {
    TYPES["docx"]: "word/document.xml",
    TYPES["pptx"]: "ppt/presentation.xml",
}
"""The part without which an Office document is none (ECMA-376, part 1, 11 and 13)."""
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MACROS: Final = "vbaproject.bin"


def prepare_material(name: str, content: bytes) -> tuple[MaterialFile, bytes]:
    """Return a file with its content as they are stored: pictures without their location.

    Raises:
        errors.RequestRefused: a type that is no material, or content of another type.
    """
    name = clean_name(name)
    _, dot, ending = name.rpartition(".")
    content_type = TYPES.get(ending.lower()) if dot else None
    if content_type is None:
        kinds = sorted({kind.upper() for kind in TYPES} - {"JPEG"})
        raise refuse_file("file.bad_type", types=", ".join(kinds))
    if content_type.startswith("image/") and is_phone_photo(content[:4096]):
        raise refuse_file("file.photo_format")
    if not _is_of_type(content_type, content):
        raise refuse_file("file.not_that_type")
    content = strip_metadata(content_type, content)
    digest = sha256(content).hexdigest()
    return MaterialFile(name=name, type=content_type, size=len(content), sha256=digest), content


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


def _is_of_type(content_type: str, content: bytes) -> bool:
    if content_type in _MAIN_PARTS:
        return _is_office_document(_MAIN_PARTS[content_type], content)
    return bool(content) and matches_type(content_type, content[:4096])


def _is_office_document(main_part: str, content: bytes) -> bool:
    """Return whether the archive has the parts of such a document and no macros; nothing is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = set(archive.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
        return False
    has_macros = any(part.lower().endswith(_MACROS) for part in parts)
    return {main_part, _CONTENT_TYPES} <= parts and not has_macros
