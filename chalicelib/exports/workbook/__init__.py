"""A form's figures and rows as a workbook (.xlsx), written row by row in constant memory.

Nothing that anybody typed becomes a formula, a link or a number; cells hold what an answer is: a number, a date, a text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Final

from chalicelib.domain.events import Event
from chalicelib.domain.submissions import Submission
from chalicelib.domain.summaries import Summary
from chalicelib.exports.answers import Link
from chalicelib.exports.workbook.answer_sheets import AnswerSheets
from chalicelib.exports.workbook.book import Book
from chalicelib.exports.workbook.figure_sheets import write_figures
from chalicelib.forms.definition import Purpose
from chalicelib.forms.intake import Form
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, Language, translate

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_REGISTRATIONS: Final = N_("Registrations")
_ANSWERS: Final = N_("Answers")


@dataclass(frozen=True, slots=True)
class WorkbookSource:
    """What a workbook is made of.

    ``submissions`` is None where it holds figures alone. ``by_label`` writes questions and answers by their labels in
    the language, else by their names. ``link`` returns the address of a file among the answers.
    """

    event: Event
    forms: Mapping[int, Form]
    summary: Summary
    language: Language
    submissions: Iterable[Submission] | None = None
    by_label: bool = True
    link: Link | None = None


def write_workbook(file: IO[bytes], source: WorkbookSource) -> None:
    """Write the workbook: the figures with charts, every figure in a table, then the rows, if there are any.

    The rows of each repeat are in a sheet of its own, with the number of the row that they belong to. What does
    not fit a cell goes on in a sheet of long texts, and what does not fit a sheet in a further one.
    """
    definition = source.forms[max(source.forms)].definition
    title = in_language(definition.title, source.language)
    with Book(file, source.language) as book:
        book.describe(
            title=f"{title}: {in_language(source.event.title, source.language)}",
            created=source.summary.through,
        )
        write_figures(book, source.summary, source.event, title)
        if source.submissions is not None:
            name = _REGISTRATIONS if definition.purpose is Purpose.REGISTRATION else _ANSWERS
            sheets = AnswerSheets(
                book,
                source.forms,
                source.event,
                translate(name, source.language),
                by=source.language if source.by_label else None,
                link=source.link,
            )
            for submission in source.submissions:
                sheets.add(submission)
