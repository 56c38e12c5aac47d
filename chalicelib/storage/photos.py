"""Photos of records: their content in the bucket, under its hash; what they are stands in the record."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chalicelib.storage import keys

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.domain.records.sections import PhotoFile
    from chalicelib.storage.bucket import Bucket


class PhotoStore:
    """The photos of the bucket."""

    def __init__(self, bucket: "Bucket") -> None:
        self._bucket = bucket

    def put(self, event: str, file: "PhotoFile", content: bytes) -> None:
        """Store a photo's content. Idempotent; nobody sees it before the record names it."""
        self._bucket.put(keys.photo_object(event, file.sha256), content, file.type)

    def read(self, event: str, file: "PhotoFile") -> bytes | None:
        """Return a photo's content, None if it is lost."""
        stored = self._bucket.get(keys.photo_object(event, file.sha256))
        return None if stored is None else stored.content

    def erase_others(self, event: str, named: Iterable[str], *, before: "datetime") -> None:
        """Remove for good what was stored before that moment and is none of those contents. Idempotent."""
        kept = {keys.photo_object(event, digest) for digest in named}
        self._bucket.erase_older(keys.photo_objects(event), before=before, kept=kept)
