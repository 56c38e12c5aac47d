"""``multipart/form-data`` (RFC 7578) read from a whole body: fields as text, files as bytes.

The parsing is the library's, in its strict mode; what is text is for us to say: UTF-8 and nothing
else, as our pages are. Files are handed on as they came, byte for byte.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.errors import BrokenForm

MEDIA_TYPE: Final = "multipart/form-data"
MAX_HEADER: Final = 2048
"""Bytes of one header line: a name of 255 letters, each of four bytes, percent signs and all."""
MAX_HEADERS: Final = 8

_UTF_8: Final = ("utf-8", "utf8", "us-ascii")
_AS_IT_IS: Final = ("7bit", "8bit", "binary")


@dataclass(frozen=True, slots=True)
class File:
    """A file in a form: its field, and its name and media type as the sender says them, unchecked."""

    field: str
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """What a form's body holds, in order. A file field that was left empty is not among ``files``."""

    pairs: tuple[tuple[str, str], ...]
    files: tuple[File, ...] = ()

    def file(self, field: str) -> File | None:
        """The only file of a field, or None; raises ``BrokenForm`` where there are several."""
        found = [file for file in self.files if file.field == field]
        if len(found) > 1:
            raise BrokenForm
        return found[0] if found else None


def read(body: bytes, content_type: str, *, most: int) -> Parts:
    """The parts of a body, at most that many; ``content_type`` is the whole header.

    Raises:
        BrokenForm: no boundary or a wrong one, cut off, too many parts, headers too long or too
            many, another encoding than UTF-8 for text or names, a transfer encoding.
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


def _segments(parser: Any, body: bytes) -> Iterator[tuple[Any, bytes]]:  # noqa: ANN401 -- the library has no types
    """Each part's header with its content; raises the library's errors."""
    segment, content = None, bytearray()
    with parser:
        for event in parser.parse(body):
            if event is None:
                yield segment, bytes(content)
                content.clear()
            elif isinstance(event, bytes):
                content += event
            else:
                segment = event


def _refuse_encoded(segment: Any) -> None:  # noqa: ANN401 -- as above
    charset = segment.charset or "utf-8"
    transfer = segment.header("Content-Transfer-Encoding", "binary")
    if segment.filename is None and charset.lower() not in _UTF_8:
        raise BrokenForm
    if transfer.strip().lower() not in _AS_IT_IS:
        raise BrokenForm
