"""Names that are missing, cannot be, or stand twice."""

from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft

META = "meta"
_NAMED_BY_ITSELF = ("note", "audit")


def check(draft: SheetDraft) -> None:
    """Rows without a name that pyxform takes get one of ours."""
    from pyxform.aliases import settings_header

    for line, kind in draft.rows():
        if kind in settings_header or is_end(kind):
            continue
        name = draft.name(line)
        if name is None:
            if kind not in _NAMED_BY_ITSELF:
                _replace_name(draft, line, "form.no_name")
        elif kind != "audit" and (code := _fault(name)):
            _replace_name(draft, line, code, name=name[:100])


def is_end(kind: str) -> bool:
    """Whether a row of that type ends a group or repeat."""
    from pyxform.xls2json import RE_END_CONTROL

    return RE_END_CONTROL.search(kind) is not None


def begins(kind: str) -> str | None:
    """What a row of that type begins (“group”, “repeat”, “loop”), or None."""
    from pyxform import aliases
    from pyxform.xls2json import RE_BEGIN_CONTROL

    found = RE_BEGIN_CONTROL.search(kind)
    return aliases.control[found["type"]] if found else None


def ends(kind: str) -> str | None:
    """What a row of that type ends, or None."""
    from pyxform import aliases
    from pyxform.xls2json import RE_END_CONTROL

    found = RE_END_CONTROL.search(kind)
    return aliases.control[found["type"]] if found else None


def has_other(kind: str) -> bool:
    """Whether the type asks for a text beside “other”."""
    return kind.endswith((" or_other", " or other", " or specify other"))


def _fault(name: str) -> str | None:
    from pyxform.parsing.expression import is_xml_tag

    if not is_xml_tag(name):
        return "form.bad_name"
    return "form.reserved_name" if name == META else None


def _replace_name(draft: SheetDraft, line: Line, code: str, **parameters: object) -> None:
    draft.note(code, draft.survey.locate(line, "name"), **parameters)
    draft.survey.put(line, ("name",), f"pikir_row_{line.number}")
    draft.replaced_rows.add(line.number)
