"""Names that are missing, impossible or repeated, and groups and repeats that do not begin or end."""

from dataclasses import dataclass, field

from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xlsform.reader.type_names import attaches_data, begins, ends, has_other, is_end

META = "meta"
_NAMED_BY_PYXFORM = ("note", "audit")


@dataclass(slots=True)
class OpenGroup:
    """A group or repeat that has not ended yet; ``line`` is None for the form itself."""

    line: Line | None
    kind: str
    names: set[str] = field(default_factory=set)


def check(draft: SheetDraft) -> None:
    """Note such rows, and replace the names and rows that pyxform would refuse."""
    _check_names(draft)
    _check_nesting(draft)


def _check_names(draft: SheetDraft) -> None:
    """Note rows without a name or with an impossible one, and give them a name that pyxform accepts."""
    from pyxform.aliases import settings_header

    for line, kind in draft.rows():
        if kind in settings_header or is_end(kind):
            continue
        name = draft.name(line)
        if name is None:
            if kind not in _NAMED_BY_PYXFORM:
                _replace_name(draft, line, "form.no_name")
        elif kind != "audit" and (code := _problem_code(name)):
            _replace_name(draft, line, code, name=name[:100])


def _problem_code(name: str) -> str | None:
    from pyxform.parsing.expression import is_xml_tag

    if not is_xml_tag(name):
        return "form.bad_name"
    return "form.reserved_name" if name == META else None


def _replace_name(draft: SheetDraft, line: Line, code: str, **parameters: object) -> None:
    draft.note(code, draft.survey.locate(line, "name"), **parameters)
    draft.survey.put(line, ("name",), f"pikir_row_{line.number}")
    draft.replaced_rows.add(line.number)


def _check_nesting(draft: SheetDraft) -> None:
    """Empty an end without a beginning, and end what has no end after the last row."""
    from pyxform.aliases import settings_header

    stack = [OpenGroup(None, "")]
    repeats = {_root(draft)}
    for line, kind in list(draft.rows()):
        if (ended := ends(kind)) is not None:
            _end(draft, stack, line, ended)
            continue
        if kind in settings_header:
            continue
        if attaches_data(kind) and stack[-1].kind == "repeat":
            draft.note("form.not_in_repeat", draft.survey.locate(line, "type"), type=kind)
            line.cells.clear()
            continue
        begun = begins(kind)
        _name(draft, line, kind, stack[-1].names, repeats if begun == "repeat" else None)
        if begun is not None:
            stack.append(OpenGroup(line, begun))
    for left in reversed(stack[1:]):
        _close(draft, left)


def _root(draft: SheetDraft) -> str:
    """Return pyxform's name of the form's root, which no repeat can have."""
    return draft.setting("name") or "data"


def _end(draft: SheetDraft, stack: list[OpenGroup], line: Line, ended: str) -> None:
    if not any(one.kind == ended for one in stack):
        draft.note("form.unmatched_end", draft.survey.locate(line, "type"), type=f"end_{ended}")
        line.cells.clear()
        return
    while stack[-1].kind != ended:
        unended = stack.pop()
        assert unended.line is not None  # noqa: S101 -- only the form itself has none
        _note_unended(draft, unended.line, unended.kind)
        stack[-1].names |= unended.names
        unended.line.cells.clear()
    stack.pop()


def _close(draft: SheetDraft, left: OpenGroup) -> None:
    assert left.line is not None  # noqa: S101 -- only the form itself has none
    _note_unended(draft, left.line, left.kind)
    line = Line(len(draft.survey.lines) + 2, {})
    draft.survey.put(line, ("type",), f"end_{left.kind}")
    draft.survey.lines.append(line)


def _note_unended(draft: SheetDraft, line: Line, kind: str) -> None:
    draft.note("form.unmatched_begin", draft.survey.locate(line, "type"), type=f"end_{kind}")


def _name(
    draft: SheetDraft, line: Line, kind: str, names: set[str], repeats: set[str] | None
) -> None:
    name = draft.name(line)
    if name is None:
        return
    added = _added_names(draft, line, kind, name)
    if repeats is not None and name in repeats and name not in names:
        code = "form.duplicate_repeat"
    elif {name, *added} & names:
        code = "form.duplicate_name"
    else:
        names |= {name, *added}
        if repeats is not None:
            repeats.add(name)
        return
    clash = next(each for each in (name, *added) if each in names or each in (repeats or ()))
    _replace_name(draft, line, code, name=clash)


def _added_names(draft: SheetDraft, line: Line, kind: str, name: str) -> tuple[str, ...]:
    """Return the names of questions that pyxform adds: a repeat's count, the text beside “other”."""
    from pyxform.validators.pyxform.pyxform_reference import is_pyxform_reference

    count = draft.survey.value(line, "control", "jr:count")
    if begins(kind) and count and not is_pyxform_reference(count):
        return (f"{name}_count",)
    return (f"{name}_other",) if has_other(kind) else ()
