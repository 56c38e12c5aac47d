"""A form's figures and rows as a workbook (.xlsx), written row by row in constant memory.

Nothing that anybody typed becomes a formula, a link or a number; cells hold what an answer is: a number, a date, a text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import IO, Final

from chalicelib.domain.events import Event
from chalicelib.domain.submissions import Submission
from chalicelib.domain.summaries import Summary
from chalicelib.exports.answers import Link
from chalicelib.exports.workbook.answer_sheets import AnswerSheets
from chalicelib.exports.workbook.book import Book
from chalicelib.exports.workbook.figure_sheets import write_figures
from chalicelib.exports.workbook.proposal_sheet import WordedProposal as WordedProposal
from chalicelib.exports.workbook.proposal_sheet import write_proposals
from chalicelib.forms.definition import Definition, Purpose
from chalicelib.forms.intake import Form
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, Language, translate

_REGISTRATIONS: Final = N_("Registrations")
_ANSWERS: Final = N_("Answers")


@dataclass(frozen=True, slots=True)
class WorkbookSource:
    """What the sheets of a form are made of.

    ``submissions`` is None where there are figures alone. ``by_label`` writes questions and answers by their labels in
    the language, else by their names. ``link`` returns the address of a file among the answers.
    """

    event: Event
    forms: Mapping[int, Form]
    summary: Summary
    language: Language
    submissions: Iterable[Submission] | None = None
    by_label: bool = True
    link: Link | None = None

    @property
    def definition(self) -> Definition:
        """The newest version."""
        return self.forms[max(self.forms)].definition

    @property
    def title(self) -> str:
        """The form's title."""
        return in_language(self.definition.title, self.language)


def write_workbook(
    file: IO[bytes],
    event: Event,
    language: Language,
    sources: Sequence[WorkbookSource],
    proposals: Sequence[WordedProposal] | None = None,
) -> None:
    """Write the workbook: of each form the figures with charts, every figure in a table, then the rows, if there are any.

    The rows of each repeat are in a sheet of its own, with the number of the row that they belong to. What does
    not fit a cell goes on in a sheet of long texts, and what does not fit a sheet in a further one. With
    several forms, the names of sheets begin with theirs.
    """
    event_title = in_language(event.title, language)
    is_single = len(sources) == 1 and proposals is None
    with Book(file, language) as book:
        title = f"{sources[0].title}: {event_title}" if is_single else event_title
        moment = max((each.summary.through for each in sources), default=event.starts_at)
        book.describe(title=title, created=moment.astimezone(UTC))
        for source in sources:
            book.prefix = "" if is_single else source.title
            _write_form(book, source)
        book.prefix = ""
        if proposals is not None:
            write_proposals(book, proposals)


def _write_form(book: Book, source: WorkbookSource) -> None:
    write_figures(book, source.summary, source.event, source.title)
    if source.submissions is None:
        return
    is_registration = source.definition.purpose is Purpose.REGISTRATION
    sheets = AnswerSheets(
        book,
        source.forms,
        source.event,
        translate(_REGISTRATIONS if is_registration else _ANSWERS, source.language),
        by=source.language if source.by_label else None,
        link=source.link,
    )
    for submission in source.submissions:
        sheets.add(submission)
