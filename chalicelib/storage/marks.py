"""Marks on answers, each in the item of its submission, and a pointer to each submission that is quoted.

A pointer holds no words, and leads nowhere once its submission is erased.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.domain.marks import write_marks
from chalicelib.storage import keys
from chalicelib.storage.submissions.items import is_tombstone, item_key
from chalicelib.storage.table import (
    Condition,
    Delete,
    Operation,
    Put,
    Table,
    TransactionCancelled,
    Update,
    address,
    read_string,
    string,
)

if TYPE_CHECKING:
    from chalicelib.domain.marks import AnswerMark
    from chalicelib.domain.submissions import Submission


class MarkStore:
    """The marks of the table's answers."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def save(
        self,
        submission: "Submission",
        marks: "Mapping[str, AnswerMark]",
        *,
        shards: int,
        along: Sequence[Operation] = (),
    ) -> None:
        """Store the submission's marks in place of those that were read with it. The same again is stored once.

        Raises:
            errors.ChangedMeanwhile: somebody else marked it first.
            errors.SubmissionErased: it is no more.
        """
        written = write_marks(marks)
        change = Update(
            item_key(submission, shards),
            "SET marks = :marks",
            values={":marks": string(written)},
            condition=_still_has(write_marks(submission.marks)),
        )
        try:
            self._table.transact([change, *_point(submission, marks), *along])
        except TransactionCancelled as cancelled:
            item = cancelled.reasons[0].item
            if item is None or is_tombstone(item):
                raise errors.SubmissionErased from None
            if read_string(item, "marks") != written:
                raise errors.ChangedMeanwhile from None

    def read_quotes(self, event: str, form: str) -> Iterator[tuple[str, str]]:
        """Yield the id of each submission that is quoted, and the key of the question."""
        for item in self._table.query(keys.quotes(event, form)):
            submission, _, key = item["sk"]["S"].partition("#")
            yield submission, key


def forget_quotes(submission: "Submission") -> list[Operation]:
    """Return what removes the pointers to a submission, for the transaction that erases it."""
    return [
        Delete(keys.quote(submission.event, submission.form, submission.id, key))
        for key, mark in submission.marks.items()
        if mark.is_quoted
    ]


def _point(submission: "Submission", marks: "Mapping[str, AnswerMark]") -> Iterator[Operation]:
    for key in sorted({*marks, *submission.marks}):
        pointer = keys.quote(submission.event, submission.form, submission.id, key)
        after, before = marks.get(key), submission.marks.get(key)
        if after and after.is_quoted:
            yield Put(address(pointer))
        elif before and before.is_quoted:
            yield Delete(pointer)


def _still_has(before: str) -> Condition:
    """Return the condition that the submission is there with these marks."""
    is_there = "attribute_exists(received_at)"
    if before == write_marks({}):
        return Condition(
            f"{is_there} AND (attribute_not_exists(marks) OR marks = :none)",
            values={":none": string(before)},
        )
    return Condition(f"{is_there} AND marks = :before", values={":before": string(before)})
