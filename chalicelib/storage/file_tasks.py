"""What is still to be done with a submission's files: written in the transaction that makes it so.

Keeping is noted with the submission and forgotten when its files are kept. Erasing is noted with the
submission's end and done once more when nobody can still be about to keep them: a copy that was under
way at that moment is found then.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from chalicelib.domain.submissions import IN_FLIGHT, Bundle, KeptFile, Submission
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.domain.uploads import WAITS
from chalicelib.storage import keys
from chalicelib.storage.table import (
    Condition,
    Delete,
    Item,
    Operation,
    Put,
    Table,
    address,
    number,
    string,
)

PATIENCE: Final = timedelta(minutes=5)
"""How long whoever took the answer may need to keep its files before another sees to it."""
_HELD: Final = WAITS + timedelta(days=1)
"""How long it must be known whose answer a file is: after that it waits no more."""


@dataclass(frozen=True, slots=True)
class FileTask:
    """Files to be kept or erased; ``key`` is where it is noted."""

    what: Literal["keep", "erase"]
    bundle: Bundle
    key: keys.Key


class FileTaskStore:
    """The work that is noted in the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def due(self, now: datetime) -> Iterator[FileTask]:
        """What should be done by now, the longest waiting first."""
        for item in self._table.query(keys.FILES, last=to_timestamp(now)):
            yield _work_of(item)

    def done(self, key: keys.Key) -> None:
        """Forget what was done."""
        self._table.delete(key)


def keeping(submission: Submission) -> dict[str, Operation]:
    """The parts of a transaction by which files become this submission's and are to be kept.

    A file that is another submission's already fails its part, which has the file's id as its name.
    """
    claims: dict[str, Operation] = {
        file.id: Put(
            {
                **address(keys.upload(submission.event, submission.form, file.id)),
                "holder": string(submission.id),
                "expires_at": number(int((submission.received_at + _HELD).timestamp())),
            },
            Condition(
                "attribute_not_exists(pk) OR holder = :me",
                values={":me": string(submission.id)},
            ),
        )
        for file in submission.files
    }
    return {**claims, "keeping": Put(_item_of("keep", keeping_key(submission), submission))}


def erasing(submission: Submission, now: datetime) -> list[Operation]:
    """The parts of a transaction after which the submission's files are to be erased."""
    later = keys.files(to_timestamp(now + IN_FLIGHT), submission.id)
    return [
        Put(_item_of("erase", later, submission)),
        Delete(keeping_key(submission)),
        *(
            Delete(keys.upload(submission.event, submission.form, file.id))
            for file in submission.files
        ),
    ]


def keeping_key(submission: Submission) -> keys.Key:
    """Where it is noted that the submission's files are to be kept."""
    return keys.files(to_timestamp(submission.received_at + PATIENCE), submission.id)


def written(files: Sequence[KeptFile]) -> str:
    """Files as an attribute."""
    return json.dumps([asdict(file) for file in files], ensure_ascii=False, separators=(",", ":"))


def read(attribute: str) -> tuple[KeptFile, ...]:
    """The files of an attribute."""
    return tuple(KeptFile(**file) for file in json.loads(attribute))


def _item_of(what: str, key: keys.Key, submission: Submission) -> Item:
    return {
        **address(key),
        "what": string(what),
        "event": string(submission.event),
        "form": string(submission.form),
        "files": string(written(submission.files)),
    }


def _work_of(item: Item) -> FileTask:
    what: Literal["keep", "erase"] = "keep" if item["what"]["S"] == "keep" else "erase"
    return FileTask(
        what=what,
        bundle=Bundle(
            event=item["event"]["S"],
            form=item["form"]["S"],
            submission=item["sk"]["S"].partition("#")[2],
            files=read(item["files"]["S"]),
        ),
        key=keys.Key(item["pk"]["S"], item["sk"]["S"]),
    )
