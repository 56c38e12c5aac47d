"""Responses and registrations: one item each, put once, under the id that the form's page carried.

An erased one leaves a tombstone under its key: ``kind`` and ``erased_at``, nothing of the person. Without a
``received_at`` it is not in the index, so no page of rows, export or summary meets it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from chalicelib import errors
from chalicelib.domain.submissions import Response, Submission
from chalicelib.frozen import dataclass
from chalicelib.storage import keys
from chalicelib.storage.keys import BY_RECEIVED, Key
from chalicelib.storage.submissions.items import (
    as_registration,
    from_item,
    is_tombstone,
    item_key,
    read_unless_erased,
    to_item,
    tombstone,
    unchanged_since,
)
from chalicelib.storage.submissions.refusals import AdmissionRefused as AdmissionRefused
from chalicelib.storage.submissions.refusals import EventBusy as EventBusy
from chalicelib.storage.submissions.refusals import RegistrationConflict as RegistrationConflict
from chalicelib.storage.submissions.refusals import SeatTaken as SeatTaken
from chalicelib.storage.submissions.refusals import UploadTaken as UploadTaken
from chalicelib.storage.submissions.refusals import raise_for_files
from chalicelib.storage.table import (
    ABSENT,
    LARGEST_BATCH,
    Condition,
    ConditionFailed,
    Item,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    address,
    string,
)

if TYPE_CHECKING:
    from chalicelib.domain.events import Event
    from chalicelib.domain.mail import Mail
    from chalicelib.domain.registrations import Registration
    from chalicelib.domain.submissions import ErasureReason
    from chalicelib.storage.outbox import LimitedMail


class Position(NamedTuple):
    """Where a page of submissions starts: behind a submission of a shard, or at the shard's beginning.

    ``received_at`` and ``id`` are those of the submission, empty at the beginning.
    """

    shard: int
    received_at: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """Some submissions; ``next`` is where the following page starts, None at the end."""

    submissions: tuple[Submission, ...]
    next: Position | None


_BATCHES_AT_ONCE: Final = 4
"""As many answers are held, of up to a hundred submissions and 16 MB."""


class SubmissionStore:
    """The responses and registrations of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, event: str, form: str, id: str, *, shards: int) -> Submission | None:  # noqa: A002 -- its name everywhere
        """Return the submission of that id, None if there is none or it was erased."""
        item = self._table.get(keys.submission(event, form, id, shards=shards))
        return None if item is None or is_tombstone(item) else from_item(item)

    def find(self, event: str, form: str, id: str, *, shards: int) -> Submission:  # noqa: A002 -- its name everywhere
        """Return the submission of that id.

        Raises:
            errors.SubmissionNotFound: there never was one.
            errors.SubmissionErased: there was one.
        """
        item = self._table.get(keys.submission(event, form, id, shards=shards))
        if item is None:
            raise errors.SubmissionNotFound
        return read_unless_erased(item)

    def respond(self, response: Response, *, shards: int) -> Submission | None:
        """Store the response, unless a submission has its id: then return that one, else None.

        One write; with files a transaction, in which the files become the response's own.

        Raises:
            errors.SubmissionErased: a submission had its id and was erased.
            ItemTooLarge: see ``table``.
            UploadTaken: a file belongs to another submission.
        """
        if response.files:
            return self._respond_with_files(response, shards)
        try:
            self._table.put(to_item(response, shards), condition=ABSENT)
        except ConditionFailed as failed:
            return _existing(failed.item)
        return None

    def _respond_with_files(self, response: Response, shards: int) -> Submission | None:
        from chalicelib.storage.file_tasks import operations_to_keep

        parts: dict[str, Operation] = {
            "response": Put(to_item(response, shards), ABSENT),
            **operations_to_keep(response),
        }
        try:
            self._table.transact(list(parts.values()))
        except TransactionCancelled as cancelled:
            reasons = dict(zip(parts, cancelled.reasons, strict=True))
            if reasons["response"].condition_failed:
                return _existing(reasons["response"].item)
            raise_for_files(reasons, response)
            raise errors.Unavailable from None
        return None

    def register(
        self,
        registration: "Registration",
        mail: "LimitedMail | None",
        copy: int,
        count: Update | None = None,
    ) -> Submission | None:
        """Store the registration with its seat, its claims and the mail to be sent.

        ``copy`` is the number of the admission copy to check, ``count`` what counts the registration for its network. Returns the
        submission that has its id already, None if the registration is stored now.

        Raises:
            errors.SubmissionErased: a submission had its id and was erased.
            LimitReached: the network has no use left; no submission has its id.
            SeatTaken, PersonTaken, AdmissionRefused, UploadTaken: why it is not stored; no submission
                has its id.
            MailRefused: the mail's limit is reached; the same without a mail may be stored.
            RegistrationConflict: nothing is decided; try again with another copy and another seat.
        """
        from chalicelib.storage.submissions import registrations

        parts = self._registration_parts(registration, mail, copy)
        if count is not None:
            parts[registrations.COUNT] = count
        try:
            self._table.transact(list(parts.values()), retry_conflicts=False)
        except TransactionCancelled as cancelled:
            reasons = dict(zip(parts, cancelled.reasons, strict=True))
            if reasons["registration"].condition_failed:
                return _existing(reasons["registration"].item)
            registrations.raise_for(reasons, registration)
        return None

    def _registration_parts(
        self, registration: "Registration", mail: "LimitedMail | None", copy: int
    ) -> dict[str, Operation]:
        from chalicelib.storage.submissions import registrations

        return registrations.name_operations(registration, mail, copy)

    def confirm(self, registration: "Registration", mail: "Mail") -> bool:
        """Confirm the registration and leave the mail that says so; False if it was confirmed before.

        Raises:
            errors.SubmissionErased: the registration is no more.
            errors.ChangedMeanwhile: it was corrected since it was read, perhaps its address.
        """
        from chalicelib.storage import confirmations
        from chalicelib.storage.outbox import put_mail

        is_waiting = self._waits_unchanged(registration)
        parts: list[Operation] = [
            Update(item_key(registration, 1), "REMOVE confirm_by", condition=is_waiting),
            confirmations.forget(registration),
            put_mail(mail),
        ]
        try:
            self._table.transact(parts)
        except TransactionCancelled as cancelled:
            existing = as_registration(_existing(cancelled.reasons[0].item))
            if existing is None or existing.confirm_by is not None:
                raise errors.ChangedMeanwhile from None
            return False
        return True

    def _waits_unchanged(self, registration: "Registration") -> Condition:
        """Return the condition that the registration waits for its confirmation, as it was read."""
        unchanged = unchanged_since(registration)
        waiting = f"{unchanged.expression} AND attribute_exists(confirm_by)"
        return Condition(waiting, values=unchanged.values)

    def correct(
        self,
        before: "Registration",
        after: "Registration",
        event: "Event",
        along: Sequence[Operation],
        mail: "LimitedMail | None" = None,
    ) -> None:
        """Store a corrected registration, and let its seat, its claims and the summary follow, in one transaction.

        ``before`` is the registration as it was read, ``event`` as it was when the seat was chosen. ``along`` and the
        mail to a corrected address go into the transaction. The same correction again, of which the reply was lost, is stored once.

        Raises:
            errors.ChangedMeanwhile: it is not there any more as it was read.
            errors.SubmissionErased: the registration is no more.
            SeatTaken, PersonTaken, EventBusy, MailRefused: why it is not stored.
        """
        from chalicelib.storage.submissions import corrections

        parts = self._correction_parts(before, after, event)
        if mail is not None:
            parts["mail"], parts[corrections.MAIL_COUNT] = mail.operations()
        try:
            self._table.transact([*parts.values(), *along])
        except TransactionCancelled as cancelled:
            reasons = dict(zip(parts, cancelled.reasons, strict=False))
            if reasons["registration"].condition_failed:
                if _existing(reasons["registration"].item) == after:
                    return
                raise errors.ChangedMeanwhile from None
            corrections.raise_for(reasons)

    def _correction_parts(
        self, before: "Registration", after: "Registration", event: "Event"
    ) -> dict[str, Operation]:
        from chalicelib.storage.submissions import corrections

        return corrections.name_operations(before, after, event)

    def erase(
        self,
        submission: Submission,
        *,
        shards: int,
        now: datetime,
        reason: "ErasureReason | None" = None,
        along: Sequence[Operation] = (),
    ) -> None:
        """Put a tombstone in the submission's stead, free its seat and its claims, raise the form's epoch.

        Its files are noted for erasure, and ``along`` goes into the transaction. If somebody else erased it first, nothing happens.

        Raises:
            errors.ChangedMeanwhile: it is not there any more as it was read.
        """
        stone = Put(
            tombstone(item_key(submission, shards), now, reason), unchanged_since(submission)
        )
        self._erase(submission, shards, now, stone, along)

    def release(self, registration: "Registration", now: datetime) -> None:
        """Erase a registration that was not confirmed in time.

        Raises:
            errors.ChangedMeanwhile: it has been confirmed or corrected.
        """
        condition = self._waits_unchanged(registration)
        stone = Put(tombstone(item_key(registration, 1), now), condition)
        self._erase(registration, 1, now, stone)

    def _erase(
        self,
        submission: Submission,
        shards: int,
        now: datetime,
        stone: Put,
        along: Sequence[Operation] = (),
    ) -> None:
        from chalicelib.storage.checkpoints import raise_epoch

        event, holder = submission.event, item_key(submission, shards)
        parts: list[Operation] = [
            stone,
            raise_epoch(event, submission.form),
        ]
        if registration := as_registration(submission):
            from chalicelib.storage.submissions import registrations

            parts += registrations.operations_to_release(registration, holder)
        if submission.files:
            from chalicelib.storage.file_tasks import operations_to_erase

            parts += operations_to_erase(submission, now)
        try:
            self._table.transact([*parts, *along])
        except TransactionCancelled as cancelled:
            existing = cancelled.reasons[0].item
            if existing is None or not is_tombstone(existing):
                raise errors.ChangedMeanwhile from None

    def read_page(
        self, event: str, form: str, *, shards: int, limit: int, start: Position | None = None
    ) -> StoredPage:
        """Return at most ``limit`` submissions, in the order of arrival within a shard, shard by shard."""
        at = start or Position(0)
        collection = keys.submissions(event, form, at.shard)
        after: Item | None = None
        if at.received_at:
            after = {**address(Key(collection, at.id)), "received_at": string(at.received_at)}
        page = self._table.page(collection, after, index=BY_RECEIVED, limit=limit)
        following: Position | None = None
        if page.next is not None:
            following = Position(at.shard, page.next["received_at"]["S"], page.next["sk"]["S"])
        elif at.shard + 1 < shards:
            following = Position(at.shard + 1)
        return StoredPage(tuple(self._read_items(page.items)), following)

    def read_all(self, event: str, form: str, *, shards: int) -> Iterator[Submission]:
        """Yield all of a form's submissions, in the order of arrival within a shard; see ``arrival_order``."""
        from chalicelib.storage.submissions.arrival_order import read_in_order

        return map(from_item, read_in_order(self._table, event, form, shards))

    def read_many(
        self,
        event: str,
        form: str,
        ids: Sequence[str],
        *,
        shards: int,
    ) -> Iterator[Submission]:
        """Yield the form's submissions of these ids, in their order; those that are not there are left out."""
        addresses = [keys.submission(event, form, each, shards=shards) for each in ids]
        return map(from_item, self._read_keys(addresses))

    def _read_items(self, entries: Sequence[Item]) -> Iterator[Submission]:
        """Yield the submissions of the index's entries, in their order; erased ones are left out."""
        addresses = [Key(entry["pk"]["S"], entry["sk"]["S"]) for entry in entries]
        return map(from_item, self._read_keys(addresses))

    def _read_keys(self, addresses: Sequence[Key]) -> Iterator[Item]:
        from chalicelib.storage.parallel_calls import call_in_parallel

        starts = range(0, len(addresses), LARGEST_BATCH)
        batches = [addresses[start : start + LARGEST_BATCH] for start in starts]
        read = call_in_parallel(self._table.get_many, batches, at_once=_BATCHES_AT_ONCE)
        for batch, items in zip(batches, read, strict=True):
            found = (items[key] for key in batch if key in items)
            yield from (item for item in found if not is_tombstone(item))


def _existing(item: Item | None) -> Submission:
    """Return the submission that refused a write; DynamoDB returns its item with the refusal."""
    if item is None:
        raise errors.Unavailable
    return read_unless_erased(item)
