"""A workbook read whole: the definition's document, its source map, and the problems of reading."""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from chalicelib.errors import Problem
from chalicelib.forms.collector import collecting_rarely
from chalicelib.forms.validation.source_document import SourceDocument
from chalicelib.xlsform import precheck
from chalicelib.xlsform.problems import WorkbookRefused, sheet_problem
from chalicelib.xlsform.reader.document import build_document
from chalicelib.xlsform.reader.languages import ColumnLanguages, form_languages
from chalicelib.xlsform.reader.list_files import list_sheets, read_list, read_sheet
from chalicelib.xlsform.reader.loops import expand_loops, has_loops
from chalicelib.xlsform.reader.pyxform_reader import read_with_pyxform
from chalicelib.xlsform.reader.sheet_draft import SheetDraft, draft_form
from chalicelib.xlsform.reader.workbooks import Workbook, open_workbook

_LOSSES = ("similar names were found", "Column headers must not be empty")
"""Parts of those of pyxform's warnings that tell of a lost part of the form."""


def read_xlsform(
    workbook: bytes,
    *,
    files: Mapping[str, bytes] | None = None,
    name: str | None = None,
    purpose: str | None = None,
) -> SourceDocument:
    """Read the definition in a workbook (.xlsx or .xls); ``forms.validation.review`` goes on from there.

    Args:
        workbook: the file's bytes.
        files: files by name, of which only those that the form names are looked at.
        name: the form's name; it overrides the one in the sheets.
        purpose: the form's purpose; it overrides the one in the sheets.

    Nothing that a workbook or a file holds raises an exception: it becomes a problem.
    """
    with warnings.catch_warnings(), collecting_rarely():
        warnings.simplefilter(
            "ignore"
        )  # the libraries' own, of parts of a workbook that no form needs
        return _read(workbook, files or {}, name=name, purpose=purpose)


def _read(
    workbook: bytes, files: Mapping[str, bytes], *, name: str | None, purpose: str | None
) -> SourceDocument:
    try:
        book = open_workbook(workbook)
        draft = _draft_survey(book)
    except WorkbookRefused as refusal:
        return SourceDocument({}, problems=(refusal.problem,), is_readable=False)
    goes_on = precheck.check(draft)
    draft.problems += book.problems
    if not goes_on:
        return _unreadable(draft)
    if has_loops(draft):
        tables, chosen = (draft.survey, draft.choices), draft.setting("default_language")
        expand_loops(draft, form_languages(tables, chosen))
    result = read_with_pyxform(draft)
    draft.problems += _loss_warnings(draft, result.warnings)
    if result.form is None:
        return _unreadable(draft)
    built = build_document(draft, result.form, name=name, purpose=purpose)
    source = SourceDocument(built.content, built.source_map)
    source = _with_lists(source, draft, files, built.languages)
    return replace(
        source,
        problems=(*draft.problems, *source.problems),
        provisional=tuple(draft.provisional),
    )


def _unreadable(draft: SheetDraft) -> SourceDocument:
    problems, provisional = tuple(draft.problems), tuple(draft.provisional)
    return SourceDocument({}, problems=problems, provisional=provisional, is_readable=False)


def _draft_survey(book: Workbook) -> SheetDraft:
    """Return the draft of the survey; raise ``WorkbookRefused`` where there is none."""
    if "survey" not in book.sheets:
        raise WorkbookRefused("form.no_survey_sheet", sheets=", ".join(book.names)[:200])
    draft = draft_form(book)
    if draft.survey.columns.header("type") is None:
        raise WorkbookRefused("form.no_type_column", draft.survey.sheet.locate(1))
    return draft


def _with_lists(
    source: SourceDocument,
    draft: SheetDraft,
    files: Mapping[str, bytes],
    languages: ColumnLanguages,
) -> SourceDocument:
    """Add the lists that the form asks for: from “external_choices”, a file, or else a further sheet."""
    sheets = list_sheets(draft.book)
    for name, columns in source.requested_lists().items():
        if name in draft.external_lists:
            choices = read_sheet(draft.external_lists[name], languages, columns)
        elif name in files:
            choices = read_list(name, files[name], language=languages.default, columns=columns)
        elif name in sheets:
            choices = read_sheet(sheets[name], languages, columns)
        else:
            continue
        source = source.with_list(name, choices)
    return source


def _loss_warnings(draft: SheetDraft, warnings: Iterable[str]) -> Iterator[Problem]:
    for warning in warnings:
        if any(loss in warning for loss in _LOSSES):
            location = draft.survey.sheet.locate() if "choices" not in warning else None
            yield sheet_problem("form.xlsform_warning", location, reason=warning[:500])
