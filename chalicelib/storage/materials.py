"""Uploaded materials of events: their content in the bucket, under its hash; what they are stands in the event.

A large file goes to the bucket by itself and waits there under ``incoming/``, until it is checked and becomes a material.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BufferedReader
from typing import TYPE_CHECKING, Final

from chalicelib.domain.events.programme import MaterialFile
from chalicelib.domain.uploads import AcceptedFile
from chalicelib.storage import keys
from chalicelib.storage.bucket import Bucket, NoSuchObject, PresignedPost

if TYPE_CHECKING:
    from datetime import datetime

POST_LIFETIME: Final = timedelta(hours=1)
"""How long a page may start to send a file."""
_NAME: Final = "name"


@dataclass(frozen=True, slots=True)
class WaitingMaterial:
    """A file that was uploaded and is not checked yet; ``file`` reads it by ranges."""

    accepted: AcceptedFile
    size: int
    file: BufferedReader
    version: str


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

    def link(self, event: str, file: MaterialFile) -> str:
        """Return an address at which a file can be downloaded for a while."""
        return self._bucket.link(keys.material_object(event, file.sha256), file.name, file.type)

    def copy(self, event: str, file: MaterialFile, copy: str) -> None:
        """Give another event the file's content, unless it is lost. Idempotent."""
        if copy == event:
            return  # S3 refuses to copy an object to itself
        source = keys.material_object(event, file.sha256)
        with suppress(NoSuchObject):
            self._bucket.copy(source, "", keys.material_object(copy, file.sha256))

    def presign(self, event: str, id: str, accepted: AcceptedFile, size: int) -> PresignedPost:  # noqa: A002 -- its name everywhere
        """Return what lets a page send that file of that many bytes, and no other, by itself."""
        return self._bucket.presign_post(
            keys.waiting_material(event, id),
            accepted.content_type,
            {_NAME: accepted.name},
            size=size,
            lifetime=POST_LIFETIME,
        )

    def open_waiting(self, event: str, id: str) -> WaitingMaterial | None:  # noqa: A002 -- as above
        """Return a file that was uploaded, None if there is none."""
        from chalicelib.storage.object_reader import ObjectReader

        reader = ObjectReader.open(self._bucket, keys.waiting_material(event, id))
        if reader is None:
            return None
        about = reader.about
        accepted = AcceptedFile(about.meta.get(_NAME, ""), about.content_type)
        return WaitingMaterial(accepted, about.size, BufferedReader(reader), about.version)

    def keep(self, event: str, id: str, waiting: WaitingMaterial, file: MaterialFile) -> bool:  # noqa: A002 -- as above
        """Copy a waiting file, in the version that was checked, to where it stays; False if it is gone. Idempotent."""
        source = keys.waiting_material(event, id)
        try:
            self._bucket.copy(source, waiting.version, keys.material_object(event, file.sha256))
        except NoSuchObject:
            return False
        return True

    def finish(self, event: str, id: str, file: MaterialFile) -> None:  # noqa: A002 -- as above
        """Note which material a file became, and remove it from where it waited. Idempotent."""
        key = keys.finished_material(event, id)
        self._bucket.put(key, b"", file.type, _to_metadata(file))
        self._bucket.erase(keys.waiting_material(event, id))

    def find_finished(self, event: str, id: str) -> MaterialFile | None:  # noqa: A002 -- as above
        """Return the material that an uploaded file became, None if it became none yet, or long ago."""
        found = self._bucket.get(keys.finished_material(event, id))
        return None if found is None else _from_metadata(found.content_type, found.meta)

    def erase(self, event: str, digest: str, *, before: "datetime") -> None:
        """Remove a content for good, as far as it was stored before that moment. Idempotent."""
        self._bucket.erase_older(keys.material_object(event, digest), before=before)


def _to_metadata(file: MaterialFile) -> Mapping[str, str]:
    return {_NAME: file.name, "size": str(file.size), "sha256": file.sha256}


def _from_metadata(content_type: str, meta: Mapping[str, str]) -> MaterialFile:
    return MaterialFile(
        name=meta[_NAME], type=content_type, size=int(meta["size"]), sha256=meta["sha256"]
    )
