"""Responses and registrations: one item each, put once, under the id its form page carried."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import errors
from chalicelib.domain.mail import Mail
from chalicelib.domain.registrations import Registration
from chalicelib.domain.responses import Response
from chalicelib.domain.submissions import Submission
from chalicelib.domain.timestamps import from_timestamp, to_timestamp
from chalicelib.storage import keys
from chalicelib.storage.events import admission_check, form_open_check
from chalicelib.storage.keys import BY_RECEIVED, Key
from chalicelib.storage.outbox import put_mail
from chalicelib.storage.seats import leaving, taking
from chalicelib.storage.table import (
    ABSENT,
    LARGEST_BATCH,
    Condition,
    ConditionFailed,
    Delete,
    Item,
    Operation,
    Put,
    Reason,
    Table,
    TransactionCancelled,
    Update,
    Value,
    address,
    number,
    read_integer,
    read_string,
    string,
)


class SeatTaken(Exception):
    """Somebody else took that seat first."""


class PersonTaken(Exception):
    """This person holds a place already."""


class UploadTaken(Exception):
    """A file is another submission's; ``ids`` are those of such files."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = tuple(ids)
        super().__init__("a file is another's")


class AdmissionRefused(Exception):
    """Event or form takes no registration now, or the event has no such place; ``admission`` says what it has."""

    def __init__(self, admission: Item | None) -> None:
        self.admission = admission
        super().__init__("admission refused")


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """Some submissions; ``next`` is the position of the following page, None at the end."""

    rows: tuple[Submission, ...]
    next: tuple[int, str, str] | None


class SubmissionStore:
    """The responses and registrations of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, event: str, form: str, id: str, *, shards: int) -> Submission | None:  # noqa: A002 -- its name everywhere
        """The submission of that id."""
        item = self._table.get(keys.submission(event, form, id, shards=shards))
        return None if item is None else _submission_of(item)

    def respond(self, response: Response, *, shards: int) -> Submission | None:
        """Keep the response; what stands under its id already, None if it is kept now.

        One write; with files a transaction, in which they become its own.

        Raises:
            errors.SubmissionTooLarge: see ``table.ItemTooLarge``.
            UploadTaken: a file is another submission's.
        """
        if response.files:
            return self._respond_with_files(response, shards)
        try:
            self._table.put(_item_of(response, shards), condition=ABSENT)
        except ConditionFailed as failed:
            return _standing(failed.item)
        return None

    def _respond_with_files(self, response: Response, shards: int) -> Submission | None:
        from chalicelib.storage.file_tasks import keeping

        own: dict[str, Operation] = {"response": Put(_item_of(response, shards), ABSENT)}
        parts = own | keeping(response)
        try:
            self._table.transact(list(parts.values()))
        except TransactionCancelled as cancelled:
            reasons = dict(zip(parts, cancelled.reasons, strict=True))
            if reasons["response"].condition_failed:
                return _standing(reasons["response"].item)
            _say_whose(reasons, response)
            raise errors.Unavailable from None
        return None

    def register(self, registration: Registration, mail: Mail | None) -> Submission | None:
        """Keep the registration with its seat and its claim, and leave the mail to be sent.

        Returns what stands under its id already, None if it is kept now.

        Raises:
            SeatTaken, PersonTaken, GateShut, UploadTaken: why not; the registration's own id is
                not there.
        """
        parts = self._parts(registration, mail)
        try:
            self._table.transact(list(parts.values()))
        except TransactionCancelled as cancelled:
            reasons = dict(zip(parts, cancelled.reasons, strict=True))
            if reasons["registration"].condition_failed:
                return _standing(reasons["registration"].item)
            _say_why(reasons, registration)
        return None

    def _parts(self, registration: Registration, mail: Mail | None) -> dict[str, Operation]:
        """The transaction, each operation under the name of what it guards."""
        event, category = registration.event, registration.category
        holder = keys.submission(event, registration.form, registration.id)
        now, seat = registration.received_at, registration.seat
        parts: dict[str, Operation] = {
            "event": admission_check(event, category, seat, now),
            "form": form_open_check(event, registration.form, now),
            "registration": Put(_item_of(registration, 1), ABSENT),
        }
        if registration.person is not None:
            claim = {**address(keys.claim(event, registration.person)), "holder": string(holder.sk)}
            parts["claim"] = Put(claim, ABSENT)
        if category is not None and seat is not None:
            parts["seat"] = taking(event, category, seat, holder)
        if mail is not None:
            parts["mail"] = put_mail(mail)
        if registration.files:
            from chalicelib.storage.file_tasks import keeping

            parts |= keeping(registration)
        return parts

    def erase(self, submission: Submission, *, shards: int, now: datetime) -> None:
        """Remove it with its seat and claim, raise the form's epoch, note that its files are to go.

        Raises:
            errors.ChangedMeanwhile: it is not there any more as it was read.
        """
        event, holder = submission.event, _key(submission, shards)
        epoch = Update(
            keys.checkpoint(event, submission.form), "ADD epoch :one", values={":one": number(1)}
        )
        erased = Condition(
            "payload_hash = :hash", values={":hash": string(submission.payload_hash)}
        )
        parts: list[Operation] = [Delete(holder, erased), epoch]
        if isinstance(submission, Registration):
            if submission.category is not None and submission.seat is not None:
                parts.append(leaving(event, submission.category, submission.seat, holder))
            if submission.person is not None:
                mine = Condition("holder = :id", values={":id": string(submission.id)})
                parts.append(Delete(keys.claim(event, submission.person), mine))
        if submission.files:
            from chalicelib.storage.file_tasks import erasing

            parts += erasing(submission, now)
        try:
            self._table.transact(parts)
        except TransactionCancelled:
            raise errors.ChangedMeanwhile from None

    def page(
        self,
        event: str,
        form: str,
        *,
        shards: int,
        limit: int,
        start: tuple[int, str, str] | None = None,
    ) -> SubmissionPage:
        """At most that many submissions, as they arrived within a shard, one shard after the other."""
        shard, received_at, last = start or (0, "", "")
        collection = keys.submissions(event, form, shard)
        after: Item | None = None
        if received_at:
            after = {**address(Key(collection, last)), "received_at": string(received_at)}
        page = self._table.page(collection, after, index=BY_RECEIVED, limit=limit)
        rows = tuple(self._read(page.items))
        following: tuple[int, str, str] | None = None
        if page.next is not None:
            following = (shard, page.next["received_at"]["S"], page.next["sk"]["S"])
        elif shard + 1 < shards:
            following = (shard + 1, "", "")
        return SubmissionPage(rows, following)

    def every(self, event: str, form: str, *, shards: int) -> Iterator[Submission]:
        """All of a form's submissions, as they arrived within a shard."""
        for shard in range(shards):
            collection = keys.submissions(event, form, shard)
            for page in self._table.pages(collection, index=BY_RECEIVED):
                yield from self._read(page.items)

    def _read(self, entries: Sequence[Item]) -> Iterator[Submission]:
        """The submissions behind entries of the index, in the same order; the erased ones left out."""
        wanted = [Key(entry["pk"]["S"], entry["sk"]["S"]) for entry in entries]
        for start in range(0, len(wanted), LARGEST_BATCH):
            batch = wanted[start : start + LARGEST_BATCH]
            found = self._table.get_many(batch)
            yield from (_submission_of(found[key]) for key in batch if key in found)


def _say_why(reasons: dict[str, Reason], registration: Registration) -> None:
    """Raise what stood in the way; the admission first, for a closed event explains the rest."""
    if reasons["event"].condition_failed:
        raise AdmissionRefused(reasons["event"].item)
    if reasons["form"].condition_failed:
        raise AdmissionRefused(None)
    _say_whose(reasons, registration)
    if "claim" in reasons and reasons["claim"].condition_failed:
        raise PersonTaken
    if "seat" in reasons and reasons["seat"].condition_failed:
        raise SeatTaken
    raise errors.Unavailable


def _say_whose(reasons: dict[str, Reason], submission: Submission) -> None:
    """Raise ``UploadTaken`` where files are another's."""
    taken = [file.id for file in submission.files if reasons[file.id].condition_failed]
    if taken:
        raise UploadTaken(taken)


def _standing(item: Item | None) -> Submission:
    """What stands where a submission was to go; DynamoDB tells it with the refusal."""
    if item is None:
        raise errors.Unavailable
    return _submission_of(item)


def _key(submission: Submission, shards: int) -> Key:
    return keys.submission(submission.event, submission.form, submission.id, shards=shards)


def _item_of(submission: Submission, shards: int) -> Item:
    item: dict[str, Value] = {
        **address(_key(submission, shards)),
        "received_at": string(to_timestamp(submission.received_at)),
        "stat_line": string(submission.stat_line),
        "answers": string(_json(submission)),
        "version": number(submission.version),
        "language": string(submission.language),
        "payload_hash": string(submission.payload_hash),
        "receipt": string(submission.receipt),
    }
    if submission.category is not None:
        item["category"] = string(submission.category)
    if submission.files:
        from chalicelib.storage.file_tasks import written

        item["files"] = string(written(submission.files))
    if isinstance(submission, Registration):
        item["kind"] = string("registration")
        if submission.seat is not None:
            item["seat"] = number(submission.seat)
        if submission.person is not None:
            item["person"] = string(submission.person)
    return item


def _json(submission: Submission) -> str:
    return json.dumps(submission.answers, ensure_ascii=False, separators=(",", ":"))


def _submission_of(item: Item) -> Submission:
    _, event, form, _ = item["pk"]["S"].split("#")
    shared: dict[str, Any] = {
        "id": item["sk"]["S"],
        "event": event,
        "form": form,
        "version": read_integer(item, "version"),
        "language": item["language"]["S"],
        "received_at": from_timestamp(item["received_at"]["S"]),
        "category": read_string(item, "category"),
        "answers": json.loads(item["answers"]["S"]),
        "stat_line": item["stat_line"]["S"],
        "payload_hash": item["payload_hash"]["S"],
        "receipt": item["receipt"]["S"],
    }
    if "files" in item:
        from chalicelib.storage.file_tasks import read

        shared["files"] = read(item["files"]["S"])
    if read_string(item, "kind") != "registration":
        return Response(**shared)
    seat = read_integer(item, "seat") or None
    return Registration(**shared, seat=seat, person=read_string(item, "person"))
