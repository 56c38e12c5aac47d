"""``multipart/form-data`` (RFC 7578) read from a complete body: fields as text, files as bytes.

The library ``multipart`` parses, in its strict mode. Text must be UTF-8, as Pikir's pages are; files
are returned byte for byte.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Final, Protocol

from chalicelib.errors import BrokenForm
from chalicelib.frozen import dataclass

MAX_HEADER: Final = 2048
"""In bytes, for one header line: a name of 255 letters of four bytes each, percent-encoded."""
MAX_HEADERS: Final = 8

_UTF_8: Final = ("utf-8", "utf8", "us-ascii")
_AS_IT_IS: Final = ("7bit", "8bit", "binary")


class _Segment(Protocol):
    """The header of a part, as the library gives it; the library has no types."""

    name: str
    filename: str | None
    content_type: str | None
    charset: str | None

    def header(self, name: str, default: str) -> str: ...


class _PushParser(AbstractContextManager["_PushParser"], Protocol):
    """The library's parser. It yields a part's header, its content in pieces, and None at its end."""

    def parse(self, body: bytes) -> Iterable[_Segment | bytes | bytearray | None]: ...


@dataclass(frozen=True, slots=True)
class File:
    """A file in a form. Its name and media type are the sender's, unchecked."""

    field: str
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """The fields and files of a form, in order. An empty file field is not among ``files``."""

    pairs: tuple[tuple[str, str], ...]
    files: tuple[File, ...] = ()

    def file(self, field: str) -> File | None:
        """Return the only file of a field, or None; raise ``BrokenForm`` if there are several."""
        files = [file for file in self.files if file.field == field]
        if len(files) > 1:
            raise BrokenForm
        return files[0] if files else None


def read(body: bytes, content_type: str, *, most: int) -> Parts:
    """Parse a body of at most ``most`` parts; ``content_type`` is the whole header.

    Raises:
        BrokenForm: the boundary is missing or wrong, the body is incomplete, it has too many parts,
            a part has too many or too long headers or a transfer encoding, text is not UTF-8.
    """
    from multipart import PushMultipartParser, parse_options_header

    _, options = parse_options_header(content_type)
    pairs: list[tuple[str, str]] = []
    files: list[File] = []
    try:
        parser = PushMultipartParser(
            options.get("boundary", ""),
            max_header_size=MAX_HEADER,
            max_header_count=MAX_HEADERS,
            max_segment_count=most,
            strict=True,
        )
        for segment, content in _segments(parser, body):
            _refuse_encoded(segment)
            if segment.filename is None:
                pairs.append((segment.name, content.decode("utf-8")))
            elif segment.filename or content:
                declared = segment.content_type or "application/octet-stream"
                files.append(File(segment.name, segment.filename, declared, content))
    except ValueError:  # the library's errors, and text that is not UTF-8
        raise BrokenForm from None
    return Parts(tuple(pairs), tuple(files))


def _segments(parser: _PushParser, body: bytes) -> Iterator[tuple[_Segment, bytes]]:
    """Yield each part's header with its content; raise the library's errors."""
    segment: _Segment | None = None
    content = bytearray()
    with parser:
        for event in parser.parse(body):
            if event is None and segment is not None:
                yield segment, bytes(content)
                content.clear()
            elif isinstance(event, bytes | bytearray):
                content += event
            else:
                segment = event


def _refuse_encoded(segment: _Segment) -> None:
    charset = segment.charset or "utf-8"
    transfer = segment.header("Content-Transfer-Encoding", "binary")
    if segment.filename is None and charset.lower() not in _UTF_8:
        raise BrokenForm
    if transfer.strip().lower() not in _AS_IT_IS:
        raise BrokenForm
