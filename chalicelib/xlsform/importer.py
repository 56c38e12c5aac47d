"""A spreadsheet read whole: its document reviewed, and every problem with its place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.errors import Problem, SourceLocation
from chalicelib.forms.intake.envelope import pointer
from chalicelib.xlsform.guards.refusal import WorkbookRefused
from chalicelib.xlsform.precheck import look
from chalicelib.xlsform.problems import found
from chalicelib.xlsform.reader.attached_lists import choices_of, sheets_of_files
from chalicelib.xlsform.reader.csv_lists import renamed, wanted_columns
from chalicelib.xlsform.reader.document import Made, made
from chalicelib.xlsform.reader.languages import Speech
from chalicelib.xlsform.reader.pyxform_reader import taken
from chalicelib.xlsform.reader.sheet_draft import SheetDraft, drafted
from chalicelib.xlsform.reader.workbooks import Workbook, opened

MAX_PROBLEMS = 500
_TELLING = ("similar names were found", "Column headers must not be empty")
"""Those of pyxform's warnings that say that something of the form is lost."""
_ORDER = ("survey", "choices", "settings")

_NOTHING = Made({}, {}, frozenset(), Speech("kk", {}))


@dataclass(frozen=True, slots=True)
class Imported:
    """A spreadsheet as it was read.

    ``document`` is a definition's; it can be used where no problem is an error. ``places`` say where
    its parts stand, by JSON pointer. A problem's ``name`` is the pointer, empty where there is none.
    """

    document: dict[str, Any]
    places: Mapping[str, SourceLocation] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether it cannot become a form as it is."""
        return any(each.severity == "error" for each in self.problems)

    def place(self, at: str) -> SourceLocation | None:
        """Where the part of that JSON pointer stands, or what is around it."""
        return _nearest(self.places, at)


def read_xlsform(
    workbook: bytes,
    *,
    files: Mapping[str, bytes] | None = None,
    name: str | None = None,
    purpose: str | None = None,
) -> Imported:
    """The definition in a workbook (.xlsx or .xls), and all that is wrong with it in one pass.

    ``files`` are the form's CSV files by name; ``name`` and ``purpose`` stand before what the sheets
    say. Never raises for what a workbook or a file holds.
    """
    try:
        book = opened(workbook)
        draft = _drafted(book)
    except WorkbookRefused as unusable:
        return Imported({}, problems=(unusable.problem,))
    reads_on = look(draft)
    draft.problems += book.problems
    if not reads_on:
        return _finished(draft, _NOTHING, reviewed=())
    read = taken(draft)
    draft.problems += _warnings(draft, read.warnings)
    if read.form is None:
        return _finished(draft, _NOTHING, reviewed=())
    done = made(draft, read.form, name=name, purpose=purpose)
    places = {**done.places, **_files_taken(draft, book, done, files or {})}
    done = replace(done, places=places)
    return _finished(draft, done, reviewed=_reviewed(done))


def _drafted(book: Workbook) -> SheetDraft:
    """The draft of the survey; raises ``WorkbookRefused`` where there is none."""
    if "survey" not in book.sheets:
        raise WorkbookRefused("form.no_survey_sheet", sheets=", ".join(book.names)[:200])
    draft = drafted(book)
    if draft.survey.columns.header("type") is None:
        raise WorkbookRefused("form.no_type_column", draft.survey.sheet.place(1))
    return draft


def _files_taken(
    draft: SheetDraft, book: Workbook, done: Made, files: Mapping[str, bytes]
) -> dict[str, SourceLocation]:
    """Put the lists of the files that the form asks for into its choices; where they stand."""
    stands: dict[str, SourceLocation] = {}
    try:
        for name, sheet in sheets_of_files(book, files):
            wanted = next(wanted_columns(done.document["questions"], name), None)
            if wanted is None:
                continue
            choices, places, problems = choices_of(renamed(sheet, *wanted), done.speech)
            at = pointer("choices", name)
            done.document["choices"][name] = choices
            stands |= {at: sheet.place(), **{f"{at}{key}": place for key, place in places.items()}}
            draft.problems += problems
    except WorkbookRefused as unusable:
        draft.problems.append(unusable.problem)
    return stands


def _warnings(draft: SheetDraft, warnings: Iterable[str]) -> Iterator[Problem]:
    for warning in warnings:
        if any(telling in warning for telling in _TELLING):
            place = draft.survey.sheet.place() if "choices" not in warning else None
            yield found("form.xlsform_warning", place, reason=warning[:500])


def _reviewed(done: Made) -> Iterator[Problem]:
    """What our own review finds in rows that are read as they are written."""
    from chalicelib.forms.validation import problems_of

    for each in problems_of(done.document):
        if not _is_flagged(done, each.name):
            yield each


def _is_flagged(done: Made, at: str) -> bool:
    """Whether the row was spoken about already: it is not what the sheet says."""
    row = at.rpartition("/questions/")
    number, _, key = row[2].partition("/")
    return not key.startswith("questions") and f"{row[0]}{row[1]}{number}" in done.flagged


def _finished(draft: SheetDraft, done: Made, *, reviewed: Iterable[Problem]) -> Imported:
    placed = [
        each if each.place else replace(each, place=_nearest(done.places, each.name))
        for each in reviewed
    ]
    told = {
        (each.place.sheet, each.place.row, each.place.column)
        for each in placed
        if each.place and each.severity == "error"
    }
    doubtful = [
        each
        for each in draft.doubtful
        if each.place and (each.place.sheet, each.place.row, each.place.column) not in told
    ]
    pointers: dict[SourceLocation, str] = {}
    for at, place in done.places.items():
        pointers.setdefault(place, at)
    told_all = [
        each
        if each.name or each.place is None
        else replace(each, name=pointers.get(each.place, ""))
        for each in (*draft.problems, *doubtful, *placed)
    ]
    return Imported(done.document, done.places, tuple(sorted(told_all, key=_order)[:MAX_PROBLEMS]))


def _order(each: Problem) -> tuple[bool, int, str, int]:
    """Errors first, then in the order in which a person goes through the sheets."""
    sheet = each.place.sheet.lower() if each.place else ""
    rank = _ORDER.index(sheet) if sheet in _ORDER else len(_ORDER)
    return each.severity == "warning", rank, sheet, (each.place and each.place.row) or 0


def _nearest(places: Mapping[str, SourceLocation], at: str) -> SourceLocation | None:
    while at and at not in places:
        at = at.rpartition("/")[0]
    return places.get(at)
