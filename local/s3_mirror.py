"""Mirror the bucket in a folder, because moto forgets its objects when the process ends."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

_HEADERS = ("ContentType", "ContentDisposition", "CacheControl")


@dataclass(slots=True)
class BucketMirror:
    """A bucket and the folder that mirrors it: a file for each object, and ``index.json``.

    The index maps each key to its ETag, headers and metadata. It is written last and replaced as a
    whole, so that a crash loses at most what changed since the last ``save``.
    """

    s3: Any
    bucket: str
    folder: Path
    _known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def restore(self) -> None:
        """Put every object of the folder into the bucket."""
        self.folder.mkdir(exist_ok=True)
        index = self.folder / "index.json"
        entries: Mapping[str, dict[str, Any]] = (
            json.loads(index.read_bytes()) if index.exists() else {}
        )
        for key, entry in entries.items():
            answer = self.s3.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=self._file(key).read_bytes(),
                Metadata=entry["metadata"],
                **entry["headers"],
            )
            self._known[key] = {**entry, "etag": answer["ETag"]}

    def save(self) -> None:
        """Write what changed in the bucket since the last call to the folder."""
        etags = dict(self._list_etags())
        changed = {key for key, etag in etags.items() if self._etag(key) != etag}
        removed = self._known.keys() - etags.keys()
        if not changed and not removed:
            return
        for key in changed:
            self._known[key] = self._fetch(key)
        for key in removed:
            del self._known[key]
        new = self.folder / "index.new"
        new.write_text(json.dumps(self._known, ensure_ascii=False), encoding="utf-8")
        new.replace(self.folder / "index.json")
        for key in removed:
            self._file(key).unlink(missing_ok=True)

    def _etag(self, key: str) -> str | None:
        known = self._known.get(key)
        return known["etag"] if known else None

    def _list_etags(self) -> Iterator[tuple[str, str]]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        for page in pages:
            for each in page.get("Contents", ()):
                yield each["Key"], each["ETag"]

    def _fetch(self, key: str) -> dict[str, Any]:
        answer = self.s3.get_object(Bucket=self.bucket, Key=key)
        self._file(key).write_bytes(answer["Body"].read())
        headers = {name: answer[name] for name in _HEADERS if answer.get(name)}
        return {"etag": answer["ETag"], "headers": headers, "metadata": answer["Metadata"]}

    def _file(self, key: str) -> Path:
        """Return the object's file, named by a hash: a key may hold what a file's name may not."""
        return self.folder / sha256(key.encode()).hexdigest()
