"""pyxform's reading of a form: nested mappings, of which the rows of the survey carry their number."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.xlsform.reader.sheet_draft import ROW

PyxformElement = Mapping[str, Any]
"""A form, question or choice as pyxform reads it; pyxform declares no types."""


def written_rows(elements: Iterable[PyxformElement]) -> Iterator[PyxformElement]:
    """Yield those elements that are rows of the survey, ``audit`` included, which pyxform moves to its own ``meta``."""
    for element in elements:
        if ROW in element:
            yield element
        elif element["name"] == "meta":
            yield from written_rows(element["children"])
