"""What was sent: the parts that a response and a registration share."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from chalicelib import errors

FUNCTION_LIMIT: Final = timedelta(seconds=60)
"""No function that writes submissions runs longer; ``.chalice/config.json`` sets the limit."""
SKEW: Final = timedelta(seconds=30)
"""How far the clocks of two functions may differ."""
IN_FLIGHT: Final = FUNCTION_LIMIT + SKEW
"""A submission that was stamped longer ago than this is either stored or never will be."""

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a submission. ``question`` is the answer's place (``members[0]/photo``).

    ``size`` is in bytes; ``source`` is the version of the object that was checked, and that is kept.
    """

    id: str
    question: str
    name: str
    content_type: str
    size: int
    source: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one submission, and whose they are."""

    event: str
    form: str
    submission: str
    files: tuple[KeptFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One filled form, as it is kept. ``answers`` are checked and normalised.

    ``payload_hash`` is the fingerprint of what was sent, ``stat_line`` its line in the statistics. An answer
    that is a file holds its id; ``files`` says what it is.
    """

    id: str
    event: str
    form: str
    version: int
    language: str
    received_at: datetime
    category: str | None
    answers: Mapping[str, Any]
    stat_line: str
    payload_hash: str
    receipt: str
    files: tuple[KeptFile, ...] = ()

    @property
    def bundle(self) -> Bundle:
        """Its files, as storage sees to them."""
        return Bundle(self.event, self.form, self.id, self.files)

    def file(self, id: str) -> KeptFile | None:  # noqa: A002 -- its name everywhere
        """The file of that id, None where it is not of this submission."""
        return next((file for file in self.files if file.id == id), None)

    def refuse_another(self, payload_hash: str) -> None:
        """Raise ``PayloadDiffers`` unless this is what was sent before: then it is a repeat."""
        if payload_hash != self.payload_hash:
            raise errors.PayloadDiffers


def receipt_of(secret: bytes, event: str, form: str, submission: str) -> str:
    """``XXXXX-XXXXX`` in Crockford's base 32: always the same for the same submission."""
    said = keyed(secret, "receipt", event, form, submission)
    letters = [_CROCKFORD[byte & 31] for byte in bytes.fromhex(said)[:10]]
    return "".join(letters[:5]) + "-" + "".join(letters[5:])


def keyed(secret: bytes, purpose: str, *parts: str) -> str:
    """An HMAC-SHA-256 in hexadecimal; no two lists of parts are spelled alike."""
    said = "\0".join((purpose, *parts))
    return hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()


def refuse_bad_id(submission: str) -> None:
    """Raise ``BadSubmissionId`` unless it is a UUID as RFC 9562 writes it, in lower case."""
    try:
        canonical = str(UUID(submission))
    except ValueError:
        canonical = ""
    if submission != canonical:
        raise errors.BadSubmissionId
