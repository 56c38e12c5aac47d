"""Files that people send as answers: which are taken, what they are called, whether they are what they say.

A file is taken by the type that its sender declares (or, where a browser knows none, that its name
ends in), and its first bytes must be of that type. Its name is kept for whoever downloads it, and
always ends as its type does: a text that calls itself ``page.html`` is saved as ``page.html.txt``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from chalicelib.domain.submissions import keyed
from chalicelib.errors import Problem
from chalicelib.forms.problems import problem
from chalicelib.forms.text import is_clean, normalize

MAX_SIZE: Final = 10 * 1024 * 1024
"""In bytes, of one file."""
MAX_FILES: Final = 40
"""In one submission: each takes one operation of a transaction, which has at most 100."""
HEAD: Final = 4096
"""How many of a file's first bytes are looked at."""
LONGEST_NAME: Final = 120
WAITS: Final = timedelta(days=7)
"""How long a file waits for its answer; the bucket's own rule deletes it then."""

EXTENSIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "image/heic": (".heic",),
    "image/heif": (".heif",),
    "image/avif": (".avif",),
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "text/plain": (".txt",),
    "text/csv": (".csv",),
}
"""Every type that is taken, with the endings of its names; the first is the one we add."""
_BY_EXTENSION: Final = {each: kind for kind, all_ in EXTENSIONS.items() for each in all_}
IMAGES: Final = tuple(kind for kind in EXTENSIONS if kind.startswith("image/"))
TYPES: Final[Mapping[str, tuple[str, ...]]] = {"image": IMAGES, "file": tuple(EXTENSIONS)}
"""The media types that a question of each type takes."""

_UNSURE: Final = frozenset({"", "application/octet-stream", "application/vnd.ms-excel"})
"""What browsers say where they do not know; the last one is how Windows calls a CSV."""


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file as its sender announces it: cleaned, and of a type and size that are taken."""

    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for its answer, as storage has it; ``head`` are its first bytes."""

    question: str
    name: str
    content_type: str
    size: int
    source: str
    head: bytes


def offered(kind: str, name: str, declared: str, size: int, at: str) -> AcceptedFile | Problem:
    """What a question of type ``kind`` takes of a file, or what is wrong with it, said at ``at``."""
    if size < 1:
        return problem("answer.empty_file", at)
    if size > MAX_SIZE:
        return problem("answer.file_too_large", at, limit=MAX_SIZE // 1024 // 1024)
    name = cleaned(name)
    content_type = _type_of(kind, name, declared)
    if content_type is None:
        return _not_taken(kind, at)
    return AcceptedFile(_ending_as(name, content_type), content_type)


def why_not(waiting: Waiting, kind: str, question: str, at: str) -> Problem | None:
    """Why a file that waits is no answer to that question; None if it is one."""
    if waiting.question != question:
        return problem("answer.unknown_upload", at)
    if waiting.content_type not in TYPES[kind]:
        return _not_taken(kind, at)
    if not 1 <= waiting.size <= MAX_SIZE:
        return problem("answer.file_too_large", at, limit=MAX_SIZE // 1024 // 1024)
    if not is_what_it_says(waiting.content_type, waiting.head):
        return problem("answer.not_that_file", at)
    return None


def cleaned(name: str) -> str:
    """A file's name without folders, control characters and what systems cannot save; never empty."""
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
"""Windows cannot save the first; the last turn the order of letters round (``exe.gpj``)."""


def _type_of(kind: str, name: str, declared: str) -> str | None:
    declared = declared.partition(";")[0].strip().lower()
    if declared in _UNSURE:
        declared = _BY_EXTENSION.get(_ending(name), "")
    return declared if declared in TYPES[kind] else None


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return f"{dot}{ending}".lower() if dot else ""


def _ending_as(name: str, content_type: str) -> str:
    endings = EXTENSIONS[content_type]
    return name if _ending(name) in endings else f"{name}{endings[0]}"


def _not_taken(kind: str, at: str) -> Problem:
    endings = [EXTENSIONS[each][0].removeprefix(".").upper() for each in TYPES[kind]]
    return problem("answer.file_type", at, types=", ".join(endings))


_JPEG: Final = b"\xff\xd8\xff"
_ZIP: Final = b"PK\x03\x04"
_STARTS: Final[Mapping[str, Sequence[bytes]]] = {
    "image/jpeg": (_JPEG,),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "application/pdf": (b"%PDF-",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (_ZIP,),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (_ZIP,),
}
"""The first bytes of each format, from https://www.iana.org/assignments/media-types and its documents."""
_BRANDS: Final[Mapping[str, Sequence[bytes]]] = {
    "image/heic": (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"),
    "image/heif": (b"mif1", b"msf1", b"heic", b"heix"),
    "image/avif": (b"avif", b"avis", b"mif1"),
}
"""The major brands of ISO base media files (ISO/IEC 23008-12, AV1 Image File Format)."""
_ODT: Final = b"mimetypeapplication/vnd.oasis.opendocument.text"
"""OpenDocument 1.3, part 2, 3.3: the first entry of the archive, stored as it is, at byte 30."""
_NO_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKUP: Final = re.compile(
    rb"\s*<(!doctype|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE
)


def is_what_it_says(content_type: str, head: bytes) -> bool:
    """Whether a file's first bytes are those of its type; text must look like text, and not like a page."""
    if content_type in _STARTS:
        return head.startswith(tuple(_STARTS[content_type]))
    if content_type in _BRANDS:
        return head[4:8] == b"ftyp" and head[8:12] in _BRANDS[content_type]
    if content_type == "image/webp":
        return head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if content_type == "application/vnd.oasis.opendocument.text":
        return head.startswith(_ZIP) and head[30 : 30 + len(_ODT)] == _ODT
    return _is_text(head)


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # Excel's "Unicode text"
        return True
    text = head.removeprefix(b"\xef\xbb\xbf")
    known = any(text.startswith(tuple(starts)) for starts in _STARTS.values())
    return not known and _NO_TEXT.search(text) is None and _MARKUP.match(text) is None


def id_for(secret: bytes, submission: str, field: str, name: str, content: bytes) -> str:
    """The id of a file that came with its form: the same again when the same form is sent again."""
    said = keyed(secret, "upload", submission, field, name, sha256(content).hexdigest())
    return str(UUID(bytes=bytes.fromhex(said)[:16], version=4))
