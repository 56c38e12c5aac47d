"""Forms of the corpus with random faults: reading never crashes, and refuses what pyxform refuses."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.xlsform.corpus.report import finding
from tests.xlsform.corpus.sheets import Cell, Sheet
from tests.xlsform.corpus.written import NAMES, source

LONG = 60
"""Rows; a longer form takes longer than it tells."""
FORMS = [name for name in NAMES if max(len(sheet.rows) for sheet in source(name).sheets) < LONG]
ODD: Sequence[Cell] = (
    *(None, "", "${", "${x}", "yes", "select_one yn", "select_one yn or_other", "text", "note"),
    *("begin_group", "end_group", "begin_repeat", "end_repeat", "calculate", "1", "${a} = 1"),
    *("ө", "a b", "'", "(", "selected(", "\u00a0", "=1+1", 5, True, "..", ".", "label", "name"),
    *("rating", "table-list", "start=1 end=5", "ж" * 300, "meta", "data", "other", "/", "~1"),
)

Rows = list[list[Cell]]


def _without(rows: Rows, row: int, draw: st.DrawFn) -> None:
    del rows[row]


def _twice(rows: Rows, row: int, draw: st.DrawFn) -> None:
    rows.insert(draw(st.integers(0, len(rows))), list(rows[row]))


def _odd(rows: Rows, row: int, draw: st.DrawFn) -> None:
    column = draw(st.integers(0, max(map(len, rows)) - 1))
    rows[row] += [None] * (column + 1 - len(rows[row]))
    others = [cell for each in rows for cell in each]
    rows[row][column] = draw(st.sampled_from(ODD) | st.sampled_from(others))


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, tuple[Sheet, ...]]:
    """A form with one to three things changed in its sheets."""
    name = draw(st.sampled_from(FORMS))
    sheets = list(source(name).sheets)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(sheets) - 1))
        rows: Rows = [list(row) for row in sheets[place].rows]
        if any(rows):
            row = draw(st.integers(0, len(rows) - 1))
            draw(st.sampled_from([_without, _twice, _odd, _odd, _odd]))(rows, row, draw)
        sheets[place] = replace(sheets[place], rows=tuple(tuple(row) for row in rows))
    return name, tuple(sheets)


@given(broken())
def test_a_broken_form_is_refused_or_read_as_pyxform_reads_it(
    form: tuple[str, tuple[Sheet, ...]],
) -> None:
    name, sheets = form
    changed = replace(source(name), sheets=sheets)
    found = finding(name, changed.xlsx, changed.files)
    assert not found.is_bad, found.lines()
