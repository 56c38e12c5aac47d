"""How many references and choices' texts pyxform gets to read: it builds several nodes of XML for each.

``precheck.references`` has looked at all of them by pyxform's own rules, and the document is built from the sheets as they are
written. So after the first ones pyxform gets something of the same kind that refers to nothing.
"""

from chalicelib.xlsform.reader.columns import TEXTS
from chalicelib.xlsform.reader.sheet_draft import SheetTable

MAX_REFERENCES = 2_000
"""On each sheet."""
MAX_LABELLED = 1_000
"""Choices with all their texts; further ones come with one label."""
_START = "${"
_STAND_INS = {
    ("bind", "relevant"): "1 = 1",
    ("bind", "constraint"): "1 = 1",
    ("bind", "required"): "1 = 1",
    ("bind", "readonly"): "1 = 1",
    ("bind", "calculate"): "1 + 1",
    ("choice_filter",): "1 = 1",
    ("default",): "1 + 1",
    **dict.fromkeys(TEXTS, "-"),
}


def shorten_references(table: SheetTable, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows with stand-ins for the cells that come after the first references."""
    left = MAX_REFERENCES
    for row in rows:
        for header, text in row.items():
            left -= text.count(_START)
            stand_in = _stand_in(table, header) if left < 0 and _START in text else None
            if stand_in:
                row[header] = stand_in
    return rows


def _stand_in(table: SheetTable, header: str) -> str | None:
    meant = table.columns.meant.get(header, ())
    return next((text for start, text in _STAND_INS.items() if meant[: len(start)] == start), None)


def shorten_choices(table: SheetTable, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows of choices, after the first ones with one label alone: no refusal is about the others."""
    texts = [header for header, _, _ in (*table.columns.texts(), *table.columns.media())]
    for row in rows[MAX_LABELLED:]:
        label = next((header for header in texts if header in row), None)
        for header in texts:
            if header != label:
                row.pop(header, None)
    return shorten_references(table, rows)
