"""The seven operations of DynamoDB that ``storage.table`` uses, in DynamoDB's own JSON.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
"""

import json
import secrets
import time
from base64 import b64decode, b64encode
from binascii import crc32
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from pydantic_core import from_json, to_json

from chalicelib import deadlines
from chalicelib.frozen import dataclass
from chalicelib.storage.direct.connection import ConnectionFault, Connections, RawAnswer, TlsRefused
from chalicelib.storage.direct.credentials import CredentialSource
from chalicelib.storage.direct.retries import (
    ATTEMPTS,
    RetryQuota,
    is_throttled,
    is_transient,
    pause_before,
)
from chalicelib.storage.direct.signature import Signer

_API: Final = "DynamoDB_20120810."
_OK: Final = 200
_EXPIRED: Final = "ExpiredTokenException"
_BINARY: Final = b'"B":'
"""The type of a binary value; inside a string the quotes would be escaped."""


class CallRefused(Exception):
    """DynamoDB answered with an error; ``response`` has it as botocore's ``ClientError`` would."""

    def __init__(self, response: Mapping[str, Any]) -> None:
        self.response = response
        super().__init__(response["Error"]["Code"])


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a client needs beside its connection.

    ``now`` returns the time in UTC; ``note_date`` is told the ``Date`` of each answer.
    """

    credentials: CredentialSource
    now: Callable[[], datetime]
    note_date: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep


class DynamoDBOperations(Protocol):
    """The operations that ``storage.table`` uses, as botocore's client has them, too."""

    def get_item(self, **parameters: object) -> Mapping[str, Any]:
        """Call GetItem."""

    def batch_get_item(self, **parameters: object) -> Mapping[str, Any]:
        """Call BatchGetItem."""

    def put_item(self, **parameters: object) -> Mapping[str, Any]:
        """Call PutItem."""

    def update_item(self, **parameters: object) -> Mapping[str, Any]:
        """Call UpdateItem."""

    def delete_item(self, **parameters: object) -> Mapping[str, Any]:
        """Call DeleteItem."""

    def query(self, **parameters: object) -> Mapping[str, Any]:
        """Call Query."""

    def transact_write_items(self, **parameters: object) -> Mapping[str, Any]:
        """Call TransactWriteItems."""


class DirectClient:
    """A client of DynamoDB; safe to share between threads: each call takes a connection that no other uses, and it is kept.

    Each method takes an operation's parameters and returns its answer, with binary values as ``bytes``.

    Raises:
        CallRefused: DynamoDB refused the call, after the retries that its error allows.
        ConnectionFault: no answer came; whether the call was carried out is not known.
        CredentialsFault: there are no credentials to sign the call with.
        errors.Unavailable: the request's deadline has passed.
    """

    def __init__(self, connections: Connections, signer: Signer, around: Surroundings) -> None:
        self._connections = connections
        self._signer = signer
        self._around = around
        self._quota = RetryQuota()

    def get_item(self, **parameters: object) -> Mapping[str, Any]:
        """Read an item."""
        return self._call("GetItem", parameters)

    def batch_get_item(self, **parameters: object) -> Mapping[str, Any]:
        """Read up to a hundred items."""
        return self._call("BatchGetItem", parameters)

    def put_item(self, **parameters: object) -> Mapping[str, Any]:
        """Write a whole item."""
        return self._call("PutItem", parameters)

    def update_item(self, **parameters: object) -> Mapping[str, Any]:
        """Change attributes of an item."""
        return self._call("UpdateItem", parameters)

    def delete_item(self, **parameters: object) -> Mapping[str, Any]:
        """Remove an item."""
        return self._call("DeleteItem", parameters)

    def query(self, **parameters: object) -> Mapping[str, Any]:
        """Read one page of a collection."""
        return self._call("Query", parameters)

    def transact_write_items(self, **parameters: object) -> Mapping[str, Any]:
        """Do all operations or none; all attempts carry one token, so that they count once."""
        token = {"ClientRequestToken": secrets.token_hex(16)}
        return self._call("TransactWriteItems", {**token, **parameters})

    def _call(self, operation: str, parameters: Mapping[str, object]) -> Mapping[str, Any]:
        body = _encode(parameters)
        attempt, cost = 0, 0
        while True:
            attempt += 1
            deadlines.refuse_if_passed()
            outcome = self._attempt(operation, body)
            if not isinstance(outcome, _Failure):
                self._quota.give_back(cost)
                return outcome
            cost = 0
            if outcome.is_transient and attempt < ATTEMPTS:
                cost = self._quota.take(throttled=outcome.is_throttled)
            if not cost:
                raise outcome.error
            pause = pause_before(
                attempt, throttled=outcome.is_throttled, retry_after=outcome.retry_after
            )
            self._around.sleep(deadlines.bound_timeout(pause))

    def _attempt(self, operation: str, body: bytes) -> "Mapping[str, Any] | _Failure":
        used = self._around.credentials.current()
        request = self._signer.request(_API + operation, body, used, self._around.now())
        try:
            answer = self._connections.exchange(request)
        except ConnectionFault as fault:
            return _Failure(fault, is_transient=not isinstance(fault, TlsRefused))
        if date := answer.headers.get("date"):
            self._around.note_date(date)
        if not _is_whole(answer):
            return _Failure(ConnectionFault("the answer's checksum is wrong"), is_transient=True)
        if answer.status == _OK:
            return _read(answer)
        response = _read_error(answer)
        code = response["Error"]["Code"]
        are_renewed = code == _EXPIRED and self._around.credentials.renew(used) != used
        return _Failure(
            CallRefused(response),
            is_transient=are_renewed or is_transient(code, answer.status),
            is_throttled=is_throttled(code, answer.status),
            retry_after=answer.headers.get("x-amz-retry-after"),
        )


@dataclass(frozen=True, slots=True)
class _Failure:
    """An attempt that failed: the error of the call if it was the last one."""

    error: Exception
    is_transient: bool
    is_throttled: bool = False
    retry_after: str | None = None


def _encode(parameters: Mapping[str, object]) -> bytes:
    try:
        body = to_json(parameters, bytes_mode="base64")
    except ValueError:
        # A lone surrogate, which DynamoDB refuses, as it does when botocore escapes it; or a value without a type.
        pass
    else:
        if _BINARY not in body:  # pydantic's base64 is the one for addresses
            return body
    return _write_json(parameters).encode("utf-8", "surrogatepass")


def _write_base64(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    raise TypeError(f"DynamoDB has no type for {type(value).__name__}")


_write_json: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=_write_base64
).encode


def _is_whole(answer: RawAnswer) -> bool:
    """Return whether the body is what DynamoDB computed its checksum over."""
    checksum = answer.headers.get("x-amz-crc32")
    return checksum is None or checksum == str(crc32(answer.body))


def _read(answer: RawAnswer) -> "Mapping[str, Any] | _Failure":
    try:
        return _decode(answer.body)
    except ValueError as error:
        return _Failure(ConnectionFault(f"the answer is no JSON: {error}"), is_transient=True)


def _decode(body: bytes) -> Mapping[str, Any]:
    answer: dict[str, Any] = from_json(body, cache_strings="keys")
    if _BINARY in body:
        _read_base64(answer)
    return answer


def _read_base64(part: object) -> None:
    """Turn the binary values into bytes, in place: each is a mapping of the type ``B`` to a text."""
    if isinstance(part, list):
        for each in part:
            _read_base64(each)
    elif isinstance(part, dict):
        if isinstance(text := part.get("B"), str):
            part["B"] = b64decode(text)
            return
        for each in part.values():
            _read_base64(each)


def _read_error(answer: RawAnswer) -> Mapping[str, Any]:
    """Return an error as botocore parses it; a body that is no JSON comes from something on the way."""
    try:
        content = _decode(answer.body)
    except ValueError:
        content = {}
    if not isinstance(content, dict):
        content = {}
    code = str(content.get("__type", "")).rpartition("#")[2]
    message = content.get("message", content.get("Message", ""))
    return {
        **content,
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": answer.status},
    }
