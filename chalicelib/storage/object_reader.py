"""An object of the bucket as a file that is read by ranges: an archive's directory without the rest, or piece by piece."""

from io import SEEK_CUR, SEEK_END, SEEK_SET, RawIOBase
from typing import TYPE_CHECKING, Final

from chalicelib import errors
from chalicelib.override import override
from chalicelib.storage.bucket import Bucket, NoSuchObject, StoredObject

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE: Final = 4 * 1024 * 1024
"""In bytes, of one request."""


class ObjectReader(RawIOBase):
    """One version of an object; it holds one piece of it. ``about`` is the object with its first piece."""

    def __init__(
        self, bucket: Bucket, key: str, about: StoredObject, *, piece: int = PIECE
    ) -> None:
        super().__init__()
        self.about = about
        self._bucket = bucket
        self._key = key
        self._piece = piece
        self._held = (0, about.content)
        self._position = 0

    @classmethod
    def open(cls, bucket: Bucket, key: str, *, piece: int = PIECE) -> "ObjectReader | None":
        """Return the reader of an object as it is now, None if there is none."""
        about = bucket.get(key, first=piece)
        return None if about is None else cls(bucket, key, about, piece=piece)

    @override
    def readable(self) -> bool:
        """Return True."""
        return True

    @override
    def seekable(self) -> bool:
        """Return True."""
        return True

    @override
    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Move to a position, counted from the beginning, from here or from the end."""
        base = {SEEK_SET: 0, SEEK_CUR: self._position, SEEK_END: self.about.size}[whence]
        if base + offset < 0:
            raise ValueError("a position before the beginning")
        self._position = base + offset
        return self._position

    @override
    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read into the buffer what is left of the piece at the position."""
        if self._position >= self.about.size:
            return 0
        view = memoryview(buffer).cast("B")
        start, held = self._held
        if not start <= self._position < start + len(held):
            start = self._position - self._position % self._piece
            held = self._read_piece(start)
            self._held = (start, held)
        at = self._position - start
        part = held[at : at + len(view)]
        view[: len(part)] = part
        self._position += len(part)
        return len(part)

    def _read_piece(self, start: int) -> bytes:
        """Return a piece; raise ``Unavailable`` where the object was removed while it was read."""
        version = self.about.version
        try:
            return self._bucket.read_part(self._key, start, self._piece, version=version)
        except NoSuchObject:
            raise errors.Unavailable from None
