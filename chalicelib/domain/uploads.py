"""Files that people send as answers: which types are accepted, their names, and whether content fits its type.

A file is accepted by the type that its sender declares (or, where a browser knows none, by the ending of its
name), and its first bytes must be of that type. Its name is kept for whoever downloads it and always ends as its
type does: a text that calls itself ``page.html`` is saved as ``page.html.txt``.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.media_types import EXTENSIONS, TYPES, largest_size
from chalicelib.domain.moments import Timestamp
from chalicelib.domain.recordings import BOXED
from chalicelib.domain.submissions import keyed_hash
from chalicelib.errors import Problem
from chalicelib.forms.problems import problem
from chalicelib.forms.text import is_clean, normalize
from chalicelib.forms.text_types import Uuid
from chalicelib.frozen import dataclass

MAX_FILES: Final = 40
"""Of one submission. Each takes one operation of a transaction, which has at most 100."""
HEAD: Final = 4096
"""How many of a file's first bytes are read to check its type."""
LONGEST_NAME: Final = 120
WAITING_TIME: Final = timedelta(days=7)
"""How long an uploaded file waits for its answer; then the bucket's lifecycle rule deletes it."""

_OTHER_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "audio": {
        **dict.fromkeys(("audio/mp3", "audio/x-mp3", "audio/x-mpeg"), "audio/mpeg"),
        **dict.fromkeys(("audio/x-m4a", "audio/m4a", "audio/mp4a-latm"), "audio/mp4"),
        **dict.fromkeys(("audio/x-aac", "audio/aacp", "audio/x-hx-aac-adts"), "audio/aac"),
        **dict.fromkeys(("audio/opus", "audio/x-ogg", "application/ogg", "video/ogg"), "audio/ogg"),
        **dict.fromkeys(("audio/x-wav", "audio/wave", "audio/vnd.wave"), "audio/wav"),
        **dict.fromkeys(("audio/amr-wb", "audio/x-amr"), "audio/amr"),
        **dict.fromkeys(("video/3gpp", "audio/3gpp2", "video/3gpp2"), "audio/3gpp"),
    },
    "video": {"video/x-m4v": "video/mp4", "video/3gpp2": "video/3gpp"},
}
"""What browsers and phones call some of these types: a recorder's 3GP is a film to a browser that has not looked into it."""

_PHONE_ENDINGS: Final = frozenset({".heic", ".heif", ".hif", ".avif"})
_PHONE_TYPES: Final = frozenset(
    f"image/{name}{sequence}" for name in ("heic", "heif", "avif") for sequence in ("", "-sequence")
)
_PHONE_BRANDS: Final = frozenset(
    {
        b"heic",
        b"heix",
        b"heim",
        b"heis",
        b"hevc",
        b"hevx",
        b"hevm",
        b"hevs",
        b"mif1",
        b"mif2",
        b"msf1",
    }
    | {b"miaf", b"avif", b"avis", b"avio"}
)
"""The brands of HEIC, HEIF and AVIF (ISO/IEC 23008-12, annex B; AV1 Image File Format, 7).

Such photos are not accepted: they hold the location, and no library that can remove it fits into the function.
"""

_UNSURE: Final = frozenset({"", "application/octet-stream", "application/vnd.ms-excel"})
"""What browsers declare for an unknown type; the last one is how Windows calls a CSV."""


class AnnouncedFile(BaseModel):
    """A file that somebody wants to send as an answer: the answer's path, and what the file is."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    question: Annotated[str, Field(min_length=1, max_length=1000)]
    name: Annotated[str, Field(max_length=1000)]
    type: Annotated[str, Field(max_length=255)] = ""
    size: Annotated[int, Field(strict=True)]
    version: Annotated[int, Field(strict=True, ge=1, le=99_999)] | None = None


class UploadGrant(BaseModel):
    """How to send one file: POST `fields`, and then the file as `file`, to `url`; `id` is the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    id: Uuid
    url: str
    fields: Mapping[str, str]
    expires_at: Timestamp


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file as it is announced, of a type and size that are accepted; its name is clean."""

    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """An uploaded file that waits for its answer; ``head`` holds its first bytes."""

    question: str
    name: str
    content_type: str
    size: int
    source: str
    head: bytes


def accept_file(kind: str, name: str, declared: str, size: int, at: str) -> AcceptedFile | Problem:
    """Return the file as a question of type ``kind`` accepts it, or what is wrong with it, at ``at``."""
    if size < 1:
        return problem("answer.empty_file", at)
    if size > largest_size(kind):
        return _too_large(kind, at)
    name = clean_name(name)
    if _is_named_as_phone_photo(name, declared):
        return problem("answer.photo_format", at)
    content_type = _type_of(kind, name, declared)
    if content_type is None:
        return _wrong_type(kind, at)
    return AcceptedFile(_with_ending_of(name, content_type), content_type)


def _too_large(kind: str, at: str) -> Problem:
    return problem("answer.file_too_large", at, limit=largest_size(kind) // 1024 // 1024)


def check_waiting_file(waiting: WaitingFile, kind: str, question: str, at: str) -> Problem | None:
    """Return why a waiting file is no answer to that question; None if it is one."""
    if waiting.question != question:
        return problem("answer.unknown_upload", at)
    if waiting.content_type not in TYPES[kind]:
        return _wrong_type(kind, at)
    if not 1 <= waiting.size <= largest_size(kind):
        return _too_large(kind, at)
    return check_content(waiting.content_type, waiting.head, at)


def check_content(content_type: str, head: bytes, at: str) -> Problem | None:
    """Return what is wrong with a file's first bytes for its type; None if they fit."""
    if is_phone_photo(head):
        return problem("answer.photo_format", at)
    if not matches_type(content_type, head):
        return problem("answer.not_that_file", at)
    return None


def is_phone_photo(head: bytes) -> bool:
    """Return whether a file is a photo in HEIC, HEIF or AVIF, whatever it is called; by its first bytes."""
    if head[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(head[:4]), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, end, 4))}
    return not brands.isdisjoint(_PHONE_BRANDS)


def _is_named_as_phone_photo(name: str, declared: str) -> bool:
    media_type = declared.partition(";")[0].strip().lower()
    return media_type in _PHONE_TYPES or (media_type in _UNSURE and _ending(name) in _PHONE_ENDINGS)


def clean_name(name: str) -> str:
    """Return a file's name without folders, control characters and what systems cannot save; never empty."""
    name = normalize(name.replace("\\", "/").rpartition("/")[2])
    name = "".join(letter for letter in name if is_clean(letter) and letter not in _UNSAFE)
    name = re.sub(r"\s+", " ", name).strip(" .")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        keep = LONGEST_NAME - len(dot + ending)
        name = stem[:keep] + dot + ending if stem and len(ending) <= 5 else name[:LONGEST_NAME]
    return name or "file"


_UNSAFE: Final = frozenset(
    '<>:"|?*%\n\t\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'
)
"""Windows cannot save the first; the last ones reverse the order of letters (``exe.gpj``)."""


def _type_of(kind: str, name: str, declared: str) -> str | None:
    declared = declared.partition(";")[0].strip().lower()
    if declared in _UNSURE:
        ending = _ending(name)
        return next((each for each in TYPES[kind] if ending in EXTENSIONS[each]), None)
    declared = _OTHER_NAMES.get(kind, {}).get(declared, declared)
    return declared if declared in TYPES[kind] else None


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return f"{dot}{ending}".lower() if dot else ""


def _with_ending_of(name: str, content_type: str) -> str:
    endings = EXTENSIONS[content_type]
    return name if _ending(name) in endings else f"{name}{endings[0]}"


def _wrong_type(kind: str, at: str) -> Problem:
    endings = [EXTENSIONS[each][0].removeprefix(".").upper() for each in TYPES[kind]]
    return problem("answer.file_type", at, types=", ".join(endings))


_JPEG: Final = b"\xff\xd8\xff"
_ZIP: Final = b"PK\x03\x04"
_SIGNATURES: Final[Mapping[str, Sequence[bytes]]] = {
    "image/jpeg": (_JPEG,),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "application/pdf": (b"%PDF-",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (_ZIP,),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (_ZIP,),
}
"""The first bytes of each format, from https://www.iana.org/assignments/media-types and what it refers to."""
_ODT: Final = b"mimetypeapplication/vnd.oasis.opendocument.text"
"""OpenDocument 1.3, part 2, 3.3: the first entry of the archive, stored as it is, at byte 30."""
_RECORDING_SIGNATURES: Final[Mapping[str, Sequence[bytes]]] = {
    "audio/mpeg": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    "audio/aac": (b"\xff\xf1", b"\xff\xf9", b"ID3"),
    "audio/ogg": (b"OggS",),
    "audio/amr": (b"#!AMR",),
    **dict.fromkeys(("audio/webm", "video/webm"), (b"\x1a\x45\xdf\xa3",)),
}
"""As above, of sounds and films. They are no part of it, because a text may begin with ``ID3``.

MPEG audio: ISO/IEC 11172-3, 2.4.1.3, and https://id3.org; AAC: ISO/IEC 13818-7, 6.2; OGG: RFC 3533; AMR: RFC 4867, 5;
WebM: RFC 8794, 11.2.
"""
_RIFF: Final[Mapping[str, bytes]] = {"image/webp": b"WEBP", "audio/wav": b"WAVE"}
_NO_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKUP: Final = re.compile(
    rb"\s*<(!doctype|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE
)


def matches_type(content_type: str, head: bytes) -> bool:
    """Return whether a file's first bytes fit its type; text must look like text, and not like a web page."""
    signatures = _SIGNATURES.get(content_type) or _RECORDING_SIGNATURES.get(content_type)
    if signatures:
        return head.startswith(tuple(signatures))
    if content_type in BOXED:
        return head[4:8] == b"ftyp"
    if content_type in _RIFF:
        return head[:4] == b"RIFF" and head[8:12] == _RIFF[content_type]
    if content_type == "application/vnd.oasis.opendocument.text":
        return head.startswith(_ZIP) and head[30 : 30 + len(_ODT)] == _ODT
    return _is_text(head)


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # Excel's "Unicode text"
        return True
    text = head.removeprefix(b"\xef\xbb\xbf")
    known = any(text.startswith(tuple(starts)) for starts in _SIGNATURES.values())
    return not known and _NO_TEXT.search(text) is None and _MARKUP.match(text) is None


def derive_id(secret: bytes, submission: str, field: str, name: str, content: bytes) -> str:
    """Return the id of a file that came with its form: the same id when the same form is sent again."""
    digest = keyed_hash(secret, "upload", submission, field, name, sha256(content).hexdigest())
    return str(UUID(bytes=bytes.fromhex(digest)[:16], version=4))
