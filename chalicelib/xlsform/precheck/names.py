"""Missing names, and names that no question can have."""

from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xlsform.reader.type_names import is_end

META = "meta"
_NAMED_BY_PYXFORM = ("note", "audit")


def check(draft: SheetDraft) -> None:
    """Note such rows and give them a name that pyxform accepts."""
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
