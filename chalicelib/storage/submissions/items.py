"""The items of responses and registrations, and the tombstones of those that were erased."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pydantic_core import to_json

from chalicelib import errors
from chalicelib.domain.submissions import AnswerFile, Response, Submission
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import (
    Condition,
    ConditionCheck,
    Item,
    Value,
    address,
    number,
    read_integer,
    read_string,
    string,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.domain.marks import AnswerMark
    from chalicelib.domain.registrations import Registration

_ERASED: Final = "erased"


def read_unless_erased(item: Item) -> Submission:
    """Return the submission of an item; raise ``SubmissionErased`` for a tombstone."""
    if is_tombstone(item):
        raise errors.SubmissionErased
    return from_item(item)


def tombstone(key: Key, now: datetime, reason: str | None = None) -> Item:
    """Return the item that stands for an erased submission; ``reason`` is a code."""
    item = {
        **address(key),
        "kind": string(_ERASED),
        "erased_at": string(to_timestamp(now)),
    }
    return item if reason is None else {**item, "reason": string(reason)}


def is_tombstone(item: Item) -> bool:
    """Return whether the item stands for an erased submission."""
    return read_string(item, "kind") == _ERASED


def unchanged_since(submission: Submission) -> Condition:
    """Return the condition that the submission is stored, not erased, and was not corrected since it was read."""
    values = {":hash": string(submission.payload_hash), ":revision": number(submission.revision)}
    revision = "revision = :revision"
    if submission.revision == 1:
        revision = f"(attribute_not_exists(revision) OR {revision})"
    return Condition(f"payload_hash = :hash AND {revision}", values=values)


def check_unchanged(registration: "Registration") -> ConditionCheck:
    """Return the operation of a transaction that checks ``unchanged_since``."""
    return ConditionCheck(item_key(registration, 1), unchanged_since(registration))


def item_key(submission: Submission, shards: int) -> Key:
    """Return the key of a submission's item."""
    return keys.submission(submission.event, submission.form, submission.id, shards=shards)


def as_registration(submission: Submission) -> "Registration | None":
    """Return the submission if it is a registration. The class is loaded only where there may be one."""
    if isinstance(submission, Response):
        return None
    from chalicelib.domain.registrations import Registration

    return submission if isinstance(submission, Registration) else None


def to_item(submission: Submission, shards: int) -> Item:
    """Return the submission's item."""
    item: dict[str, Value] = {
        **address(item_key(submission, shards)),
        "received_at": string(to_timestamp(submission.received_at)),
        "stat_line": string(submission.stat_line),
        "answers": string(to_json(submission.answers).decode()),
        "version": number(submission.version),
        "language": string(submission.language),
        "payload_hash": string(submission.payload_hash),
        "receipt": string(submission.receipt),
    }
    if submission.list_line:
        item["list_line"] = string(submission.list_line)
    if submission.revision > 1:
        item["revision"] = number(submission.revision)
    if submission.category is not None:
        item["category"] = string(submission.category)
    if submission.files:
        from chalicelib.storage.file_tasks import files_to_value

        item["files"] = files_to_value(submission.files)
    if registration := as_registration(submission):
        item |= _place_to_attributes(registration)
    return item


def _place_to_attributes(registration: "Registration") -> dict[str, Value]:
    """Write what a registration has beside its answers."""
    attributes = {
        "kind": string("registration"),
        "receipt_key": string(registration.receipt),
    }
    if registration.seat is not None:
        attributes["seat"] = number(registration.seat)
    if registration.claims:
        attributes["claims"] = {"L": [string(claim) for claim in registration.claims]}
    if registration.confirm_by is not None:
        attributes["confirm_by"] = string(to_timestamp(registration.confirm_by))
    return attributes


def _read_marks(item: Item) -> "Mapping[str, AnswerMark]":
    if "marks" not in item:
        return {}
    from chalicelib.domain.marks import read_marks

    return read_marks(item["marks"]["S"])


def from_item(item: Item) -> Submission:
    """Return the registration or the response of an item."""
    _, event, form, _ = item["pk"]["S"].split("#")
    files: tuple[AnswerFile, ...] = ()
    if "files" in item:
        from chalicelib.storage.file_tasks import files_from_value

        files = files_from_value(item["files"])
    response = Response(
        id=item["sk"]["S"],
        event=event,
        form=form,
        version=read_integer(item, "version"),
        language=item["language"]["S"],
        received_at=from_timestamp(item["received_at"]["S"]),
        category=read_string(item, "category"),
        answers=json.loads(item["answers"]["S"]),
        stat_line=item["stat_line"]["S"],
        payload_hash=item["payload_hash"]["S"],
        receipt=item["receipt"]["S"],
        list_line=read_string(item, "list_line") or "",
        files=files,
        revision=read_integer(item, "revision", 1),
        marks=_read_marks(item),
    )
    if read_string(item, "kind") != "registration":
        return response
    from chalicelib.domain.registrations import Registration

    return Registration.of(
        response,
        received_at=response.received_at,
        seat=read_integer(item, "seat") or None,
        claims=tuple(claim["S"] for claim in item["claims"]["L"]) if "claims" in item else (),
        confirm_by=from_timestamp(item["confirm_by"]["S"]) if "confirm_by" in item else None,
    )
