"""The rows of a spreadsheet that the definition goes without: nobody could answer them on a web page.

So it is for types that only an app asks (``geotrace``, ``audit``, …), and for a select whose choices are the answers
of a repeat (``select_one ${name}``). Such a row stays where an expression of the form refers to it, since the
expression needs something to read; a select is refused then. So does one that Pikir's own column ``pikir::keep``
marks, and all of them stay where the form would hold nothing else. A group or repeat goes with the last of its rows.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from chalicelib.xlsform.reader.pyxform_elements import PyxformElement, written_rows
from chalicelib.xlsform.reader.sheet_draft import ROW, SheetDraft
from chalicelib.xlsform.reader.type_names import is_left_out, kind_of

KEEP = "keep"
"""The column of Pikir's own that keeps a row."""
_MENTION = re.compile(r"(?:\$\{\s*(?:last-saved#)?|/)([^\W\d][\w.-]*)")
"""A question's name in a cell, in a reference or as a step of a path."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the survey with the rows inside it."""

    marker: int
    kind: str
    name: str
    mentions: frozenset[str]
    """The names in its cells that may be those of other questions."""
    is_optional: bool
    """Whether it may be left out by itself."""
    inner: tuple["_Row", ...]

    def walk(self) -> Iterator["_Row"]:
        """Yield the row and those inside it."""
        yield self
        for row in self.inner:
            yield from row.walk()

    def goes(self, kept: Collection[int]) -> bool:
        """Return whether it is left out, or holds nothing but rows that are."""
        if self.inner:
            return all(row.goes(kept) for row in self.inner)
        return self.is_optional and self.marker not in kept


def leave_out_rows(draft: SheetDraft, form: PyxformElement) -> frozenset[int]:
    """Return the markers of the rows that are left out, and note a warning at each row of the sheet, once."""
    rows = tuple(_outline(draft, form.get("children", ())))
    if all(row.goes(()) for row in rows):
        return frozenset()
    everything = [inner for row in rows for inner in row.walk()]
    kept = _find_kept(draft, everything)
    left_out = [row for row in everything if row.goes(kept)]
    noted: set[int] = set()
    for row in left_out:
        line = draft.line(row.marker)
        if line.number not in noted:
            code = "form.group_left_out" if row.inner else "form.row_left_out"
            draft.note(code, draft.survey.locate(line, "type"), type=row.kind, name=row.name)
        noted.add(line.number)
    return frozenset(row.marker for row in left_out)


def _outline(draft: SheetDraft, elements: Iterable[PyxformElement]) -> Iterator[_Row]:
    marks = [header for header, tokens in draft.survey.columns.own.items() if tokens == (KEEP,)]
    for element in written_rows(elements):
        marker, kind = int(element[ROW]), str(element["type"])
        choices = str(element.get("itemset", ""))
        is_from_repeat = choices.startswith("${")
        own = draft.line(marker).written
        yield _Row(
            marker=marker,
            kind=f"{kind_of(kind)} {choices}" if is_from_repeat else kind_of(kind),
            name=str(element["name"]),
            mentions=_mentions(own),
            is_optional=(is_left_out(kind) or is_from_repeat)
            and not any(header in own for header in marks),
            inner=tuple(_outline(draft, element.get("children", ()))),
        )


def _find_kept(draft: SheetDraft, rows: Iterable[_Row]) -> frozenset[int]:
    """Return the optional rows that an expression of a row that stays refers to, or to a group of them.

    A kept row stays, so its own expressions count as well.
    """
    texts = draft.settings.columns.own
    elsewhere = {name for cells in draft.choices.sheet.rows for name in _mentions(cells)}
    for cells in draft.settings.sheet.rows[:1]:
        elsewhere |= _mentions({header: cells[header] for header in texts if header in cells})
    kept: frozenset[int] = frozenset()
    while True:
        needed = elsewhere.union(*(row.mentions for row in rows if not row.goes(kept)))
        more = {
            inner.marker
            for row in rows
            if row.name in needed and row.goes(kept)
            for inner in row.walk()
            if inner.is_optional
        }
        if not more:
            return kept
        kept |= more


def _mentions(cells: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for text in cells.values() for name in _MENTION.findall(text))
