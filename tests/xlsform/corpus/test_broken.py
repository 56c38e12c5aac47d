"""Forms of the corpus with random faults: reading never crashes, and accepts only what pyxform reads to the same tree."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.xlsform.corpus.files import NAMES, read_source
from tests.xlsform.corpus.report import examine
from tests.xlsform.corpus.sheets import Cell, Sheet

MAX_ROWS = 60
"""Longer forms are left out: they take more time and show nothing more."""
FORMS = [
    name for name in NAMES if max(len(sheet.rows) for sheet in read_source(name).sheets) < MAX_ROWS
]
UNUSUAL_CELLS: Sequence[Cell] = (
    *(None, "", "${", "${x}", "yes", "select_one yn", "select_one yn or_other", "text", "note"),
    *("begin_group", "end_group", "begin_repeat", "end_repeat", "calculate", "1", "${a} = 1"),
    *("ө", "a b", "'", "(", "selected(", "\u00a0", "=1+1", 5, True, "..", ".", "label", "name"),
    *("rating", "table-list", "start=1 end=5", "ж" * 300, "meta", "data", "other", "/", "~1"),
)

Rows = list[list[Cell]]


def _remove(rows: Rows, row: int, draw: st.DrawFn) -> None:
    del rows[row]


def _repeat(rows: Rows, row: int, draw: st.DrawFn) -> None:
    rows.insert(draw(st.integers(0, len(rows))), list(rows[row]))


def _replace_cell(rows: Rows, row: int, draw: st.DrawFn) -> None:
    column = draw(st.integers(0, max(map(len, rows)) - 1))
    rows[row] += [None] * (column + 1 - len(rows[row]))
    others = [cell for each in rows for cell in each]
    rows[row][column] = draw(st.sampled_from(UNUSUAL_CELLS) | st.sampled_from(others))


CHANGES = [_remove, _repeat, _replace_cell, _replace_cell, _replace_cell]


@st.composite
def broken_forms(draw: st.DrawFn) -> tuple[str, tuple[Sheet, ...]]:
    """Draw a form, and make one to three changes to its sheets."""
    name = draw(st.sampled_from(FORMS))
    sheets = list(read_source(name).sheets)
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(0, len(sheets) - 1))
        rows: Rows = [list(row) for row in sheets[number].rows]
        if any(rows):
            row = draw(st.integers(0, len(rows) - 1))
            draw(st.sampled_from(CHANGES))(rows, row, draw)
        sheets[number] = replace(sheets[number], rows=tuple(tuple(row) for row in rows))
    return name, tuple(sheets)


@given(broken_forms())
def test_a_broken_form_is_refused_or_read_as_pyxform_reads_it(
    form: tuple[str, tuple[Sheet, ...]],
) -> None:
    name, sheets = form
    broken = replace(read_source(name), sheets=sheets)
    finding = examine(name, broken.xlsx, broken.files)
    assert not finding.is_fault, finding.to_text()
