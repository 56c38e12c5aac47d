"""What is still to be done with a submission's files, noted in the transaction that makes it necessary.

Keeping is noted when the submission is stored, and forgotten when its files are kept. Erasing is noted when the
submission is erased, and done once more when nobody can still be about to keep the files: a copy that was under
way at that moment is removed then.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.domain.submissions import IN_FLIGHT, AnswerFile, Submission, SubmissionFiles
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.domain.uploads import WAITING_TIME
from chalicelib.storage import keys
from chalicelib.storage.table import (
    Condition,
    Delete,
    Item,
    Operation,
    Put,
    Table,
    Value,
    address,
    iter_readable,
    number,
    string,
)

PATIENCE: Final = timedelta(minutes=5)
"""How long the function that stored a submission may take to keep its files before a sweep does it."""
UNNAMED: Final = timedelta(hours=1)
"""How long a content may be in the bucket without an event that names it."""
_CLAIM_LIFETIME: Final = WAITING_TIME + timedelta(days=1)
"""How long a file's owner must be known: the uploaded file itself is gone by then."""


@dataclass(frozen=True, slots=True)
class FileTask:
    """A submission's files that are to be kept or erased; ``key`` is that of the task's item."""

    what: Literal["keep", "erase"]
    files: SubmissionFiles
    key: keys.Key

    @property
    def name(self) -> str:
        """What the log calls the task: the submission's id."""
        return self.files.submission

    @property
    def event(self) -> str:
        """The event of the submission."""
        return self.files.event


@dataclass(frozen=True, slots=True)
class MaterialCheck:
    """A content of an event's materials that is to be erased unless the event names it by then."""

    event: str
    digest: str
    key: keys.Key
    what: Literal["check"] = "check"

    @property
    def name(self) -> str:
        """What the log calls the task: the event and the content."""
        return f"{self.event}/{self.digest}"

    @classmethod
    def of(cls, event: str, digest: str, now: datetime) -> "MaterialCheck":
        """Return the check of a content that is stored, or named no more, at this moment."""
        due = to_timestamp(now + UNNAMED)
        return cls(event, digest, keys.file_check(due, event, digest))

    def operation(self) -> Put:
        """Make the operation that notes the check."""
        return Put({**address(self.key), "what": string(self.what)})


@dataclass(frozen=True, slots=True)
class PhotoCheck:
    """The photos of an event's record, of which those are to be erased that the record does not name by then."""

    event: str
    key: keys.Key
    what: Literal["photos"] = "photos"

    @property
    def name(self) -> str:
        """What the log calls the task: the event."""
        return self.event

    @classmethod
    def of(cls, event: str, due: datetime) -> "PhotoCheck":
        """Return the check of an event's photos that is due then."""
        return cls(event, keys.file_check(to_timestamp(due), event, "photos"))

    def operation(self) -> Put:
        """Make the operation that notes the check."""
        return Put({**address(self.key), "what": string(self.what)})


class FileTaskStore:
    """The tasks that are noted in the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def due(self, now: datetime) -> Iterator[FileTask | MaterialCheck | PhotoCheck]:
        """Yield the tasks that are due, the longest waiting first."""
        items = self._table.query(keys.FILES, last=to_timestamp(now))
        yield from iter_readable(items, from_item)

    def note(self, check: MaterialCheck | PhotoCheck) -> None:
        """Note a check of what is about to be stored. Idempotent."""
        self._table.put(check.operation().item)

    def remove(self, key: keys.Key) -> None:
        """Forget a task that is done."""
        self._table.delete(key)


def operations_to_keep(submission: Submission) -> dict[str, Operation]:
    """Return the operations of a transaction by which files become the submission's own and are to be kept.

    Each has a name: a file that belongs to another submission fails the operation that has the file's id.
    """
    claims: dict[str, Operation] = {
        file.id: Put(
            {
                **address(keys.upload(submission.event, submission.form, file.id)),
                "holder": string(submission.id),
                "expires_at": number(int((submission.received_at + _CLAIM_LIFETIME).timestamp())),
            },
            Condition(
                "attribute_not_exists(pk) OR holder = :own",
                values={":own": string(submission.id)},
            ),
        )
        for file in submission.files
    }
    task = FileTask("keep", SubmissionFiles.of(submission), keeping_key(submission))
    return {**claims, "keeping": Put(to_item(task))}


def operations_to_erase(submission: Submission, now: datetime) -> list[Operation]:
    """Return the operations of a transaction after which the submission's files are to be erased."""
    key = keys.files(to_timestamp(now + IN_FLIGHT), submission.id)
    return [
        Put(to_item(FileTask("erase", SubmissionFiles.of(submission), key))),
        Delete(keeping_key(submission)),
        *(
            Delete(keys.upload(submission.event, submission.form, file.id))
            for file in submission.files
        ),
    ]


def keeping_key(submission: Submission) -> keys.Key:
    """Return the key of the task that keeps the submission's files."""
    return keys.files(to_timestamp(submission.received_at + PATIENCE), submission.id)


def files_to_value(files: Sequence[AnswerFile]) -> Value:
    """Return files as an attribute's value: a JSON text."""
    return string(
        json.dumps([asdict(file) for file in files], ensure_ascii=False, separators=(",", ":"))
    )


def files_from_value(value: Value) -> tuple[AnswerFile, ...]:
    """Return the files of an attribute's value."""
    return tuple(
        AnswerFile(
            id=file["id"],
            question=file["question"],
            name=file["name"],
            content_type=file["content_type"],
            size=file["size"],
            source=file["source"],
        )
        for file in json.loads(value["S"])
    )


def to_item(task: FileTask) -> Item:
    """Return the task's item; the submission's id is a part of its key."""
    return {
        **address(task.key),
        "what": string(task.what),
        "event": string(task.files.event),
        "form": string(task.files.form),
        "files": files_to_value(task.files.files),
    }


def from_item(item: Item) -> FileTask | MaterialCheck | PhotoCheck:
    """Return the task of an item."""
    if item["what"]["S"] == "photos":
        return PhotoCheck(item["sk"]["S"].split("#")[1], keys.Key(item["pk"]["S"], item["sk"]["S"]))
    if item["what"]["S"] == "check":
        _, event, digest = item["sk"]["S"].split("#")
        return MaterialCheck(event, digest, keys.Key(item["pk"]["S"], item["sk"]["S"]))
    return FileTask(
        what="keep" if item["what"]["S"] == "keep" else "erase",
        files=SubmissionFiles(
            event=item["event"]["S"],
            form=item["form"]["S"],
            submission=item["sk"]["S"].partition("#")[2],
            files=files_from_value(item["files"]),
        ),
        key=keys.Key(item["pk"]["S"], item["sk"]["S"]),
    )
