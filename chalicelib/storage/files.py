"""Files to download that are too large for an answer: in the bucket, under a name nobody guesses."""

import logging
import secrets
from collections.abc import Iterable
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import errors

if TYPE_CHECKING:
    from chalicelib.settings import Settings

LINK_LIFETIME: Final = timedelta(minutes=5)
PREFIX: Final = "exports/"
"""What lies below is deleted by the bucket's own rule."""

_IN_MEMORY: Final = 8 * 1024 * 1024
_log = logging.getLogger("pikir.files")


class Files:
    """The bucket. A file is reached only by a link that holds for five minutes."""

    def __init__(self, settings: "Settings") -> None:
        self._bucket = settings.bucket
        self._client: Any = boto3.client(
            "s3",
            region_name=settings.region,
            endpoint_url=settings.aws_endpoint,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if settings.aws_endpoint else "virtual"},
                connect_timeout=2,
                read_timeout=20,
                retries={"total_max_attempts": 3, "mode": "standard"},
            ),
        )

    def offer(self, name: str, content_type: str, pieces: Iterable[bytes]) -> str:
        """Keep the file and return a link that downloads it under that name.

        Raises:
            errors.Unavailable: the bucket did not take it in time.
        """
        key = f"{PREFIX}{secrets.token_urlsafe(32)}"
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            for piece in pieces:
                file.write(piece)
            file.seek(0)
            try:
                self._client.put_object(
                    Bucket=self._bucket, Key=key, Body=file, ContentType=content_type
                )
                return self._link(key, name, content_type)
            except (BotoCoreError, ClientError) as error:
                _log.warning('{"file": "not kept", "why": "%s"}', type(error).__name__)
                raise errors.Unavailable from error

    def _link(self, key: str, name: str, content_type: str) -> str:
        link: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(name)}",
                "ResponseContentType": content_type,
                "ResponseCacheControl": "no-store",
            },
            ExpiresIn=int(LINK_LIFETIME.total_seconds()),
        )
        return link
