"""Text that is compressed once: an answer fills in its gaps, and nothing is compressed again (decision 0093).

A gzip member is a series of deflate blocks (RFC 1951 and 1952). Each piece between two gaps is compressed ahead and ends at a byte; what
fills a gap is put in as it is, in a stored block. A piece may repeat what stands before it, but nothing of a gap: in its stead
the compressor saw zeros, which no page holds.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

_HEADER: Final = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""Deflated, no name, no time, an unknown system."""
_LAST_BLOCK: Final = b"\x01\x00\x00\xff\xff"
"""Stored, and empty."""
_WINDOW: Final = 32 * 1024
_LEVEL: Final = 9


class PackedText:
    """Pieces of UTF-8, compressed, with gaps of so many bytes between them."""

    def __init__(self, pieces: Sequence[bytes], gaps: Sequence[int]) -> None:
        self.pieces = tuple(pieces)
        self._gaps = tuple(gaps)
        self._blocks = tuple(_compress_pieces(pieces, gaps))

    @property
    def size(self) -> int:
        """The bytes of the pieces, compressed and as they are."""
        return sum(map(len, self._blocks)) + sum(map(len, self.pieces))

    def fits(self, fillings: Sequence[bytes]) -> bool:
        """Return whether each filling is as long as its gap."""
        return [len(each) for each in fillings] == list(self._gaps)

    def fill(
        self, fillings: Sequence[bytes], deflated: Mapping[bytes, bytes] = MappingProxyType({})
    ) -> bytes:
        """Return the text as gzip, with its gaps filled in; the fillings fit.

        ``deflated`` holds those that are compressed, as blocks that end at a byte and repeat nothing before them.
        """
        packed, checksum, size = list[bytes](), 0, 0
        for piece, block, filling in zip(self.pieces, self._blocks, (*fillings, b""), strict=True):
            packed.append(block)
            if filling:
                packed.append(deflated.get(filling) or _store(filling))
            checksum = zlib.crc32(filling, zlib.crc32(piece, checksum))
            size += len(piece) + len(filling)
        return write_member((*packed, _LAST_BLOCK), checksum, size)


def write_member(blocks: Iterable[bytes], checksum: int, size: int) -> bytes:
    """Return blocks as gzip; ``checksum`` (CRC-32) and ``size`` in bytes are those of what they hold."""
    trailer = checksum.to_bytes(4, "little"), size.to_bytes(4, "little")
    return b"".join((_HEADER, *blocks, *trailer))


def _compress_pieces(pieces: Sequence[bytes], gaps: Sequence[int]) -> Iterator[bytes]:
    before = b""
    for piece, gap in zip(pieces, (*gaps, 0), strict=True):
        compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before)
        yield compressor.compress(piece) + compressor.flush(zlib.Z_SYNC_FLUSH)
        before = (before + piece + bytes(gap))[-_WINDOW:]


def _store(content: bytes) -> bytes:
    length = len(content)
    return b"\0" + length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little") + content
