"""Files attached to a form: lists of choices, and the pictures and recordings of labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, WithJsonSchema

from chalicelib import errors
from chalicelib.domain.pictures import strip_metadata
from chalicelib.domain.uploads import is_phone_photo, matches_type
from chalicelib.errors import Problem
from chalicelib.forms.problems import PHOTO_FORMAT
from chalicelib.forms.text_types import Name
from chalicelib.locales import N_

MAX_FILES: Final = 100
"""How many files one form can have."""
LONGEST_NAME: Final = 200
"""In characters. A name is part of a key, which has room for 1,024 bytes."""
LISTS: Final[Mapping[str, str]] = {
    "csv": "text/csv",
    "xml": "application/xml",
    "geojson": "application/geo+json",
}
"""The media types of files of choices, by extension."""
TYPES: Final[Mapping[str, str]] = {
    **LISTS,
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
"""The media type of a file by its extension; the file is served with it, whatever the sender declared."""
PROBLEMS: Final[Mapping[str, str]] = {
    "file.bad_type": N_("Files of this kind cannot be attached. Possible are: {types}."),
    "file.photo_format": PHOTO_FORMAT,
    "file.not_that_type": N_("The file is not what its name says, or it is damaged."),
    "file.name_too_long": N_(
        "The file's name is too long: at most {limit} characters are possible."
    ),
    "file.too_many": N_("A form can have at most {limit} files."),
    "file.too_large": N_("The file is larger than {limit} MB."),
    "file.unknown_upload": N_("The uploaded file is not there any more. Please choose it again."),
    "file.too_many_materials": N_("An event has at most {limit} materials."),
}
"""The problems of a file: code and message."""

_FORM_NAME: Final = TypeAdapter(Name)


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file attached to a form; ``digest`` is the SHA-256 of its content, ``size`` is in bytes."""

    name: str
    content_type: str
    size: int
    digest: str

    @property
    def is_list(self) -> bool:
        """Whether it holds choices; any other file is shown or played by a label."""
        return self.content_type in LISTS.values()


class FormFileView(BaseModel):
    """A file attached to a form; `size` is in bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: str
    type: str
    size: int
    sha256: Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"})]

    @classmethod
    def of(cls, file: FormFile) -> Self:
        """Return the file as organisers see it."""
        return cls(name=file.name, type=file.content_type, size=file.size, sha256=file.digest)


class FormFileList(BaseModel):
    """The files attached to a form, by name."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    files: tuple[FormFileView, ...]


def identify_file(name: str, content: bytes) -> FormFile:
    """Return a file as it can be attached; its type follows from the name.

    Raises:
        errors.RequestRefused: a name that is too long, a type that no form needs, or the content is of another one.
    """
    if len(name) > LONGEST_NAME:
        raise refuse_file("file.name_too_long", limit=LONGEST_NAME)
    content_type = TYPES.get(name.rpartition(".")[2].lower())
    if content_type is None or "." not in name:
        raise refuse_file("file.bad_type", types=", ".join(ending.upper() for ending in TYPES))
    if content_type not in LISTS.values() and is_phone_photo(content[:4096]):
        raise refuse_file("file.photo_format")
    if not _is_of_type(content_type, content):
        raise refuse_file("file.not_that_type")
    return FormFile(name, content_type, len(content), sha256(content).hexdigest())


def prepare_file(name: str, content: bytes) -> tuple[FormFile, bytes]:
    """Return a file with its content as they are stored: pictures and films without their location.

    Raises:
        errors.RequestRefused: as ``identify_file`` does.
    """
    sent = identify_file(name, content)
    stripped = strip_metadata(sent.content_type, content)
    return (sent, content) if stripped == content else (identify_file(name, stripped), stripped)


def refuse_form_name(name: str) -> None:
    """Raise ``FormNotFound`` for a name that no form can have; a file may come before its form."""
    try:
        _FORM_NAME.validate_python(name)
    except ValidationError:
        raise errors.FormNotFound from None


def refuse_too_many(names: set[str]) -> None:
    """Raise ``RequestRefused`` if a form would have more than ``MAX_FILES`` files."""
    if len(names) > MAX_FILES:
        raise refuse_file("file.too_many", limit=MAX_FILES)


def _is_of_type(content_type: str, content: bytes) -> bool:
    if content_type in LISTS.values():
        return True  # a list is read as a whole, which tells every problem with its row
    if content_type == "image/svg+xml":
        return b"<svg" in content[:4096].lower()
    return matches_type(content_type, content[:4096])


def refuse_file(code: str, **parameters: object) -> errors.RequestRefused:
    """Make the refusal of a file with that problem."""
    return errors.RequestRefused(problems=[Problem("", code, PROBLEMS[code], parameters)])
