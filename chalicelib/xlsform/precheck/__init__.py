"""Checks for what would stop pyxform: each problem is noted with its cell, and the cell is replaced."""

from dataclasses import replace

from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.sheet_draft import SheetDraft


def check(draft: SheetDraft) -> bool:
    """Run every check, in the order in which one depends on another; return whether reading goes on.

    Where there are more questions than a form may have, only the quick checks of types, names and
    groups run beside that problem.
    """
    from chalicelib.forms.validation.form_checks import MAX_QUESTIONS
    from chalicelib.xlsform.precheck import (
        cells,
        choices,
        labels,
        nesting,
        references,
        types,
    )

    for each in (types, nesting):
        each.check(draft)
    if _count_questions(draft) > MAX_QUESTIONS:
        location = draft.survey.sheet.locate()
        problem = sheet_problem("form.too_many_questions", location, limit=MAX_QUESTIONS)
        draft.problems.append(replace(problem, name="/questions"))
        return False
    for each in (cells, labels, choices, references):
        each.check(draft)
    return True


def _count_questions(draft: SheetDraft) -> int:
    """Count the rows that ask or show something: not those of groups, settings and apps."""
    from pyxform.aliases import settings_header

    from chalicelib.xlsform.reader.type_names import begins, is_end, is_left_out

    return sum(
        bool(kind)
        and not is_left_out(kind)
        and kind not in settings_header
        and begins(kind) is None
        and not is_end(kind)
        for _, kind in draft.rows()
    )
