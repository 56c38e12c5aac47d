"""What would stop pyxform, looked for in all rows at once, noted, and stood in for."""

from dataclasses import replace

from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.sheet_draft import SheetDraft


def check(draft: SheetDraft) -> bool:
    """Every look, in the order in which one leans on another; whether it is worth reading on.

    Where there are more questions than a form may have, that is noted beside what is wrong with
    types, names and groups, and nothing that takes longer is looked at.
    """
    from chalicelib.forms.validation.form_checks import MAX_QUESTIONS
    from chalicelib.xlsform.precheck import (
        cells,
        choices,
        labels,
        names,
        nesting,
        references,
        types,
    )

    for each in (types, names, nesting):
        each.check(draft)
    if _amount(draft) > MAX_QUESTIONS:
        told = sheet_problem(
            "form.too_many_questions", draft.survey.sheet.locate(), limit=MAX_QUESTIONS
        )
        draft.problems.append(replace(told, name="/questions"))
        return False
    for each in (cells, labels, choices, references):
        each.check(draft)
    return True


def _amount(draft: SheetDraft) -> int:
    """How many rows ask something, or show it: not those of groups, settings and apps."""
    from pyxform.aliases import settings_header

    from chalicelib.xlsform.precheck.names import begins, is_end

    return sum(
        bool(kind)
        and kind != "audit"
        and kind not in settings_header
        and begins(kind) is None
        and not is_end(kind)
        for _, kind in draft.rows()
    )
