"""Checks for what would stop pyxform: each problem is noted with its cell, and the cell is replaced."""

from dataclasses import replace

from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.sheet_draft import SheetDraft

MAX_GROUPS = 2_000
"""Groups and repeats, empty ones too."""


def check(draft: SheetDraft) -> bool:
    """Run every check, in the order in which one depends on another; return whether reading goes on.

    Where there are more questions than a form may have, only the quick checks of types, names and
    groups run beside that problem.
    """
    from chalicelib.forms.validation.form_checks import MAX_QUESTIONS
    from chalicelib.xlsform.precheck import (
        cells,
        choices,
        external,
        external_selects,
        labels,
        loops,
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
    if _count_groups(draft) > MAX_GROUPS:
        draft.note("form.too_many_groups", draft.survey.sheet.locate(), limit=MAX_GROUPS)
        return False
    if not loops.check(draft):
        return False
    for each in (external_selects, cells, external, labels, choices, references):
        each.check(draft)
    return True


def _count_groups(draft: SheetDraft) -> int:
    from chalicelib.xlsform.reader.type_names import begins

    return sum(begins(kind) is not None for _, kind in draft.rows())


def _count_questions(draft: SheetDraft) -> int:
    from chalicelib.xlsform.reader.type_names import is_question

    return sum(is_question(kind) for _, kind in draft.rows())
