"""Files that people send as answers: waiting under ``incoming/``, then kept with their submission.

The bucket's lifecycle rule deletes a waiting file after a week. Nothing enters ``kept/`` before its submission is
stored, so every file there has an owner.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from chalicelib.domain.pictures import STRIPPED, strip_metadata
from chalicelib.domain.submissions import AnswerFile, SubmissionFiles
from chalicelib.domain.uploads import HEAD, AcceptedFile, WaitingFile
from chalicelib.storage import keys
from chalicelib.storage.bucket import Bucket, NoSuchObject, PresignedPost, StoredObject

POST_LIFETIME: Final = timedelta(minutes=30)
"""How long a page may start to send a file; on a bad line it tries again."""


class UploadStore:
    """The files of the bucket that are answers, or wait to be."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def presign(
        self,
        event: str,
        form: str,
        id: str,  # noqa: A002 -- its name everywhere
        question: str,
        accepted: AcceptedFile,
        size: int,
    ) -> PresignedPost:
        """Return what lets a page send that file of that many bytes, and no other, by itself."""
        return self._bucket.presign_post(
            keys.incoming_object(event, form, id),
            accepted.content_type,
            to_metadata(question, accepted),
            size=size,
            lifetime=POST_LIFETIME,
        )

    def put(
        self,
        event: str,
        form: str,
        id: str,  # noqa: A002 -- its name everywhere
        question: str,
        accepted: AcceptedFile,
        content: bytes,
    ) -> None:
        """Store a file that came with its form, to wait for its answer."""
        self._bucket.put(
            keys.incoming_object(event, form, id),
            content,
            accepted.content_type,
            to_metadata(question, accepted),
        )

    def read_waiting(self, event: str, form: str, id: str) -> WaitingFile | None:  # noqa: A002 -- as above
        """Return a waiting file with its first bytes, None if there is none."""
        found = self._bucket.get(keys.incoming_object(event, form, id), first=HEAD)
        return None if found is None else from_object(found)

    def keep(self, owned: SubmissionFiles) -> list[AnswerFile]:
        """Move a submission's files, without metadata, to where they stay; return those that are nowhere.

        Idempotent. A program sends its file straight to the bucket, so this is the first time that it is read whole.
        """
        lost = []
        for file in owned.files:
            waiting = keys.incoming_object(owned.event, owned.form, file.id)
            target = _kept_object(owned, file)
            try:
                self._move(waiting, file, target)
            except NoSuchObject:
                if not self._bucket.exists(target):
                    lost.append(file)
            else:
                self._bucket.erase(waiting)
        return lost

    def _move(self, waiting: str, file: AnswerFile, target: str) -> None:
        if file.content_type not in STRIPPED:
            self._bucket.copy(waiting, file.source, target)
            return
        found = self._bucket.get(waiting, version=file.source)
        if found is None:
            raise NoSuchObject
        stripped = strip_metadata(file.content_type, found.content)
        if stripped == found.content:
            self._bucket.copy(waiting, file.source, target)
        else:
            self._bucket.put(target, stripped, found.content_type, found.meta)

    def is_kept(self, owned: SubmissionFiles, file: AnswerFile) -> bool:
        """Return whether the file is where it stays; else it still waits."""
        return self._bucket.exists(_kept_object(owned, file))

    def read(self, owned: SubmissionFiles, file: AnswerFile) -> StoredObject | None:
        """Return a kept file whole, None if it is not kept (yet)."""
        return self._bucket.get(_kept_object(owned, file))

    def link(self, owned: SubmissionFiles, file: AnswerFile) -> str:
        """Return an address at which a kept file can be downloaded for a while."""
        return self._bucket.link(_kept_object(owned, file), file.name, file.content_type)

    def erase(self, owned: SubmissionFiles) -> None:
        """Remove a submission's files for good, wherever they are. Idempotent."""
        self._bucket.erase(keys.kept_objects(owned.event, owned.form, owned.submission))
        for file in owned.files:
            self._bucket.erase(keys.incoming_object(owned.event, owned.form, file.id))


def _kept_object(owned: SubmissionFiles, file: AnswerFile) -> str:
    return keys.kept_objects(owned.event, owned.form, owned.submission) + file.id


def to_metadata(question: str, accepted: AcceptedFile) -> Mapping[str, str]:
    """Return the metadata of the object of a waiting file."""
    return {"question": question, "name": accepted.name}


def from_object(found: StoredObject) -> WaitingFile:
    """Return the waiting file of an object."""
    return WaitingFile(
        question=found.meta.get("question", ""),
        name=found.meta.get("name", ""),
        content_type=found.content_type,
        size=found.size,
        source=found.version,
        head=found.content,
    )
