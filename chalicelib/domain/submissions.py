"""A submission: a form that somebody filled in. What a response and a registration share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from chalicelib import errors, keyed_hashing
from chalicelib.domain.timestamps import to_timestamp
from chalicelib.frozen import dataclass
from chalicelib.late_model import LateModel
from chalicelib.locales import N_, Language

if TYPE_CHECKING:
    from typing import Annotated

    from pydantic import Field

    from chalicelib.domain.marks import AnswerMark
    from chalicelib.domain.moments import Timestamp
    from chalicelib.forms.text_types import ReceiptCode, Uuid

FUNCTION_LIMIT: Final = timedelta(seconds=60)
"""No function that writes submissions runs longer; ``.chalice/config.json`` sets the limit."""
SKEW: Final = timedelta(seconds=30)
"""How far the clocks of two functions may differ."""
IN_FLIGHT: Final = FUNCTION_LIMIT + SKEW
"""A submission that was stamped longer ago than this is either stored or never will be."""

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Status = Literal["accepted", "confirmed", "awaiting_confirmation"]
"""Of a submission: a response is accepted; a registration holds a place, for good or until it has to be confirmed."""

STATUS_NAMES: Final[Mapping[Status, str]] = {
    "accepted": N_("Accepted"),
    "confirmed": N_("Confirmed"),
    "awaiting_confirmation": N_("Not confirmed yet"),
}


class ErasureReason(StrEnum):
    """Why an organiser erases a submission. It is stored beside the tombstone, so it is one of a few words."""

    REQUEST = "request"
    DUPLICATE = "duplicate"
    TEST = "test"
    ABUSE = "abuse"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file that is an answer. ``question`` is the answer's path (``members[0]/photo``).

    ``size`` is in bytes; ``source`` is the version of the uploaded object that was checked, and that is kept.
    """

    id: str
    question: str
    name: str
    content_type: str
    size: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One filled form, as it is stored. ``answers`` are checked and normalised.

    ``payload_hash`` is the fingerprint of what was sent, ``stat_line`` the answers' line in the statistics,
    ``list_line`` that of a list (``list_lines``), ``revision`` rises with each correction, ``marks`` are those on the
    answers to questions, by key. An answer that is a file holds the file's id; ``files`` describes the file.
    """

    id: str
    event: str
    form: str
    version: int
    language: Language
    received_at: datetime
    category: str | None
    answers: Mapping[str, Any]
    stat_line: str
    payload_hash: str
    receipt: str
    list_line: str = ""
    files: tuple[AnswerFile, ...] = ()
    revision: int = 1
    marks: Mapping[str, AnswerMark] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """What the submission is, besides being stored."""
        return "accepted"

    def file(self, id: str) -> AnswerFile | None:  # noqa: A002 -- its name everywhere
        """Return the file of that id, None if the submission has none such."""
        return next((file for file in self.files if file.id == id), None)

    def refuse_other_payload(self, payload_hash: str) -> None:
        """Raise ``PayloadDiffers`` unless the same answers were sent before, which makes this a repeat."""
        if payload_hash != self.payload_hash:
            raise errors.PayloadDiffers


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Submission):
    """A submission that takes no seat."""


@dataclass(frozen=True, slots=True)
class SubmissionFiles:
    """The files of one submission, and the submission that owns them."""

    event: str
    form: str
    submission: str
    files: tuple[AnswerFile, ...]

    @classmethod
    def of(cls, submission: Submission) -> Self:
        """Return the submission's files."""
        return cls(submission.event, submission.form, submission.id, submission.files)


class Receipt(LateModel):
    """What the sender may keep; the same again for the same submission."""

    _types = ("chalicelib.domain.moments", "chalicelib.forms.text_types")

    id: Uuid
    status: Status
    received_at: Timestamp
    receipt: ReceiptCode
    created: Annotated[bool, Field(exclude=True)]
    """Whether this is the first time. The status of the response says so, not the JSON."""
    category: Annotated[str | None, Field(exclude=True)]

    @classmethod
    def of(cls, submission: Submission, *, created: bool) -> Receipt:
        """Return the receipt of a stored submission; ``created`` says whether it was stored just now.

        Nothing is validated: all of it is ours.
        """
        return cls.model_construct(
            id=submission.id,
            status=submission.status,
            received_at=submission.received_at,
            receipt=submission.receipt,
            created=created,
            category=submission.category,
        )

    def to_json(self) -> dict[str, str]:
        """Return what the model writes as JSON; a first answer does not wait for pydantic."""
        return {
            "id": self.id,
            "status": self.status,
            "received_at": to_timestamp(self.received_at),
            "receipt": self.receipt,
        }


def receipt_code(secret: bytes, event: str, form: str, submission: str) -> str:
    """Return ``XXXXX-XXXXX`` in Crockford's base 32: always the same for the same submission."""
    digest = bytes.fromhex(keyed_hash(secret, "receipt", event, form, submission))
    letters = [_CROCKFORD[byte & 31] for byte in digest[:10]]
    return "".join(letters[:5]) + "-" + "".join(letters[5:])


def keyed_hash(secret: bytes, purpose: str, *parts: str) -> str:
    """Return an HMAC-SHA-256 in hexadecimal. Different lists of parts never give the same message."""
    message = "\0".join((purpose, *parts))
    return keyed_hashing.digest(secret, message.encode()).hex()


def refuse_bad_id(submission: str) -> None:
    """Raise ``BadSubmissionId`` unless it is a UUID as RFC 9562 writes it, in lower case."""
    if _UUID.fullmatch(submission) is None:
        raise errors.BadSubmissionId
