"""Files attached to a form: lists of choices, and what labels show and play."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib import errors
from chalicelib.domain.uploads import is_what_it_says
from chalicelib.errors import Problem
from chalicelib.locales import N_

MAX_FILES: Final = 100
"""Attached to one form."""
LIST: Final = "text/csv"
TYPES: Final[Mapping[str, str]] = {
    "csv": LIST,
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
"""The type of a file by the ending of its name: it is served as that, whatever the sender says."""
PROBLEMS: Final[Mapping[str, str]] = {
    "file.bad_type": N_("Files of this kind cannot be attached. Possible are: {types}."),
    "file.not_that_type": N_("The file is not what its name says, or it is broken."),
    "file.too_many": N_("A form has at most {limit} files."),
}
"""What can be wrong with a file: code and message."""

_STARTS: Final[Mapping[str, tuple[bytes, ...]]] = {
    "audio/mpeg": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    "audio/ogg": (b"OggS",),
    "video/webm": (b"\x1a\x45\xdf\xa3",),
}
_MP4: Final = frozenset({"audio/mp4", "video/mp4"})


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file attached to a form; ``digest`` is the SHA-256 of its content, ``size`` is in bytes."""

    name: str
    content_type: str
    size: int
    digest: str

    @property
    def is_list(self) -> bool:
        """Whether it holds choices; else a label shows or plays it."""
        return self.content_type == LIST


def type_of(name: str, content: bytes) -> str:
    """The media type of a file by its name; raises ``RequestRefused`` unless it is one of that type."""
    content_type = TYPES.get(name.rpartition(".")[2].lower())
    if content_type is None or "." not in name:
        raise _refused("file.bad_type", types=", ".join(ending.upper() for ending in TYPES))
    if not _is(content_type, content):
        raise _refused("file.not_that_type")
    return content_type


def refuse_too_many(names: set[str]) -> None:
    """Raise ``RequestRefused`` where a form would have more files than it may."""
    if len(names) > MAX_FILES:
        raise _refused("file.too_many", limit=MAX_FILES)


def _is(content_type: str, content: bytes) -> bool:
    if content_type == LIST:
        return True  # read at once, with every problem at its row
    if content_type == "image/svg+xml":
        return b"<svg" in content[:4096].lower()
    if content_type == "audio/wav":
        return content[:4] == b"RIFF" and content[8:12] == b"WAVE"
    if content_type in _MP4:
        return content[4:8] == b"ftyp"
    if content_type in _STARTS:
        return content.startswith(_STARTS[content_type])
    return is_what_it_says(content_type, content[:4096])


def _refused(code: str, **parameters: object) -> errors.RequestRefused:
    return errors.RequestRefused(problems=[Problem("", code, PROBLEMS[code], parameters)])
