"""The media types of files that are accepted as answers: the endings of their names, and how large they may be."""

from collections.abc import Mapping
from typing import Final

MAX_SIZE: Final = 10 * 1024 * 1024
"""In bytes, of one file that is no recording."""
MAX_RECORDING_SIZE: Final = 50 * 1024 * 1024
"""In bytes: a minute or two of a phone's film. A file with metadata is read whole when it is moved."""

_DOCUMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "text/plain": (".txt",),
    "text/csv": (".csv",),
}
_SOUNDS: Final[Mapping[str, tuple[str, ...]]] = {
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a", ".mp4"),
    "audio/aac": (".aac",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/wav": (".wav",),
    "audio/amr": (".amr",),
    "audio/3gpp": (".3gp", ".3gpp"),
    "audio/webm": (".webm", ".weba"),
}
_FILMS: Final[Mapping[str, tuple[str, ...]]] = {
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov", ".qt"),
    "video/3gpp": (".3gp", ".3gpp"),
    "video/webm": (".webm",),
}
EXTENSIONS: Final[Mapping[str, tuple[str, ...]]] = {**_DOCUMENTS, **_SOUNDS, **_FILMS}
"""Every accepted media type with the endings of its names; the first one is added where none fits."""
IMAGES: Final = tuple(kind for kind in _DOCUMENTS if kind.startswith("image/"))
TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "image": IMAGES,
    "file": tuple(_DOCUMENTS),
    "audio": tuple(_SOUNDS),
    "video": tuple(_FILMS),
}
"""The media types that a question of each type accepts."""
RECORDINGS: Final = frozenset({"audio", "video"})
"""The types of questions that sounds and films answer."""


def largest_size(kind: str) -> int:
    """Return how many bytes a file that answers a question of type ``kind`` may have."""
    return MAX_RECORDING_SIZE if kind in RECORDINGS else MAX_SIZE
