"""What would stop pyxform, looked for in all rows at once, noted, and stood in for."""

from dataclasses import replace

from chalicelib.forms.xlsform.draft import Draft
from chalicelib.forms.xlsform.problems import found


def look(draft: Draft) -> bool:
    """Every look, in the order in which one leans on another; whether it is worth reading on.

    Where there are more questions than a form may have, that is noted beside what is wrong with
    types, names and groups, and nothing that takes longer is looked at.
    """
    from chalicelib.forms.review.whole import MAX_QUESTIONS
    from chalicelib.forms.xlsform.looks import (
        cells,
        labels,
        lists,
        names,
        nesting,
        references,
        types,
    )

    for each in (types, names, nesting):
        each.look(draft)
    if _amount(draft) > MAX_QUESTIONS:
        told = found("form.too_many_questions", draft.survey.sheet.place(), limit=MAX_QUESTIONS)
        draft.problems.append(replace(told, name="/questions"))
        return False
    for each in (cells, labels, lists, references):
        each.look(draft)
    return True


def _amount(draft: Draft) -> int:
    """How many rows ask something, or show it: not those of groups, settings and apps."""
    from pyxform.aliases import settings_header

    from chalicelib.forms.xlsform.looks.names import begins, is_end

    return sum(
        bool(kind)
        and kind != "audit"
        and kind not in settings_header
        and begins(kind) is None
        and not is_end(kind)
        for _, kind in draft.rows()
    )
