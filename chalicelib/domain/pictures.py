"""What a camera writes into a picture beside the picture: the place, the time, the owner. Taken out.

Pages do it before they send; this does it to what comes without a script. Only how the picture is to
be turned stays. What is not built as its format says stays as it is.

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
_PNG_TOLD: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_TOLD: Final = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS: Final = 0b1100
"""That there is Exif, and that there is XMP, in the first byte of the chunk ``VP8X``."""


def without_metadata(content_type: str, content: bytes) -> bytes:
    """The picture without what was told about it; another file as it is."""
    take_out = _TAKING_OUT.get(content_type)
    if take_out is None:
        return content
    try:
        return b"".join(take_out(content))
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
            yield _turned(content[at + 4 : end])
        elif marker not in (_APP13, _COMMENT):
            yield content[at:end]
        at = end
    yield content[at:]


def _turned(told: bytes) -> bytes:
    """An Exif segment that says only how the picture is to be turned; nothing where it need not be."""
    turn = _orientation(told.removeprefix(_EXIF)) if told.startswith(_EXIF) else 1
    if not 2 <= turn <= 8:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turn, 0)
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
        if kind not in _PNG_TOLD:
            yield content[at:end]
        at = end
        if kind == b"IEND":
            return


def _webp(content: bytes) -> Iterator[bytes]:
    kept = b"".join(_webp_chunks(content))
    yield b"RIFF" + struct.pack("<I", 4 + len(kept)) + b"WEBP" + kept


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
        elif kind not in _WEBP_TOLD:
            yield content[at:end]
        at = end


_TAKING_OUT: Final[Mapping[str, Callable[[bytes], Iterator[bytes]]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}
