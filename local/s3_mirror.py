"""What lies in the bucket, kept in a folder over a restart: moto forgets, `.local/` does not."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

_KEPT_HEADERS = ("ContentType", "ContentDisposition", "CacheControl")


@dataclass(slots=True)
class Objects:
    """A bucket and the folder that mirrors it: a file for each object, and ``index.json``.

    The index gives each key its ETag, its headers and its metadata; it is written last and whole, so
    that a crash loses at most what came since.
    """

    s3: Any
    bucket: str
    folder: Path
    _known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put_back(self) -> None:
        """Fill the bucket with what the folder holds."""
        self.folder.mkdir(exist_ok=True)
        index = self.folder / "index.json"
        kept: Mapping[str, dict[str, Any]] = (
            json.loads(index.read_bytes()) if index.exists() else {}
        )
        for key, entry in kept.items():
            answer = self.s3.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=self._file(key).read_bytes(),
                Metadata=entry["metadata"],
                **entry["headers"],
            )
            self._known[key] = {**entry, "etag": answer["ETag"]}

    def keep(self) -> None:
        """Write down what changed in the bucket since this was last asked."""
        there = dict(self._listed())
        changed = {key for key, etag in there.items() if self._etag(key) != etag}
        gone = self._known.keys() - there.keys()
        if not changed and not gone:
            return
        for key in changed:
            self._known[key] = self._fetched(key)
        for key in gone:
            del self._known[key]
        new = self.folder / "index.new"
        new.write_text(json.dumps(self._known, ensure_ascii=False), encoding="utf-8")
        new.replace(self.folder / "index.json")
        for key in gone:
            self._file(key).unlink(missing_ok=True)

    def _etag(self, key: str) -> str | None:
        known = self._known.get(key)
        return known["etag"] if known else None

    def _listed(self) -> Iterator[tuple[str, str]]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        for page in pages:
            for each in page.get("Contents", ()):
                yield each["Key"], each["ETag"]

    def _fetched(self, key: str) -> dict[str, Any]:
        answer = self.s3.get_object(Bucket=self.bucket, Key=key)
        self._file(key).write_bytes(answer["Body"].read())
        headers = {name: answer[name] for name in _KEPT_HEADERS if answer.get(name)}
        return {"etag": answer["ETag"], "headers": headers, "metadata": answer["Metadata"]}

    def _file(self, key: str) -> Path:
        """Named by a hash: a key may hold whatever a file's name may not."""
        return self.folder / sha256(key.encode()).hexdigest()
