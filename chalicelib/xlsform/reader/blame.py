"""Finding the row that a refusal of pyxform is about, where the refusal mentions none, by bisection."""

from collections.abc import Callable

from chalicelib.xlsform.reader.pyxform_elements import PyxformElement
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xlsform.reader.type_names import begins, is_end

PyxformRun = Callable[[SheetDraft, list[str]], tuple[PyxformElement | None, str | None]]
"""Runs pyxform on a draft; returns its reading, and the reason where it refuses the draft."""


def find_row(
    draft: SheetDraft, refusal: str, run: PyxformRun, *, at_most: int
) -> tuple[Line | None, int]:
    """Return the first row without which the refusal disappears, and how many rows were read for it.

    None where no single question causes it, or where finding the row would read more than ``at_most`` rows.
    """
    lines = [line for line, kind in draft.rows() if not is_end(kind) and begins(kind) is None]
    rows_each = len(draft.survey.lines) + len(draft.choices.lines)
    cost = (len(lines).bit_length() + 1) * rows_each
    if cost > at_most or _is_refused_without(draft, refusal, run, lines):
        return None, 0
    fine, enough = 0, len(lines)
    while enough - fine > 1:
        half = (fine + enough) // 2
        if _is_refused_without(draft, refusal, run, lines[half:]):
            enough = half
        else:
            fine = half
    return (lines[enough - 1] if lines else None), cost


def _is_refused_without(
    draft: SheetDraft, refusal: str, run: PyxformRun, without: list[Line]
) -> bool:
    """Return whether pyxform gives the same reason with those rows replaced."""
    cells = [dict(line.cells) for line in without]
    for line in without:
        replace_row(draft, line)
    _, reason = run(draft, [])
    for line, before in zip(without, cells, strict=True):
        line.cells.clear()
        line.cells.update(before)
    return reason == refusal


def replace_row(draft: SheetDraft, line: Line) -> None:
    """Put a plain question of the same name where the row is."""
    name = draft.name(line) or f"pikir_row_{line.number}"
    line.cells.clear()
    draft.survey.put(line, ("type",), "text")
    draft.survey.put(line, ("name",), name)
    draft.survey.put(line, ("label",), "-")
