"""Questions that a page would show without a word."""

from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft

_TEXTS = frozenset({"label", "hint", "media"})


def check(draft: SheetDraft) -> None:
    """Give such questions a dash as a label; the review tells what they lack."""
    for line, kind in draft.rows():
        if not _is_visible(kind) or _has_content(draft, line):
            continue
        if line.number not in draft.replaced_rows:
            place = draft.survey.sheet.locate(line.number, draft.survey.columns.label)
            draft.provisional.append(sheet_problem("form.missing", place))
        draft.survey.put(line, ("label",), "-")


def _is_visible(kind: str) -> bool:
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
    from pyxform.xls2json import RE_SELECT

    if RE_SELECT.search(kind):
        return True
    known = QUESTION_TYPE_DICT.get(aliases._type_alias_map.get(kind, kind), {})  # noqa: SLF001 -- as in ``types``
    tag: str = known.get("control", {}).get("tag", "action")
    return tag != "action"


def _has_content(draft: SheetDraft, line: Line) -> bool:
    """Return whether the row has a text, or is calculated, or labels the columns of a table."""
    survey = draft.survey
    meant = {survey.columns.meant.get(header, (header,)) for header in line.cells}
    if any(tokens[0] in _TEXTS for tokens in meant):
        return True
    if ("bind", "calculate") in meant or ("trigger",) in meant:
        return True
    return draft.survey.value(line, "control", "appearance") == "label"
