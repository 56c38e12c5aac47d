"""Blank what a phone writes into a film or a sound beside the recording: the location, the device, the owner.

A file of the ISO base media format (MP4, M4A, MOV, 3GP) is a tree of boxes. Boxes of metadata become free space of the same
size, so every offset in the file stays true. A track of timed metadata, in which cameras note where they are as they
move, becomes free space too; its samples stay among those of the other tracks, where no table reaches them.

Formats: ISO/IEC 14496-12, 4.2 and 8.1; QuickTime File Format,
https://developer.apple.com/documentation/quicktime-file-format
"""

import struct
from collections.abc import Iterator
from typing import Final

from chalicelib.frozen import dataclass

BOXED: Final = frozenset({"audio/mp4", "audio/3gpp", "video/mp4", "video/quicktime", "video/3gpp"})
"""The media types of this format; their files begin with a box ``ftyp`` (ISO/IEC 14496-12, 4.3)."""
_METADATA: Final = frozenset({b"udta", b"meta", b"uuid", b"XMP_", b"gps "})
_CONTAINERS: Final = frozenset({b"moov", b"trak", b"moof", b"traf"})
_MAX_BOXES: Final = 100_000
_DEPTH: Final = 4
"""The deepest metadata is that of a track: moov, trak, udta."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


def blank_metadata(content: bytes) -> bytes:
    """Return a recording with free space in the place of its metadata; of the same length."""
    blanked = bytearray(content)
    for box in _metadata_boxes(content):
        blanked[box.start + 4 : box.start + 8] = b"free"
        blanked[box.body : box.end] = bytes(box.end - box.body)
    return bytes(blanked)


def _metadata_boxes(content: bytes) -> Iterator[_Box]:
    regions = [(0, len(content), 1)]
    seen = 0
    while regions:
        start, end, depth = regions.pop()
        for box in _boxes(content, start, end):
            seen += 1
            if seen > _MAX_BOXES:
                yield _Box(box.kind, box.start, box.body, len(content))
                return
            if box.kind in _METADATA or _is_timed_metadata(content, box):
                yield box
            elif box.kind in _CONTAINERS and depth < _DEPTH:
                regions.append((box.body, box.end, depth + 1))


def _boxes(content: bytes, start: int, end: int) -> Iterator[_Box]:
    """Yield the boxes between two offsets; a box that claims more than there is ends with what holds it."""
    at = start
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, at)
        body = at + 8
        if size == 1 and at + 16 <= end:
            (size,) = struct.unpack_from(">Q", content, body)
            body += 8
        stop = end if size < body - at else min(at + size, end)
        yield _Box(kind, at, body, stop)
        at = stop


def _is_timed_metadata(content: bytes, box: _Box) -> bool:
    """Return whether a box is a track whose handler is neither of pictures nor of sound."""
    if box.kind != b"trak":
        return False
    for media in _boxes(content, box.body, box.end):
        if media.kind == b"mdia":
            for handler in _boxes(content, media.body, media.end):
                if handler.kind == b"hdlr":
                    return content[handler.body + 8 : handler.body + 12] == b"meta"
    return False
