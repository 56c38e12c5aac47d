"""The sheet of an event's proposals: what was put forward, what was decided, and what became of it."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from chalicelib.domain.proposals import OUTCOME_NAMES, STATE_NAMES, Proposal
from chalicelib.exports.workbook.book import Book, CellValue
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, Language

_HEADINGS: Final = (
    N_("No."),
    N_("Proposal"),
    N_("State"),
    N_("Reason"),
    N_("Merged into No."),
    N_("Responsible body"),
    N_("Due date"),
    N_("What became of it"),
    N_("Explanation"),
    N_("As of"),
)


class WordedProposal(NamedTuple):
    """A proposal, and its text with the words of an answer where they are its own."""

    proposal: Proposal
    text: Mapping[Language, str]


def write_proposals(book: Book, proposals: Iterable[WordedProposal]) -> None:
    """Write the sheet, a row for each proposal."""
    names = [book.translate(heading) for heading in _HEADINGS]
    table = book.add_table(book.translate(N_("Proposals")), names)
    for proposal, text in proposals:
        table.add(_row(proposal, text, book))


def _row(proposal: Proposal, text: Mapping[Language, str], book: Book) -> list[CellValue]:
    language = book.language
    return [
        proposal.number,
        in_language(text, language),
        book.translate(STATE_NAMES[proposal.state]),
        in_language(proposal.reason, language),
        proposal.merged_into,
        in_language(proposal.responsible, language),
        proposal.due,
        book.translate(OUTCOME_NAMES[proposal.outcome]) if proposal.is_accepted else None,
        in_language(proposal.outcome_note, language),
        proposal.outcome_on,
    ]
