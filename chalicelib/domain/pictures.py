"""Strip what a camera writes into a file beside the picture: the location, the time, the owner.

Pages do this before they send a photo; this module does it for every photo that is stored, whoever sends it. Only
what draws the picture stays: parts that are not listed here are dropped, and so is everything behind the picture's
end (a second picture, a motion photo's film, a maker's trailer). Of Exif only the orientation stays. A file that is
not built as its format demands is cut where it can no longer be read.

Formats: JPEG, ITU-T T.81 annex B, and Exif 2.32, 4.5 and 4.6; PNG, https://www.w3.org/TR/png-3/;
WebP, https://developers.google.com/speed/webp/docs/riff_container; GIF89a,
https://www.w3.org/Graphics/GIF/spec-gif89a.txt. Multi-Picture Format: CIPA DC-007.
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final

from chalicelib.domain.recordings import BOXED, blank_metadata

MAX_PARTS: Final = 100_000
"""How many segments, chunks or blocks of a file are read; what follows is dropped. Real photos have hundreds."""

_MARKER: Final = re.compile(rb"\xff[^\x00\xff]")
_SCAN_END: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""A marker within a scan that is no restart; ``FF 00`` is a byte of the picture, ``FF FF`` is padding."""
_EOI, _SOS, _APP1, _COMMENT = 0xD9, 0xDA, 0xE1, 0xFE
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length: TEM, the restarts, SOI."""
_APPLICATIONS: Final[Mapping[int, bytes]] = {
    0xE0: b"JFIF\0",
    0xE2: b"ICC_PROFILE\0",
    0xEE: b"Adobe",
}
"""The application segments that decoders need; APP2 also holds the Multi-Picture Format's index, which goes."""
_EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)
_WEBP_CHUNKS: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_FLAGS: Final = 0b1100
"""The flags for Exif and for XMP in the first byte of the chunk ``VP8X``."""
_GIF_EXTENSION, _GIF_IMAGE = 0x21, 0x2C
_GIF_CONTROL, _GIF_APPLICATION = 0xF9, 0xFF
_GIF_APPLICATIONS: Final = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0", b"\x0bICCRGBG1012")
"""The length and name of the applications that repeat and colour pictures; XMP is another one."""


def strip_metadata(content_type: str, content: bytes) -> bytes:
    """Return a picture or recording without its metadata; a file of any other type as it is."""
    if content_type in BOXED:
        return blank_metadata(content)
    strip = _STRIPPERS.get(content_type)
    if strip is None:
        return content
    return b"".join(islice(_until_broken(strip(content)), MAX_PARTS))


def split_orientation(stripped: bytes) -> tuple[int, bytes]:
    """Return the orientation of a picture without metadata (Exif 4.6.4; 1 is upright), and the picture without it."""
    for orientation in range(2, 9):
        before, found, after = stripped.partition(_write_orientation(orientation))
        if found:
            return orientation, before + after
    return 1, stripped


def _until_broken(parts: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from parts
    except (struct.error, IndexError):
        return


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
    while found := _MARKER.search(content, at):
        at, marker = found.end(), content[found.end() - 1]
        if marker == _EOI:
            yield b"\xff\xd9"
            return
        if marker in _ALONE:
            yield b""
            continue
        (length,) = struct.unpack_from(">H", content, at)
        end = at + length
        if length < 2 or end > len(content):
            return
        yield _jpeg_segment(marker, content[at - 2 : end])
        at = end
        if marker == _SOS:
            behind = _SCAN_END.search(content, at)
            end = behind.start() if behind else len(content)
            yield content[at:end]
            at = end


def _jpeg_segment(marker: int, segment: bytes) -> bytes:
    if marker == _APP1:
        return _orientation_segment(segment[4:])
    if marker == _COMMENT:
        return b""
    if 0xE0 <= marker <= 0xEF:
        name = _APPLICATIONS.get(marker)
        return segment if name and segment.startswith(name, 4) else b""
    return segment


def _orientation_segment(payload: bytes) -> bytes:
    """Return an Exif segment that holds only the orientation; nothing for an upright picture."""
    orientation = _orientation(payload.removeprefix(_EXIF)) if payload.startswith(_EXIF) else 1
    return _write_orientation(orientation) if 2 <= orientation <= 8 else b""


def _write_orientation(orientation: int) -> bytes:
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
        yield content[at:end] if kind in _PNG_CHUNKS else b""
        at = end
        if kind == b"IEND":
            return


def _webp(content: bytes) -> Iterator[bytes]:
    chunks = b"".join(islice(_until_broken(_webp_chunks(content)), MAX_PARTS))
    yield b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _webp_chunks(content: bytes) -> Iterator[bytes]:
    (size,) = struct.unpack_from("<I", content, 4)
    content = content[: 8 + size]
    at = 12
    while at < len(content):
        kind, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length + length % 2
        if kind == b"VP8X":
            flags = content[at + 8] & ~_WEBP_FLAGS
            yield content[at : at + 8] + bytes([flags]) + content[at + 9 : end]
        else:
            yield content[at:end] if kind in _WEBP_CHUNKS else b""
        at = end


def _gif(content: bytes) -> Iterator[bytes]:
    at = 13 + _gif_colours(content[10])
    yield content[:at]
    while content[at] in (_GIF_EXTENSION, _GIF_IMAGE):
        if content[at] == _GIF_IMAGE:
            blocks, is_drawn = at + 11 + _gif_colours(content[at + 9]), True
        else:
            blocks, is_drawn = at + 2, _draws(content[at + 1 : at + 14])
        end = _end_of_blocks(content, blocks)
        yield content[at:end] if is_drawn else b""
        at = end
    yield b"\x3b"


def _gif_colours(flags: int) -> int:
    """Return the size of the colour table that follows a descriptor with those flags, in bytes."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _draws(extension: bytes) -> bool:
    return extension[0] == _GIF_CONTROL or (
        extension[0] == _GIF_APPLICATION and extension.startswith(_GIF_APPLICATIONS, 1)
    )


def _end_of_blocks(content: bytes, at: int) -> int:
    while content[at]:
        at += 1 + content[at]
    return at + 1


_STRIPPERS: Final[Mapping[str, Callable[[bytes], Iterator[bytes]]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/gif": _gif,
}
PICTURES: Final = frozenset(_STRIPPERS)
"""The media types of pictures whose metadata can be stripped: every type that a question of photos accepts."""
STRIPPED: Final = PICTURES | BOXED
"""All media types whose metadata can be stripped; the other types of sounds and films hold none that phones write."""
