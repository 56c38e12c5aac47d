"""Files attached to forms: content in the bucket, names and types in the table.

Content is stored under its hash and never changes; a published version keeps the files that it was
published with.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from pydantic import TypeAdapter

from chalicelib import errors
from chalicelib.domain.form_files import FormFile
from chalicelib.storage import keys
from chalicelib.storage.bucket import Bucket
from chalicelib.storage.table import (
    PRESENT,
    Condition,
    Delete,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    address,
    string,
)

_FILE = TypeAdapter(FormFile)
_FILES = TypeAdapter(tuple[FormFile, ...])


class FormFileStore:
    """The files attached to forms; the bucket is used only for content."""

    def __init__(self, table: Table, bucket: Callable[[], Bucket]) -> None:
        self._table = table
        self._bucket = bucket

    def all(self, event: str, form: str) -> dict[str, FormFile]:
        """Return the files attached to the form now, by name."""
        items = self._table.query(keys.event_collection(event), begins=keys.form_files(form))
        files = [from_item(item) for item in items]
        return {file.name: file for file in files}

    def attach(
        self,
        event: str,
        form: str,
        file: FormFile,
        content: bytes,
        *,
        along: Sequence[Operation] = (),
    ) -> None:
        """Attach a file; it replaces one of the same name. ``along`` goes into the transaction.

        The same file again, whose first answer may have been lost, changes nothing.
        """
        self._bucket().put(keys.media_object(event, form, file.digest), content, file.content_type)
        item = to_item(event, form, file)
        differs = Condition(
            "attribute_not_exists(pk) OR #file <> :file", {"#file": "file"}, {":file": item["file"]}
        )
        self._transact(Put(item, differs), *along)

    def remove(self, event: str, form: str, name: str, *, along: Sequence[Operation] = ()) -> None:
        """Detach a file, and do ``along`` if it was there; versions that were published with it keep it."""
        self._transact(Delete(keys.form_file(event, form, name), PRESENT), *along)

    def _transact(self, change: Put | Delete, *along: Operation) -> None:
        """Do all, or nothing if the change was made before."""
        try:
            self._table.transact([change, *along])
        except TransactionCancelled as cancelled:
            if not cancelled.reasons[0].condition_failed:
                raise errors.Unavailable from None

    def of_version(self, event: str, form: str, version: int) -> dict[str, FormFile]:
        """Return the files that a version was published with, by name."""
        item = self._table.get(keys.version_files(event, form, version))
        if item is None:
            return {}
        return {file.name: file for file in _FILES.validate_json(item["files"]["S"])}

    def park_upload(self, event: str, form: str, id: str, upload: bytes) -> None:  # noqa: A002 -- its name everywhere
        """Let what was sent for a form wait until its author decides; the bucket erases it after a week."""
        key = keys.waiting_form(event, form, id)
        self._bucket().put(key, upload, "application/json")

    def find_parked(self, event: str, form: str, id: str) -> bytes | None:  # noqa: A002 -- as above
        """Return what waits under that id, None if there is nothing any more."""
        stored = self._bucket().get(keys.waiting_form(event, form, id))
        return None if stored is None else stored.content

    def content(self, event: str, form: str, file: FormFile) -> bytes | None:
        """Return the file's content, None if it is lost."""
        stored = self._bucket().get(keys.media_object(event, form, file.digest))
        return None if stored is None else stored.content


def put_version_files(event: str, form: str, version: int, files: Mapping[str, FormFile]) -> Put:
    """Make the operation by which a version keeps its files."""
    in_order = [asdict(file) for _, file in sorted(files.items())]
    key = keys.version_files(event, form, version)
    return Put({**address(key), "files": string(_to_json(in_order))})


def to_item(event: str, form: str, file: FormFile) -> Item:
    """Write a file's name, type, size and hash as an item."""
    key = keys.form_file(event, form, file.name)
    return {**address(key), "file": string(_to_json(asdict(file)))}


def from_item(item: Item) -> FormFile:
    """Read a file's name, type, size and hash from its item."""
    return _FILE.validate_json(item["file"]["S"])


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
