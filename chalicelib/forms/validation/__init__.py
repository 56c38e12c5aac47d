"""The review of a definition: one pass over it, and every problem at once.

``review`` takes JSON, or what a spreadsheet's reader made of its file. It checks the structure, each
row and the whole form, against the event and the attached files where those are known, and gives each
problem its JSON pointer and, with a source map, its cell.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from chalicelib.errors import FormRefused, Problem
from chalicelib.forms.collector import collecting_rarely
from chalicelib.forms.definition import Definition
from chalicelib.forms.problems import worst_first
from chalicelib.forms.validation.attachment_checks import attachment_problems
from chalicelib.forms.validation.contact_checks import contact_problems
from chalicelib.forms.validation.cycle_checks import cycle_problems
from chalicelib.forms.validation.event_checks import event_problems, target_problems
from chalicelib.forms.validation.exchange_checks import exchange_problems
from chalicelib.forms.validation.expression_checks import logic_problems
from chalicelib.forms.validation.external_checks import external_problems
from chalicelib.forms.validation.form_checks import has_too_many, whole_problems
from chalicelib.forms.validation.language_checks import language_problems
from chalicelib.forms.validation.name_checks import name_problems
from chalicelib.forms.validation.page_weight import weight_problems
from chalicelib.forms.validation.review_input import (
    EventFacts,
    ReviewContext,
    ReviewInput,
    TargetForm,
)
from chalicelib.forms.validation.row_checks import row_problems
from chalicelib.forms.validation.source_document import SourceDocument
from chalicelib.forms.validation.structure import MAX_PROBLEMS, outline_definition
from chalicelib.forms.validation.usage_checks import usage_problems
from chalicelib.locales import LANGUAGES, Language

__all__ = [
    "CHECKS",
    "EventFacts",
    "Review",
    "SourceDocument",
    "TargetForm",
    "read_definition",
    "review",
]

CHECKS: tuple[Callable[[ReviewInput], Iterator[Problem]], ...] = (
    target_problems,
    event_problems,
    contact_problems,
    name_problems,
    cycle_problems,
    logic_problems,
    exchange_problems,
    external_problems,
    weight_problems,
    usage_problems,
    attachment_problems,
    language_problems,
)
"""The checks of the whole form, one concern each."""

MOST_PROBLEMS = 500
"""Of one review, those of reading the file included."""

_SHEETS = ("survey", "choices", "settings")
"""XLSForm's sheets in the order in which an author goes through them."""


@dataclass(frozen=True, slots=True)
class Review:
    """The result: every problem, errors first, and the definition, None where an error refuses it.

    ``parsed`` is the definition even then, None only where the document cannot be one at all. ``file_warnings`` are
    those of the problems that a review of the definition alone would not find: they are about the file.
    """

    definition: Definition | None
    problems: tuple[Problem, ...]
    parsed: Definition | None = None
    file_warnings: tuple[Problem, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether one of the problems is an error."""
        return self.definition is None

    def require(self) -> Definition:
        """Return the definition.

        Raises:
            errors.FormRefused: there is an error; it has every problem, warnings too.
        """
        if self.definition is None:
            raise FormRefused(problems=self.problems)
        return self.definition


def review(
    document: SourceDocument | bytes | Mapping[str, object],
    *,
    event: EventFacts | None = None,
    target: TargetForm | None = None,
    attachments: Collection[str] | None = None,
    is_publishing: bool = False,
) -> Review:
    """Review a definition; see ``ReviewContext`` for the keywords.

    Raises:
        errors.Malformed: the bytes are not strict JSON.
    """
    source = SourceDocument.of(document)
    if not source.is_readable:
        return Review(None, _merge(source.problems, source.provisional))
    known = None if attachments is None else frozenset(attachments)
    context = ReviewContext(event, target, known, is_publishing)
    with collecting_rarely():
        definition = _parse(source.content)
        found = _locate(source, _check(source, definition, context))
    read = _name(source, found)
    problems = _merge(read, found)
    is_refused = any(each.severity == "error" for each in problems)
    return Review(
        None if is_refused else definition,
        problems,
        definition,
        _merge((each for each in read if each.severity == "warning"), ()),
    )


def read_definition(document: SourceDocument | bytes | Mapping[str, object]) -> Definition:
    """Read a definition and review it by itself; warnings do not refuse it.

    Raises:
        errors.Malformed: the bytes are not strict JSON.
        errors.FormRefused: all problems, each at its JSON pointer, the errors first.
    """
    return review(document).require()


def _parse(raw: object) -> Definition | None:
    try:
        return Definition.model_validate(raw)
    except ValidationError:
        return None


def _check(
    source: SourceDocument, definition: Definition | None, context: ReviewContext
) -> list[Problem]:
    """Return every problem at its JSON pointer; an unreadable row does not hide the others' problems.

    Where there are too many questions, no row is checked any further.
    """
    raw = source.content
    outline, problems = outline_definition(raw)
    if has_too_many(outline):
        return worst_first([*problems, *whole_problems(outline)])[:MAX_PROBLEMS]
    for placed in outline.rows:
        problems += row_problems(placed, outline)
    problems += whole_problems(outline)
    draft = ReviewInput.of(raw, definition, outline, context)
    for check in CHECKS:
        problems += check(draft)
    return worst_first(source.source_map.leave_out_copies(problems))[:MAX_PROBLEMS]


def _locate(source: SourceDocument, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of a review with their cells, without those of what the reader replaced."""
    return [
        replace(each, location=source.source_map.locate(each.name, _lacks(each)))
        for each in problems
        if not source.source_map.is_replaced(each.name)
    ]


def _name(source: SourceDocument, found: Iterable[Problem]) -> list[Problem]:
    """Return the problems of reading with their pointers, without those that an error of the review explains better."""
    cells = {each.location for each in found if each.severity == "error"}
    provisional = (each for each in source.provisional if each.location not in cells)
    pointers = source.source_map.pointers()
    return [
        each
        if each.name or each.location is None
        else replace(each, name=pointers.get(each.location, ""))
        for each in (*source.problems, *provisional)
    ]


def _merge(read: Iterable[Problem], found: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted([*read, *found], key=_rank)[:MOST_PROBLEMS])


def _lacks(each: Problem) -> Language | None:
    """Return the language whose text is missing, if that is the problem."""
    return next((one for one in LANGUAGES if one == each.parameters.get("lacks")), None)


def _rank(each: Problem) -> tuple[bool, int, str, int]:
    """Sort errors first, then by the order in which an author goes through sheets and rows."""
    sheet = each.location.sheet.lower() if each.location else ""
    number = _SHEETS.index(sheet) if sheet in _SHEETS else len(_SHEETS)
    row = each.location.row if each.location else None
    return each.severity == "warning", number, sheet, row or 0
