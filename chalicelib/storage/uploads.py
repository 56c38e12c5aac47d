"""Files that people send as answers: waiting under ``incoming/``, then kept with their submission.

What waits is deleted by the bucket's own rule after a week. Nothing enters ``kept/`` before the
submission that it belongs to is stored, so nothing there is nobody's.
"""

from datetime import timedelta
from typing import Final

from chalicelib.domain.submissions import Bundle, KeptFile
from chalicelib.domain.uploads import HEAD, MAX_SIZE, AcceptedFile, Waiting
from chalicelib.storage import keys
from chalicelib.storage.bucket import Bucket, NoSuchObject, Object, Post

POST_LIFETIME: Final = timedelta(minutes=30)
"""How long a page may begin to send a file: on a bad line it tries again."""


class UploadStore:
    """The files of the bucket that are answers, or wait to be."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def invite(self, event: str, form: str, id: str, question: str, offered: AcceptedFile) -> Post:  # noqa: A002 -- its name everywhere
        """What lets a page send that file, and no other, by itself."""
        return self._bucket.post(
            keys.incoming_object(event, form, id),
            offered.content_type,
            {"question": question, "name": offered.name},
            largest=MAX_SIZE,
            lifetime=POST_LIFETIME,
        )

    def receive(
        self,
        event: str,
        form: str,
        id: str,  # noqa: A002 -- its name everywhere
        question: str,
        offered: AcceptedFile,
        content: bytes,
    ) -> None:
        """Let a file wait that came with its form."""
        self._bucket.put(
            keys.incoming_object(event, form, id),
            content,
            offered.content_type,
            {"question": question, "name": offered.name},
        )

    def look_at(self, event: str, form: str, id: str) -> Waiting | None:  # noqa: A002 -- as above
        """A file that waits, None where there is none."""
        found = self._bucket.get(keys.incoming_object(event, form, id), first=HEAD)
        if found is None:
            return None
        return Waiting(
            question=found.meta.get("question", ""),
            name=found.meta.get("name", ""),
            content_type=found.content_type,
            size=found.size,
            source=found.version,
            head=found.content,
        )

    def keep(self, bundle: Bundle) -> list[KeptFile]:
        """Let a submission's files wait no longer; those that are nowhere. Again is the same."""
        lost = []
        for file in bundle.files:
            waits = keys.incoming_object(bundle.event, bundle.form, file.id)
            kept = _kept(bundle, file)
            try:
                self._bucket.copy(waits, file.source, kept)
            except NoSuchObject:
                if not self._bucket.exists(kept):
                    lost.append(file)
            else:
                self._bucket.erase(waits)
        return lost

    def is_kept(self, bundle: Bundle, file: KeptFile) -> bool:
        """Whether the file is where it stays; else it waits still."""
        return self._bucket.exists(_kept(bundle, file))

    def read(self, bundle: Bundle, file: KeptFile) -> Object | None:
        """A kept file whole, None where it is not kept (yet)."""
        return self._bucket.get(_kept(bundle, file))

    def link(self, bundle: Bundle, file: KeptFile) -> str:
        """Where a kept file can be downloaded for a while."""
        return self._bucket.link(_kept(bundle, file), file.name, file.content_type)

    def erase(self, bundle: Bundle) -> None:
        """Remove a submission's files for good, wherever they are. Again is the same."""
        self._bucket.erase(keys.kept_objects(bundle.event, bundle.form, bundle.submission))
        for file in bundle.files:
            self._bucket.erase(keys.incoming_object(bundle.event, bundle.form, file.id))


def _kept(bundle: Bundle, file: KeptFile) -> str:
    return keys.kept_objects(bundle.event, bundle.form, bundle.submission) + file.id
