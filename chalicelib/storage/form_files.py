"""Files attached to forms: their content in the bucket, what they are in the table.

Content lies under its hash and never changes; a published version keeps what it was published with.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict

from chalicelib.domain.form_files import FormFile
from chalicelib.storage import keys
from chalicelib.storage.bucket import Bucket
from chalicelib.storage.table import Item, Put, Table, address, string


class FormFileStore:
    """The files attached to forms; the bucket is asked for when content is."""

    def __init__(self, table: Table, bucket: Callable[[], Bucket]) -> None:
        self._table = table
        self._bucket = bucket

    def all(self, event: str, form: str) -> dict[str, FormFile]:
        """The files attached to a form now, by name."""
        collection = keys.event_collection(event)
        found = self._table.query(collection, begins=keys.form_files(form))
        files = [_file_of(item) for item in found]
        return {file.name: file for file in files}

    def attach(self, event: str, form: str, file: FormFile, content: bytes) -> None:
        """Attach a file; one of the same name is no more."""
        self._bucket().put(keys.media_object(event, form, file.digest), content, file.content_type)
        self._table.put(
            {**address(keys.form_file(event, form, file.name)), "file": string(_written(file))}
        )

    def remove(self, event: str, form: str, name: str) -> None:
        """Attach it no more; versions that were published with it keep it."""
        self._table.delete(keys.form_file(event, form, name))

    def pinned(self, event: str, form: str, version: int) -> dict[str, FormFile]:
        """The files that a version was published with."""
        item = self._table.get(keys.pinned(event, form, version))
        if item is None:
            return {}
        return {one["name"]: FormFile(**one) for one in json.loads(item["files"]["S"])}

    def content(self, event: str, form: str, file: FormFile) -> bytes | None:
        """What is in the file, None where it is lost."""
        found = self._bucket().get(keys.media_object(event, form, file.digest))
        return None if found is None else found.content


def pinning(event: str, form: str, version: int, files: Mapping[str, FormFile]) -> Put:
    """The part of a transaction by which a version keeps its files."""
    listed = [asdict(file) for _, file in sorted(files.items())]
    said = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    return Put({**address(keys.pinned(event, form, version)), "files": string(said)})


def _written(file: FormFile) -> str:
    return json.dumps(asdict(file), ensure_ascii=False, separators=(",", ":"))


def _file_of(item: Item) -> FormFile:
    return FormFile(**json.loads(item["file"]["S"]))
