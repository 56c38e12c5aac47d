"""Types that there are not, types that a web form cannot do, and rows without one."""

from chalicelib.forms.types import TYPES
from chalicelib.xlsform.precheck.names import begins
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xlsform.reader.type_names import is_unsupported, kind_of

_STAND_IN = "text"
_WATCHING = "audit"
"""How an app watches itself being used: no loss beside questions, but nothing to ask alone."""
_KEPT = frozenset({"name", "label", "hint"})


def check(draft: SheetDraft) -> None:
    """Rows of such types become questions for text, so that nothing more is said about them."""
    survey = draft.survey
    nothing_else = {kind for _, kind in draft.rows() if kind} == {_WATCHING}
    for line, kind in draft.rows():
        if kind == _WATCHING and not nothing_else:
            draft.note("form.ignored_row", survey.locate(line, "type"), type=kind)
        if not kind:
            if draft.name(line) is None and not _has_label(draft, line):
                line.cells.clear()  # a comment: pyxform passes over it as well
                continue
            draft.note("form.no_type", survey.locate(line, "type"))
        elif kind in TYPES and TYPES[kind].selection is not None:
            draft.note("form.no_list_name", survey.locate(line, "type"), type=kind)
        elif _is_unsupported(kind, nothing_else=nothing_else):
            ours = kind_of(kind.partition(" ")[0])
            draft.note("form.unsupported_type", survey.locate(line, "type"), type=ours)
        elif not is_known(kind):
            draft.note("form.unknown_type", survey.locate(line, "type"), type=kind[:100])
        else:
            continue
        survey.keep(line, _KEPT)
        survey.put(line, ("type",), _STAND_IN)
        draft.replaced_rows.add(line.number)


def _is_unsupported(kind: str, *, nothing_else: bool) -> bool:
    if kind == _WATCHING:
        return nothing_else
    return is_unsupported(kind_of(kind.partition(" ")[0])) and begins(kind) is None


def _has_label(draft: SheetDraft, line: Line) -> bool:
    meant = draft.survey.columns.meant
    return any(meant[header][0] == "label" for header in line.cells)


def is_known(kind: str) -> bool:
    """Whether pyxform reads rows of that type."""
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
    from pyxform.xls2json import RE_BEGIN_CONTROL, RE_END_CONTROL, RE_OSM, RE_SELECT

    return (
        kind in QUESTION_TYPE_DICT
        or kind in aliases._type_alias_map  # noqa: SLF001 -- its table of aliases has no other door
        or kind in aliases.settings_header
        or any(
            pattern.search(kind)
            for pattern in (RE_SELECT, RE_BEGIN_CONTROL, RE_END_CONTROL, RE_OSM)
        )
    )
