"""Calculations that are missing, and parameters that pyxform refuses without saying in which row."""

import re
from collections.abc import Iterator

from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.parameters import parse_parameters
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xlsform.reader.type_names import kind_of

_WHOLE = re.compile(r"\s*[-+]?\d+\s*")


def check(draft: SheetDraft) -> None:
    """Such cells are noted and filled in or emptied."""
    for line, kind in draft.rows():
        if kind_of(kind) == "calculate":
            _calculation(draft, line)
        if raw := draft.survey.value(line, "parameters"):
            _parameters(draft, line, kind, draft.clean(raw))


def _calculation(draft: SheetDraft, line: Line) -> None:
    from pyxform.utils import default_is_dynamic

    survey = draft.survey
    default = survey.value(line, "default")
    if survey.value(line, "bind", "calculate") or default_is_dynamic(default, "calculate"):
        return
    draft.provisional.append(sheet_problem("form.no_calculation", survey.locate(line)))
    survey.put(line, ("default",), "1 + 1")


def _parameters(draft: SheetDraft, line: Line, kind: str, raw: str) -> None:
    faults = list(_faults(kind, parse_parameters(raw)))
    for name in faults:
        draft.note("form.bad_parameter", draft.survey.locate(line, "parameters"), name=name)
    if faults:
        for header, meant in draft.survey.columns.meant.items():
            if meant == ("parameters",):
                line.cells.pop(header, None)
        draft.replaced_rows.add(line.number)


def _faults(kind: str, said: dict[str, str]) -> Iterator[str]:
    if kind == "image" and not _WHOLE.fullmatch(said.get("max-pixels", "1")):
        yield "max-pixels"
    if not kind.startswith(("select", "rank")):
        return
    if said.get("randomize", "true").lower() not in ("true", "false"):
        yield "randomize"
    elif "seed" in said and ("randomize" not in said or not _is_seed(said["seed"])):
        yield "seed"


def _is_seed(text: str) -> bool:
    from pyxform.validators.pyxform.pyxform_reference import is_pyxform_reference

    try:
        float(text)
    except ValueError:
        return bool(is_pyxform_reference(text))
    return True
