"""Signature Version 4 of one kind of request: a POST of JSON to the root of a service.

The method is AWS's (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html): a hash of
the request, signed with a key that is derived from the secret for one day, region and service. Between two requests for one
operation only the time and the body differ, so all else is written once for the credentials and the day.
"""

from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from chalicelib import keyed_hashing
from chalicelib.settings import Credentials

CONTENT_TYPE: Final = "application/x-amz-json-1.0"
_ALGORITHM: Final = "AWS4-HMAC-SHA256"


class _Parts(NamedTuple):
    """What the requests for one operation have in common, before and after the time that stands in them."""

    credentials: Credentials
    day: str
    key: bytes
    scope: str
    signed: tuple[str, str]
    head: tuple[str, str]


class Signer:
    """Writes and signs the requests to one host; safe to share between threads."""

    def __init__(self, *, service: str, region: str, host: str) -> None:
        self._service = service
        self._region = region
        self._host = host
        self._kept: dict[str, _Parts] = {}

    def request(self, target: str, body: bytes, credentials: Credentials, now: datetime) -> bytes:
        """Return a whole signed request, head and body.

        Args:
            target: the operation, such as ``DynamoDB_20120810.PutItem``.
            body: the request's JSON.
            credentials: what the request is signed with.
            now: the time in UTC; AWS takes a signature for five minutes.
        """
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        day = stamp[:8]
        parts = self._kept.get(target)
        if parts is None or parts.day != day or parts.credentials != credentials:
            parts = self._kept[target] = self._prepare(target, credentials, day)
        canonical = f"{parts.signed[0]}{stamp}{parts.signed[1]}{sha256(body).hexdigest()}"
        digest = sha256(canonical.encode()).hexdigest()
        signature = _hmac(parts.key, f"{_ALGORITHM}\n{stamp}\n{parts.scope}\n{digest}").hex()
        head = f"{parts.head[0]}{stamp}{parts.head[1]}{signature}\r\ncontent-length: {len(body)}\r\n\r\n"
        return head.encode("latin-1") + body

    def _prepare(self, target: str, credentials: Credentials, day: str) -> _Parts:
        before = {"content-type": CONTENT_TYPE, "host": self._host}
        after = {"x-amz-target": target}
        if credentials.token:
            after = {"x-amz-security-token": credentials.token, **after}
        names = ";".join((*before, "x-amz-date", *after))
        scope = f"{day}/{self._region}/{self._service}/aws4_request"
        authorization = (
            f"{_ALGORITHM} Credential={credentials.access_key}/{scope}, "
            f"SignedHeaders={names}, Signature="
        )
        signed = (
            "POST\n/\n\n" + _join(before, ":", "\n") + "x-amz-date:",
            "\n" + _join(after, ":", "\n") + f"\n{names}\n",
        )
        head = (
            "POST / HTTP/1.1\r\n" + _join(before, ": ", "\r\n") + "x-amz-date: ",
            "\r\n" + _join(after, ": ", "\r\n") + f"authorization: {authorization}",
        )
        key = self._derive_key(credentials.secret_key, day)
        return _Parts(credentials, day, key, scope, signed, head)

    def _derive_key(self, secret: str, day: str) -> bytes:
        key = f"AWS4{secret}".encode()
        for part in (day, self._region, self._service, "aws4_request"):
            key = _hmac(key, part)
        return key


def _join(headers: dict[str, str], colon: str, end: str) -> str:
    return "".join(f"{name}{colon}{value}{end}" for name, value in headers.items())


def _hmac(key: bytes, text: str) -> bytes:
    return keyed_hashing.digest(key, text.encode())
