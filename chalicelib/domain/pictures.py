"""Strip what a camera writes into a picture beside the picture: the location, the time, the owner.

Pages do this before they send a file; this module does it for files that come without a script. Only the
orientation stays. A file that is not built as its format demands stays as it is.

Formats: JPEG, ITU-T T.81 annex B, and Exif 2.32, 4.5 and 4.6; PNG, https://www.w3.org/TR/png-3/;
WebP, https://developers.google.com/speed/webp/docs/riff_container.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Final

_APP1, _APP13, _COMMENT = 0xE1, 0xED, 0xFE
_SCAN: Final = 0xDA
_EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_METADATA: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_METADATA: Final = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS: Final = 0b1100
"""The flags for Exif and for XMP in the first byte of the chunk ``VP8X``."""


def strip_metadata(content_type: str, content: bytes) -> bytes:
    """Return a picture without its metadata; any other file as it is."""
    strip = _STRIPPERS.get(content_type)
    if strip is None:
        return content
    try:
        return b"".join(strip(content))
    except (ValueError, struct.error, IndexError):
        return content


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    while content[at + 1] != _SCAN:
        marker = content[at + 1]
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if content[at] != 0xFF or length < 2 or end + 1 >= len(content):
            raise ValueError("no segment")
        if marker == _APP1:
            yield _orientation_segment(content[at + 4 : end])
        elif marker not in (_APP13, _COMMENT):
            yield content[at:end]
        at = end
    yield content[at:]


def _orientation_segment(payload: bytes) -> bytes:
    """Return an Exif segment that holds only the orientation; nothing for an upright picture."""
    orientation = _orientation(payload.removeprefix(_EXIF)) if payload.startswith(_EXIF) else 1
    if not 2 <= orientation <= 8:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    tiff = b"MM\0\x2a" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff


def _orientation(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(min(count, 200)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if (tag, kind) == (_ORIENTATION, 3):
                return int(value)
    except struct.error:
        return 1
    return 1


def _png(content: bytes) -> Iterator[bytes]:
    yield _PNG
    at = len(_PNG)
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("no chunk")
        if kind not in _PNG_METADATA:
            yield content[at:end]
        at = end
        if kind == b"IEND":
            return


def _webp(content: bytes) -> Iterator[bytes]:
    chunks = b"".join(_webp_chunks(content))
    yield b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _webp_chunks(content: bytes) -> Iterator[bytes]:
    at = 12
    while at < len(content):
        kind, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length + length % 2
        if at + 8 + length > len(content):
            raise ValueError("no chunk")
        if kind == b"VP8X":
            flags = content[at + 8] & ~_WEBP_FLAGS
            yield content[at : at + 8] + bytes([flags]) + content[at + 9 : end]
        elif kind not in _WEBP_METADATA:
            yield content[at:end]
        at = end


_STRIPPERS: Final[Mapping[str, Callable[[bytes], Iterator[bytes]]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}
