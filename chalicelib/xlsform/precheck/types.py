"""Rows with an unknown type, with a type that a web form does not have, and without a type."""

from chalicelib.forms.types import TYPES
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xlsform.reader.type_names import (
    EXTERNAL_SELECT,
    begins,
    is_known,
    is_unsupported,
    kind_of,
)

_PLAIN_TYPE = "text"
_TEXT_COLUMNS = frozenset({"name", "label", "hint"})


def check(draft: SheetDraft) -> None:
    """Note such rows and make questions for text of them, so that they cause no further problem."""
    survey = draft.survey
    for line, kind in draft.rows():
        if not kind:
            if draft.name(line) is None and not _has_label(draft, line):
                line.cells.clear()  # a comment, which pyxform ignores as well
                continue
            draft.note("form.no_type", survey.locate(line, "type"))
        elif kind == EXTERNAL_SELECT or (kind in TYPES and TYPES[kind].selection is not None):
            draft.note("form.no_list_name", survey.locate(line, "type"), type=kind)
        elif is_unsupported(ours := kind_of(kind.partition(" ")[0])) and begins(kind) is None:
            draft.note("form.unsupported_type", survey.locate(line, "type"), type=ours)
        elif not is_known(kind):
            draft.note("form.unknown_type", survey.locate(line, "type"), type=kind[:100])
        else:
            continue
        survey.keep(line, _TEXT_COLUMNS)
        survey.put(line, ("type",), _PLAIN_TYPE)
        draft.replaced_rows.add(line.number)


def _has_label(draft: SheetDraft, line: Line) -> bool:
    meant = draft.survey.columns.meant
    return any(meant[header][0] == "label" for header in line.cells)
