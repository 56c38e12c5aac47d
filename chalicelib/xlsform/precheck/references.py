"""References ``${name}`` with wrong syntax, to no question, or to more than one."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.errors import Problem
from chalicelib.spelling import SimilarNames
from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.loops import count_copies, loop_choices
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft, SheetTable
from chalicelib.xlsform.reader.type_names import begins, is_end

_START = "${"
_REFERENCE = re.compile(r"\$\{[^}]*\}")


def check(draft: SheetDraft) -> None:
    """Note such references and hide them from pyxform; the review reads them as they are written."""
    from pyxform.aliases import TRANSLATABLE_CHOICES_COLUMNS

    times = _names(draft)
    names = KnownNames(times, SimilarNames(times))
    survey = {
        header
        for header, meant in draft.survey.columns.meant.items()
        if meant[0] not in ("type", "name", "trigger")
    }
    choices = {
        header
        for header, meant in draft.choices.columns.meant.items()
        if meant[0] in TRANSLATABLE_CHOICES_COLUMNS or meant[0] == "media"
    }
    settings = set(draft.settings.columns.meant)
    for table, headers in (
        (draft.survey, survey),
        (draft.choices, choices),
        (draft.settings, settings),
    ):
        for line in table.lines:
            _check_line(draft, table, line, headers, names)
    _check_triggers(draft)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """How often each name is on the survey, and the nearest name to a misspelt one."""

    times: Counter[str]
    nearest: SimilarNames


def _names(draft: SheetDraft) -> Counter[str]:
    """Count each name on the survey as pyxform does, those in loops once for each choice."""
    times = Counter(["instanceID"])
    for line, kind, copies in count_copies(draft, loop_choices(draft)):
        if not is_end(kind):
            name = draft.name(line)
            if name is not None:
                times[name] += copies
            elif kind == "note":
                times[f"generated_note_name_{line.number}"] += copies
    return times


def _check_line(
    draft: SheetDraft, table: SheetTable, line: Line, headers: set[str], names: KnownNames
) -> None:
    for header in [each for each in line.cells if each in headers]:
        text = line.cells[header]
        if _START not in text:
            continue
        problems = list(_problems(text, names))
        if not problems:
            continue
        location = table.sheet.locate(line.number, header)
        draft.provisional += [replace(each, location=location) for each in problems]
        line.cells[header] = text.replace(_START, "{")


def _problems(text: str, names: KnownNames) -> Iterator[Problem]:
    from pyxform.errors import PyXFormError
    from pyxform.validators.pyxform.pyxform_reference import parse_pyxform_references

    last = text.rfind(_START)
    if "}" not in text[last:]:  # pyxform would look for the end from each of many beginnings
        yield sheet_problem("form.bad_reference", name=text[last : last + 50])
        return
    try:
        references = parse_pyxform_references(text)
    except PyXFormError:
        yield sheet_problem("form.bad_reference", name=_first_bad(text))
        return
    for name in dict.fromkeys(reference.name for reference in references):
        if names.times[name] > 1:
            yield sheet_problem("form.ambiguous_reference", name=name)
        elif not names.times[name]:
            yield _unknown(name, names.nearest)


def _first_bad(text: str) -> str:
    from pyxform.validators.pyxform.pyxform_reference import has_pyxform_reference

    written = (each[0] for each in _REFERENCE.finditer(text))
    return next((each for each in written if not has_pyxform_reference(each)), _START)[:50]


def _unknown(name: str, names: SimilarNames) -> Problem:
    """Return the problem of a name that no question has, with the nearest one that a question has."""
    meant = names.find(name)
    if meant is not None:
        return sheet_problem("form.expression_misspelt_name", name=name[:100], nearest=meant)
    return sheet_problem("form.unknown_reference", name=name[:100])


def _check_triggers(draft: SheetDraft) -> None:
    """Check that triggers name questions only, with commas between them."""
    questions = _questions(draft)
    similar = SimilarNames(sorted(questions))
    for line, _ in list(draft.rows()):
        trigger = draft.survey.value(line, "trigger")
        if trigger and (problem := _trigger_problem(draft, line, trigger, questions, similar)):
            draft.provisional.append(problem)
            for header, meant in draft.survey.columns.meant.items():
                if meant == ("trigger",):
                    line.cells.pop(header, None)


def _trigger_problem(
    draft: SheetDraft, line: Line, trigger: str, questions: set[str], similar: SimilarNames
) -> Problem | None:
    from pyxform.errors import PyXFormError
    from pyxform.validators.pyxform.question_types import process_trigger

    location = draft.survey.locate(line, "trigger")
    named: list[tuple[str, int]] = []
    try:
        process_trigger(trigger, line.number, named)
    except PyXFormError:
        return sheet_problem("form.bad_reference", location, name=trigger[:50])
    for name, _ in named:
        if name not in questions:
            return replace(_unknown(name, similar), location=location)
    return None


def _questions(draft: SheetDraft) -> set[str]:
    return {
        name
        for line, kind in draft.rows()
        if not is_end(kind) and begins(kind) is None and (name := draft.name(line))
    }
