"""Stored registrations and responses, for organisers: listed page by page, and erased."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict

from chalicelib import errors
from chalicelib.actions import after_commit
from chalicelib.actions.audit import audit_operation
from chalicelib.actions.downloads import LARGEST_BODY
from chalicelib.actions.listings import cursor_behind, list_rows
from chalicelib.actions.permissions import find_published
from chalicelib.actions.proposal_sources import forget_words
from chalicelib.domain.forms import FormRecord
from chalicelib.domain.listings import ListQuery, Sort
from chalicelib.domain.moments import Timestamp
from chalicelib.domain.permissions import Actor
from chalicelib.domain.submissions import (
    AnswerFile,
    ErasureReason,
    Status,
    Submission,
    refuse_bad_id,
)
from chalicelib.forms.text_types import ReceiptCode, Uuid
from chalicelib.locales import Language
from chalicelib.storage.marks import forget_quotes

if TYPE_CHECKING:
    from chalicelib.actions.services import Services

LARGEST_PAGE: Final = 1000
LARGEST_SELECTION: Final = 100
"""Submissions that are erased or downloaded together."""
_ROUNDS: Final = 3
IN_ORDER_OF_ARRIVAL: Final = ListQuery(sort=Sort.OLDEST)
_MOST_BYTES: Final = LARGEST_BODY - 1000
"""Of a page's rows, for the brackets and the cursor around them."""


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileView(_View):
    """A file among answers; `question` is its answer's path, `size` is in bytes."""

    id: Uuid
    question: str
    name: str
    type: str
    size: int

    @classmethod
    def of(cls, file: AnswerFile) -> "FileView":
        """Return the file as organisers see it."""
        return cls(
            id=file.id,
            question=file.question,
            name=file.name,
            type=file.content_type,
            size=file.size,
        )


class SubmissionView(_View):
    """One stored registration or response; `answers` are as the form's JSON Schema describes them.

    `revision` rises with each correction; it is the `ETag` that a correction takes.
    """

    id: Uuid
    version: int
    language: Language
    received_at: Timestamp
    receipt: ReceiptCode
    status: Status
    category: str | None
    answers: Mapping[str, Any]
    files: tuple[FileView, ...]
    revision: int

    @classmethod
    def of(cls, submission: Submission) -> "SubmissionView":
        """Return the submission as organisers see it."""
        return cls(
            id=submission.id,
            version=submission.version,
            language=submission.language,
            received_at=submission.received_at,
            receipt=submission.receipt,
            status=submission.status,
            category=submission.category,
            answers=submission.answers,
            files=tuple(FileView.of(file) for file in submission.files),
            revision=submission.revision,
        )


class SubmissionPage(_View):
    """One page of submissions; `next` is the `cursor` of the page after it, or null."""

    rows: tuple[SubmissionView, ...]
    next: str | None


def list_submissions(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    cursor: str | None = None,
    limit: int = 100,
    *,
    query: ListQuery = IN_ORDER_OF_ARRIVAL,
) -> SubmissionPage:
    """Return the form's submissions that the query asks for, at most ``limit`` (1 to 1000) of them; all, the oldest first.

    A page holds fewer where their answers are too large for one answer of Lambda, or where a search of their texts
    has looked through as many as one page may; the next one goes on after it.

    Raises:
        errors.BadParameter: the limit is out of bounds, or the cursor is none that a page gave.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        find_published(services, actor, event_id, form_name, "submissions.list")
        raise errors.BadParameter(name="limit")
    page = list_rows(services, actor, event_id, form_name, query, cursor=cursor, limit=limit)
    rows: list[SubmissionView] = []
    size = 0
    for submission in page.submissions:
        row = SubmissionView.of(submission)
        size += len(row.model_dump_json().encode()) + 1
        if rows and size > _MOST_BYTES:
            last = page.submissions[len(rows) - 1]
            return SubmissionPage(rows=tuple(rows), next=cursor_behind(last, query))
        rows.append(row)
    return SubmissionPage(rows=tuple(rows), next=page.next)


def erase_submission(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    id: str,  # noqa: A002 -- its name everywhere
    reason: ErasureReason | None = None,
) -> bool:
    """Remove a submission for good, and its files; its seat and its claim on the person are free again.

    The form's epoch rises in the same transaction, so that no summary can bring the submission back. Its id stays
    in use, so that no retry of its sender can. Erasing it again does nothing and returns False: the answer to the
    first request may have been lost.
    """
    _, record = find_published(services, actor, event_id, form_name, "submissions.erase")
    return _erase(services, actor, record, id, reason)


class ErasureOutcome(StrEnum):
    """What became of one submission of a selection."""

    ERASED = "erased"
    ERASED_BEFORE = "erased_before"
    NOT_FOUND = "not_found"
    FAILED = "failed"


def erase_selection(
    services: "Services",
    actor: Actor,
    event_id: str,
    form_name: str,
    ids: Sequence[str],
    reason: ErasureReason | None = None,
) -> Mapping[str, ErasureOutcome]:
    """Erase several submissions, each in its own transaction; return what became of each, by id.

    Raises:
        errors.BadParameter: they are more than ``LARGEST_SELECTION``.
    """
    _, record = find_published(services, actor, event_id, form_name, "submissions.erase")
    if len(ids) > LARGEST_SELECTION:
        raise errors.BadParameter(name="id")
    return {each: _try_erase(services, actor, record, each, reason) for each in ids}


def _try_erase(
    services: "Services",
    actor: Actor,
    record: FormRecord,
    id: str,  # noqa: A002 -- its name everywhere
    reason: ErasureReason | None,
) -> ErasureOutcome:
    try:
        refuse_bad_id(id)
        is_erased_now = _erase(services, actor, record, id, reason)
    except (errors.SubmissionNotFound, errors.BadSubmissionId):
        return ErasureOutcome.NOT_FOUND
    except (errors.ChangedMeanwhile, errors.Unavailable):
        return ErasureOutcome.FAILED
    return ErasureOutcome.ERASED if is_erased_now else ErasureOutcome.ERASED_BEFORE


def _erase(
    services: "Services",
    actor: Actor,
    record: FormRecord,
    id: str,  # noqa: A002 -- its name everywhere
    reason: ErasureReason | None,
) -> bool:
    """Erase a submission as it is now; one that is being corrected meanwhile is read again."""
    event_id, form_name = record.event, record.name
    for _ in range(_ROUNDS):
        try:
            submission = services.submissions.find(event_id, form_name, id, shards=record.shards)
        except errors.SubmissionErased:
            return False
        entry = audit_operation(
            services,
            actor,
            "submission.erase",
            event=event_id,
            form=form_name,
            subject=id,
            fields=() if reason is None else (reason.value,),
        )
        try:
            services.submissions.erase(
                submission,
                shards=record.shards,
                now=services.clock(),
                reason=reason,
                along=[entry, *forget_words(services, submission), *forget_quotes(submission)],
            )
        except errors.ChangedMeanwhile:
            continue
        _follow_erasure(services, submission)
        return True
    raise errors.ChangedMeanwhile


def _follow_erasure(services: "Services", submission: Submission) -> None:
    services.seat_counts.forget(submission.event, submission.category)
    with after_commit.attempt("note", submission):
        services.arrivals.note(submission.event, submission.form, services.clock())
    if submission.files:
        from chalicelib.actions import uploads

        uploads.erase(services, submission)
