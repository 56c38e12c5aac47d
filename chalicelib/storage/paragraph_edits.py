"""How organisers word paragraphs of reports: one item for each edit, written under the condition of its own revision.

So of two who word the same paragraph the second is told.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from chalicelib import errors
from chalicelib.domain.paragraph_edits import RETURN_LIFETIME, ParagraphEdit, ReportEdition
from chalicelib.storage import keys
from chalicelib.storage.holds import follows
from chalicelib.storage.table import (
    ABSENT,
    Item,
    Put,
    Table,
    TransactionCancelled,
    address,
    compress,
    decompress,
    iter_readable,
    number,
)

_MARGIN: Final = timedelta(hours=1)
"""So much longer an edit that was taken back is kept than it can be put back."""


class ParagraphEditStore:
    """The edits of the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, edition: ReportEdition) -> Mapping[str, ParagraphEdit]:
        """Return the edits of a report by their paragraphs, as they are now, with those that were taken back."""
        beginning = keys.edition_edits(edition.language, edition.length)
        items = self._table.query(keys.paragraph_edits(edition.event), begins=beginning)
        return {edit.paragraph: edit for edit in iter_readable(items, from_item)}

    def save(self, edition: ReportEdition, edit: ParagraphEdit, *, along: Put) -> None:
        """Store an edit in the place of the revision before its own, and ``along`` in the same transaction.

        Raises:
            errors.ChangedMeanwhile: another revision is stored by now.
        """
        item = to_item(edition, edit)
        before = edit.revision - 1
        put = Put(item, follows(before, None) if before else ABSENT)
        try:
            self._table.transact([put, along])
        except TransactionCancelled as cancelled:
            # a first attempt whose reply was lost wrote the same
            if cancelled.reasons[0].item != item:
                raise errors.ChangedMeanwhile from None


def to_item(edition: ReportEdition, edit: ParagraphEdit) -> Item:
    """Write an edit as an item."""
    key = keys.paragraph_edit(edition.event, edition.language, edition.length, edit.paragraph)
    end = edit.changed_at + RETURN_LIFETIME + _MARGIN
    expiry = {"expires_at": number(int(end.timestamp()))} if edit.is_taken_back else {}
    return {
        **address(key),
        "content": compress(edit.model_dump_json(exclude_none=True).encode()),
        "revision": number(edit.revision),
        **expiry,
    }


def from_item(item: Item) -> ParagraphEdit:
    """Read an edit from its item."""
    return ParagraphEdit.model_validate_json(decompress(item, "content"))
