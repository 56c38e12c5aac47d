"""Missing calculations, and parameters that pyxform refuses without mentioning the row."""

import re
from collections.abc import Iterator

from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.parameters import parse_parameters
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xlsform.reader.type_names import kind_of

_SOUNDS = frozenset({"audio", "add audio prompt"})
"""The names of the type whose parameters pyxform checks."""
_QUALITIES = frozenset({"voice-only", "low", "normal", "external"})
"""The qualities of a sound recording (https://xlsform.org/en/#audio-quality); here none has an effect."""
_WHOLE = re.compile(r"\s*[-+]?\d+\s*")


def check(draft: SheetDraft) -> None:
    """Note such cells, and fill them in or empty them."""
    for line, kind in draft.rows():
        if kind_of(kind) == "calculate":
            _check_calculation(draft, line)
        if cell := draft.survey.value(line, "parameters"):
            _check_parameters(draft, line, kind, draft.clean(cell))


def _check_calculation(draft: SheetDraft, line: Line) -> None:
    from pyxform.utils import default_is_dynamic

    survey = draft.survey
    default = survey.value(line, "default")
    if survey.value(line, "bind", "calculate") or default_is_dynamic(default, "calculate"):
        return
    draft.provisional.append(sheet_problem("form.no_calculation", survey.locate(line)))
    survey.put(line, ("default",), "1 + 1")


def _check_parameters(draft: SheetDraft, line: Line, kind: str, cell: str) -> None:
    wrong = list(_wrong_parameters(kind, parse_parameters(cell)))
    for name in wrong:
        draft.note("form.bad_parameter", draft.survey.locate(line, "parameters"), name=name)
    if wrong:
        for header, tokens in draft.survey.columns.meant.items():
            if tokens == ("parameters",):
                line.cells.pop(header, None)
        draft.replaced_rows.add(line.number)


def _wrong_parameters(kind: str, pairs: dict[str, str]) -> Iterator[str]:
    if kind == "image" and not _WHOLE.fullmatch(pairs.get("max-pixels", "1")):
        yield "max-pixels"
    if kind in _SOUNDS and pairs.get("quality", "low") not in _QUALITIES:
        yield "quality"
    if not kind.startswith(("select", "rank")):
        return
    if pairs.get("randomize", "true").lower() not in ("true", "false"):
        yield "randomize"
    elif "seed" in pairs and ("randomize" not in pairs or not _is_seed(pairs["seed"])):
        yield "seed"


def _is_seed(text: str) -> bool:
    from pyxform.validators.pyxform.pyxform_reference import is_pyxform_reference

    try:
        float(text)
    except ValueError:
        return bool(is_pyxform_reference(text))
    return True
