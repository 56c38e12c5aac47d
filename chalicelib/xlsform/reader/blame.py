"""Which row a refusal is about that names none: found by halves."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.xlsform.precheck.names import begins, is_end
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft

Ask = Callable[[SheetDraft, list[str]], tuple[Mapping[str, Any] | None, str | None]]
"""What pyxform makes of a draft, and why it refuses it, if it does."""


def blame(draft: SheetDraft, refusal: str, ask: Ask, *, at_most: int) -> tuple[Line | None, int]:
    """The first row without which the refusal is not made, and how many rows were read for that.

    None where it is no question's fault, or where finding it would take more rows than ``at_most``.
    """
    lines = [line for line, kind in draft.rows() if not is_end(kind) and begins(kind) is None]
    each = len(draft.survey.lines) + len(draft.choices.lines)
    read = (len(lines).bit_length() + 1) * each
    if read > at_most or _says(draft, refusal, ask, lines):
        return None, 0
    fine, enough = 0, len(lines)
    while enough - fine > 1:
        half = (fine + enough) // 2
        if _says(draft, refusal, ask, lines[half:]):
            enough = half
        else:
            fine = half
    return (lines[enough - 1] if lines else None), read


def _says(draft: SheetDraft, refusal: str, ask: Ask, without: list[Line]) -> bool:
    """Whether pyxform refuses in the same words where something harmless stands for those rows."""
    cells = [dict(line.cells) for line in without]
    for line in without:
        stand_in(draft, line)
    _, said = ask(draft, [])
    for line, before in zip(without, cells, strict=True):
        line.cells.clear()
        line.cells.update(before)
    return said == refusal


def stand_in(draft: SheetDraft, line: Line) -> None:
    """Put a plain question of the same name where the row is."""
    name = draft.name(line) or f"pikir_row_{line.number}"
    line.cells.clear()
    draft.survey.put(line, ("type",), "text")
    draft.survey.put(line, ("name",), name)
    draft.survey.put(line, ("label",), "-")
