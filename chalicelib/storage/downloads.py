"""Downloads that are too large for a response: in the bucket, under a key that nobody can guess."""

import secrets
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import Final

from chalicelib.storage.bucket import Bucket
from chalicelib.storage.temporary import refuse_where_full

PREFIX: Final = "exports/"
"""The bucket's lifecycle rule deletes what is stored below."""

_IN_MEMORY: Final = 8 * 1024 * 1024


class DownloadStore:
    """The downloads of the bucket. A file is reached only by a link that is valid for five minutes."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def offer(self, name: str, content_type: str, pieces: Iterable[bytes]) -> str:
        """Store the file and return a link that downloads it under that name.

        Raises:
            errors.Unavailable: the bucket did not answer in time.
            errors.ExportTooLarge: the disk has no room for the file; nothing is stored.
        """
        key = f"{PREFIX}{secrets.token_urlsafe(32)}"
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            with refuse_where_full():
                for piece in pieces:
                    file.write(piece)
                file.seek(0)  # writes what is still to be written
            self._bucket.put(key, file, content_type)
        return self._bucket.link(key, name, content_type)
