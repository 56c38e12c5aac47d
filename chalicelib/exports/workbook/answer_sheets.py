"""The rows of a form: a sheet of its submissions, and one for each repeat, linked by the numbers of rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalicelib.domain.events import Event
from chalicelib.domain.quotes import is_hidden
from chalicelib.domain.submissions import Submission
from chalicelib.domain.versions import in_order
from chalicelib.exports import answers
from chalicelib.exports.answers import Link
from chalicelib.exports.workbook.book import Book, CellValue, TableSheet
from chalicelib.forms.intake import Column, Form
from chalicelib.forms.text import in_language
from chalicelib.locales import N_, Language

Scope = tuple[str, ...]
"""The keys of the repeats around a question, the outermost first."""

_INDEX: Final = "_index"
_PARENT: Final = "_parent_index"
_INDEX_HEADING: Final = N_("No.")
_PARENT_HEADING: Final = N_("No. in “{sheet}”")


@dataclass(slots=True)
class _ScopeSheet:
    """The sheet of the form's own questions, or of those of a repeat; ``last`` is the number of its last row."""

    table: TableSheet
    keys: tuple[str, ...]
    inner: list[tuple[str, Scope]] = field(default_factory=list)
    last: int = 0


class AnswerSheets:
    """Writes submissions into their sheets. ``by`` is the language of labels and answers, None for names."""

    def __init__(
        self,
        book: Book,
        forms: Mapping[int, Form],
        event: Event,
        name: str,
        *,
        by: Language | None,
        link: Link | None,
    ) -> None:
        self._book = book
        self._event = event
        self._zone = ZoneInfo(event.time_zone)
        self._by = by
        self._link = link
        self._about = answers.list_about(forms)
        self._columns = answers.columns_by_version(forms)
        self._sheets: dict[Scope, _ScopeSheet] = {}
        self._add_sheet((), name, "")
        for scope, label in self._list_repeats():
            outer = self._sheets[scope[:-1]]
            self._add_sheet(scope, label, outer.table.name)
            outer.inner.append((scope[-1], scope))

    def add(self, submission: Submission) -> None:
        """Write a submission: its row, and one for each instance of its repeats."""
        about: dict[str, CellValue] = {
            **answers.describe_submission(submission, self._event, self._by),
            "received_at": submission.received_at.astimezone(self._zone).replace(
                microsecond=0, tzinfo=None
            ),
            "version": submission.version,
        }
        self._add_row((), submission.answers, submission, [about[key] for key in self._about])

    def _add_row(
        self,
        scope: Scope,
        values: Mapping[str, Any],
        submission: Submission,
        lead: list[CellValue],
    ) -> None:
        sheet = self._sheets[scope]
        sheet.last += 1
        own = sheet.last
        asked = answers.columns_of(submission, self._columns)
        cells = [self._cell(asked.get(key), scope, values, submission) for key in sheet.keys]
        sheet.table.add([own, *lead, *cells])
        for key, inner in sheet.inner:
            for instance in values.get(key, ()):
                self._add_row(inner, instance, submission, [own, submission.id])

    def _cell(
        self, column: Column | None, scope: Scope, values: Mapping[str, Any], submission: Submission
    ) -> CellValue:
        if column is None or column.question.within != scope or is_hidden(submission, column.key):
            return None
        value = values.get(column.question.key_in_scope)
        if value is None:
            return None
        typed = column.question.interpret(value, self._zone)
        if typed is not None:
            return typed
        text = column.cell(values, self._by)
        if not submission.files:
            return text
        return answers.name_files(text, column, submission, self._by, self._link)

    def _list_repeats(self) -> list[tuple[Scope, str]]:
        """Return the repeats of all versions with the names of their sheets, each behind the one around it."""
        found: dict[Scope, str] = {}
        for columns in self._columns.values():
            for column in columns.values():
                scope = column.question.within
                for length in range(1, len(scope) + 1):
                    found.setdefault(scope[:length], self._name_repeat(columns, scope[:length]))
        return sorted(found.items(), key=lambda each: len(each[0]))

    def _name_repeat(self, columns: Mapping[str, Column], scope: Scope) -> str:
        repeat = columns.get("/".join(scope))
        label = in_language(repeat.label, self._by) if repeat and self._by else ""
        return label or scope[-1]

    def _add_sheet(self, scope: Scope, name: str, outer: str) -> None:
        keys = in_order(
            [
                [key for key, column in columns.items() if column.question.within == scope]
                for columns in self._columns.values()
            ]
        )
        questions = [
            answers.heading_of(key, [each.get(key) for each in self._columns.values()], self._by)
            for key in keys
        ]
        headings = [*self._lead_headings(keys, outer), *questions]
        self._sheets[scope] = _ScopeSheet(self._book.add_table(name, headings), tuple(keys))

    def _lead_headings(self, keys: list[str], outer: str) -> list[str]:
        """Return the headings of a row's number and of what it belongs to: ``outer``, or the submission itself."""
        if not outer:
            index = self._book.translate(_INDEX_HEADING) if self._by else _INDEX
            return [index, *answers.about_headings(self._about, keys, self._by)]
        about = answers.about_headings(["id"], keys, self._by)
        if self._by is None:
            return [_INDEX, _PARENT, *about]
        parent = self._book.translate(_PARENT_HEADING, sheet=outer)
        return [self._book.translate(_INDEX_HEADING), parent, *about]
