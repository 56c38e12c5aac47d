"""The narrow seam to S3: put, get, copy, erase, and links that others may use for a while.

No error of botocore leaves this module: a missing object is None or `NoSuchObject`, anything else is
``errors.Unavailable``, after which the caller may try again.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws, deadlines, errors, metering

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from chalicelib.settings import Settings

LINK_LIFETIME: Final = timedelta(minutes=5)

_MISSING: Final = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NotFound", "PreconditionFailed"})
_log = logging.getLogger("pikir.files")


class NoSuchObject(Exception):
    """There is no such object, or not in the version that was asked for."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object, or its first bytes; ``size`` is that of the whole. ``meta`` holds our own headers."""

    content: bytes
    content_type: str
    size: int
    meta: Mapping[str, str]
    version: str


@dataclass(frozen=True, slots=True)
class PresignedPost:
    """What a page needs to send a file by itself: the address, and the fields that precede the file."""

    url: str
    fields: Mapping[str, str]


class Bucket:
    """The one bucket; its client is made when a file is first needed."""

    def __init__(self, settings: "Settings") -> None:
        from botocore.config import Config

        self.name = settings.bucket
        self._client: Any = aws.client(
            "s3",
            region=settings.region,
            endpoint=settings.aws_endpoint,
            config=Config(
                signature_version="s3v4",
                s3={
                    "addressing_style": "path" if settings.aws_endpoint else "virtual",
                    "us_east_1_regional_endpoint": "regional",
                },
                connect_timeout=1,
                read_timeout=6,  # a call that begins just before a request's deadline ends before the gateway's
                retries={"total_max_attempts": 3, "mode": "standard"},
            ),
        )
        aws.refuse_late_requests(self._client)

    def put(
        self,
        key: str,
        body: bytes | IO[bytes],
        content_type: str,
        meta: Mapping[str, str] | None = None,
    ) -> None:
        """Write a whole object."""
        metering.add("file_writes")
        with _map_errors():
            self._client.put_object(
                Bucket=self.name,
                Key=key,
                Body=body,
                ContentType=content_type,
                Metadata=_quote_all(meta or {}),
            )

    def get(self, key: str, *, first: int | None = None, version: str = "") -> StoredObject | None:
        """Return the object, or its first bytes, in the newest version or in that one; None if there is none."""
        part = {} if first is None else {"Range": f"bytes=0-{first - 1}"}
        part |= {"VersionId": version} if version else {}
        metering.add("file_reads")
        try:
            with _map_errors():
                answer = self._client.get_object(Bucket=self.name, Key=key, **part)
                content = answer["Body"].read()
        except NoSuchObject:
            return None
        _, _, whole = answer.get("ContentRange", "").rpartition("/")
        return StoredObject(
            content=content,
            content_type=answer["ContentType"],
            size=int(whole) if whole else answer["ContentLength"],
            meta=_unquote_all(answer["Metadata"]),
            version=answer.get("VersionId", ""),
        )

    def read_part(self, key: str, start: int, length: int, *, version: str = "") -> bytes:
        """Return at most that many bytes of an object from ``start`` on; raises `NoSuchObject`."""
        of = {"VersionId": version} if version else {}
        part = f"bytes={start}-{start + length - 1}"
        metering.add("file_reads")
        with _map_errors():
            answer = self._client.get_object(Bucket=self.name, Key=key, Range=part, **of)
            content: bytes = answer["Body"].read()
        return content

    def exists(self, key: str) -> bool:
        """Return whether there is such an object."""
        metering.add("file_reads")
        try:
            with _map_errors():
                self._client.head_object(Bucket=self.name, Key=key)
        except NoSuchObject:
            return False
        return True

    def copy(self, source: str, version: str, target: str) -> None:
        """Copy one version of an object; raises `NoSuchObject`. Idempotent."""
        of = {"VersionId": version} if version else {}
        metering.add("file_writes")
        with _map_errors():
            self._client.copy_object(
                Bucket=self.name,
                Key=target,
                CopySource={"Bucket": self.name, "Key": source, **of},
            )

    def erase(self, prefix: str) -> None:
        """Remove every object whose key starts with the prefix, in all its versions."""
        self._erase(prefix, lambda _: True)

    def erase_older(self, prefix: str, *, before: "datetime", kept: Set[str] = frozenset()) -> None:
        """Remove the versions from before that moment of every object whose key starts with the prefix, but for ``kept`` keys."""
        self._erase(
            prefix,
            lambda version: version["LastModified"] < before and version["Key"] not in kept,
        )

    def _erase(self, prefix: str, is_wanted: "Callable[[Mapping[str, Any]], bool]") -> None:
        with _map_errors():
            pages = self._client.get_paginator("list_object_versions")
            for page in pages.paginate(Bucket=self.name, Prefix=prefix):
                metering.add("file_writes")  # a list is priced like a write, and erasing is free
                found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
                self._remove(
                    [
                        {"Key": one["Key"], "VersionId": one["VersionId"]}
                        for one in found
                        if is_wanted(one)
                    ]
                )

    def _remove(self, objects: Sequence[Mapping[str, str]]) -> None:
        if not objects:
            return
        answer = self._client.delete_objects(
            Bucket=self.name, Delete={"Objects": list(objects), "Quiet": True}
        )
        if answer.get("Errors"):
            raise errors.Unavailable

    def link(self, key: str, name: str, content_type: str) -> str:
        """Return an address that downloads the object under that name, and never displays it."""
        with _map_errors():
            link: str = self._client.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self.name,
                    "Key": key,
                    "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(name)}",
                    "ResponseContentType": content_type,
                    "ResponseCacheControl": "no-store",
                },
                ExpiresIn=int(LINK_LIFETIME.total_seconds()),
            )
        return link

    def presign_post(
        self,
        key: str,
        content_type: str,
        meta: Mapping[str, str],
        *,
        size: int,
        lifetime: timedelta,
    ) -> PresignedPost:
        """Return what lets somebody send one object, with exactly these headers and of exactly that size, for a while.

        https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
        """
        exact = {
            "Content-Type": content_type,
            **{f"x-amz-meta-{name}": value for name, value in _quote_all(meta).items()},
        }
        with _map_errors():
            post = self._client.generate_presigned_post(
                Bucket=self.name,
                Key=key,
                Fields=dict(exact),
                Conditions=[
                    *({name: value} for name, value in exact.items()),
                    ["content-length-range", size, size],
                ],
                ExpiresIn=int(lifetime.total_seconds()),
            )
        return PresignedPost(post["url"], post["fields"])


def _quote_all(meta: Mapping[str, str]) -> dict[str, str]:
    """Percent-encode the values: headers hold ASCII only."""
    return {name: quote(value, safe="") for name, value in meta.items()}


def _unquote_all(meta: Mapping[str, str]) -> dict[str, str]:
    from urllib.parse import unquote

    return {name: unquote(value) for name, value in meta.items()}


@contextmanager
def _map_errors() -> Iterator[None]:
    """Raise our own errors for botocore's; begin nothing after the deadline of a request."""
    deadlines.refuse_if_passed()
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _MISSING:
            raise NoSuchObject from None
        _log.warning('{"bucket": "refused", "why": "%s"}', code)
        raise errors.Unavailable from error
    except BotoCoreError as error:
        _log.warning('{"bucket": "no answer", "why": "%s"}', type(error).__name__)
        raise errors.Unavailable from error
