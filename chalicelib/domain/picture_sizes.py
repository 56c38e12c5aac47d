"""Measure a JPEG or PNG, and find out whether it is whole, without a library that draws it.

Formats: JPEG, ITU-T T.81 annex B; PNG, https://www.w3.org/TR/png-3/. Of a JPEG the coded picture itself is not decoded.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.pictures import split_orientation

_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
"""Markers of the frames that programs draw: sequential and progressive with Huffman codes."""
_MARKER: Final = re.compile(rb"\xff([^\x00\xff])")
_SOS: Final = 0xDA
_COMPONENTS: Final = frozenset({1, 3, 4})
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""The bits of a sample by the type of colour (11.2.1)."""
_SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PALETTE: Final = 3
_PASSES: Final = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
"""Of an interlaced picture: first column and row, and the steps between them (8.1)."""
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PictureSize:
    """The size of a picture in pixels, as it is seen upright."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        """How many pixels it has."""
        return self.width * self.height


def measure_picture(content_type: str, stripped: bytes, *, most_pixels: int) -> PictureSize | None:
    """Return the size of a picture without metadata, None for one that is not whole or that programs do not draw.

    A PNG of more than ``most_pixels`` is not unpacked.
    """
    try:
        if content_type == "image/jpeg":
            return _measure_jpeg(stripped)
        return _measure_png(stripped, most_pixels)
    except (struct.error, IndexError, zlib.error):
        return None


def _measure_jpeg(content: bytes) -> PictureSize | None:
    size = None
    for marker, at in _list_segments(content):
        if marker in _FRAMES:
            height, width, components = struct.unpack_from(">HHB", content, at + 3)
            size = PictureSize(width, height) if components in _COMPONENTS else None
        if marker == _SOS:
            break
    if size is None or not size.pixels or not content.endswith(b"\xff\xd9"):
        return None
    is_on_its_side = split_orientation(content)[0] >= 5
    return PictureSize(size.height, size.width) if is_on_its_side else size


def _list_segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield each marker before the picture, with where its length stands."""
    at = 2
    while found := _MARKER.match(content, at):
        yield found[1][0], found.end()
        (length,) = struct.unpack_from(">H", content, found.end())
        at = found.end() + length


def _measure_png(content: bytes, most_pixels: int) -> PictureSize | None:
    chunks = list(_list_chunks(content))
    kinds = [kind for kind, _ in chunks]
    if kinds[0] != b"IHDR" or kinds[-1] != b"IEND":
        return None
    width, height, depth, colour, *_, interlace = struct.unpack(">IIBBBBB", chunks[0][1])
    size = PictureSize(width, height)
    if not size.pixels or depth not in _DEPTHS.get(colour, ()):
        return None
    if colour == _PALETTE and b"PLTE" not in kinds:
        return None
    if size.pixels > most_pixels:
        return size
    bits = depth * _SAMPLES[colour]
    expected = sum(
        rows * (1 + (columns * bits + 7) // 8) for columns, rows in _list_passes(size, interlace)
    )
    packed = b"".join(data for kind, data in chunks if kind == b"IDAT")
    return size if _unpacked_size(packed, expected) == expected else None


def _list_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the data of each chunk; raise ``zlib.error`` at one that is damaged."""
    at = len(_SIGNATURE)
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(data, zlib.crc32(kind)) != check:
            raise zlib.error
        yield kind, data
        at += 12 + length


def _list_passes(size: PictureSize, interlace: int) -> Iterator[tuple[int, int]]:
    """Yield how many columns and rows each pass of the picture has."""
    if not interlace:
        yield size.width, size.height
        return
    for column, row, across, down in _PASSES:
        columns, rows = -(-(size.width - column) // across), -(-(size.height - row) // down)
        if columns > 0 and rows > 0:
            yield columns, rows


def _unpacked_size(packed: bytes, most: int) -> int:
    """Return the size of packed data, in bytes; what exceeds ``most`` is not unpacked."""
    unpacker = zlib.decompressobj()
    size = 0
    while packed and size <= most:
        size += len(unpacker.decompress(packed, _PIECE))
        packed = unpacker.unconsumed_tail
    return size
