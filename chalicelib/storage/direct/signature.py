"""Signature Version 4 of one kind of request: a POST of JSON to the root of a service.

The method is AWS's (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html): a hash of
the request, signed with a key that is derived from the secret for one day, region and service. The derived key is kept.
"""

import hashlib
import hmac
from datetime import datetime
from typing import Final

from chalicelib.settings import Credentials

CONTENT_TYPE: Final = "application/x-amz-json-1.0"
_ALGORITHM: Final = "AWS4-HMAC-SHA256"


class Signer:
    """Signs the requests to one host; safe to share between threads."""

    def __init__(self, *, service: str, region: str, host: str) -> None:
        self._service = service
        self._region = region
        self._host = host
        self._derived: tuple[str, str, bytes] = ("", "", b"")

    def headers(
        self, target: str, body: bytes, credentials: Credentials, now: datetime
    ) -> list[tuple[str, str]]:
        """Return the headers of a signed request, ``Authorization`` among them.

        Args:
            target: the operation, such as ``DynamoDB_20120810.PutItem``.
            body: the request's JSON.
            credentials: what the request is signed with.
            now: the time in UTC; AWS takes a signature for five minutes.
        """
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        signed = [
            ("content-type", CONTENT_TYPE),
            ("host", self._host),
            ("x-amz-date", stamp),
            *([("x-amz-security-token", credentials.token)] if credentials.token else []),
            ("x-amz-target", target),
        ]
        names = ";".join(name for name, _ in signed)
        lines = "".join(f"{name}:{value}\n" for name, value in signed)
        canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        day = stamp[:8]
        scope = f"{day}/{self._region}/{self._service}/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        key = self._key(credentials.secret_key, day)
        signature = _hmac(key, f"{_ALGORITHM}\n{stamp}\n{scope}\n{digest}").hex()
        authorization = (
            f"{_ALGORITHM} Credential={credentials.access_key}/{scope}, "
            f"SignedHeaders={names}, Signature={signature}"
        )
        return [*signed, ("authorization", authorization)]

    def _key(self, secret: str, day: str) -> bytes:
        """Return the key of that day; a thread that reads while another writes gets one whole entry or the other."""
        kept_secret, kept_day, key = self._derived
        if (kept_secret, kept_day) != (secret, day):
            key = _hmac(f"AWS4{secret}".encode(), day)
            for part in (self._region, self._service, "aws4_request"):
                key = _hmac(key, part)
            self._derived = (secret, day, key)
        return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
