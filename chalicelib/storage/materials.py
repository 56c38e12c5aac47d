"""Uploaded materials of events: their content in the bucket, under its hash; what they are stands in the event."""

from chalicelib.domain.events.programme import MaterialFile
from chalicelib.storage import keys
from chalicelib.storage.bucket import Bucket


class MaterialStore:
    """The uploaded materials of the bucket."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def put(self, event: str, file: MaterialFile, content: bytes) -> None:
        """Store a file's content. Idempotent; nobody sees it before the event names it."""
        self._bucket.put(keys.material_object(event, file.sha256), content, file.type)

    def content(self, event: str, file: MaterialFile) -> bytes | None:
        """Return a file's content, None if it is lost."""
        stored = self._bucket.get(keys.material_object(event, file.sha256))
        return None if stored is None else stored.content
