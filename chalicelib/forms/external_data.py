"""The files that a form's rows and expressions name: lists of choices, and rows that only expressions read."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from chalicelib.forms.types import find_type
from chalicelib.xpath.choice_tables import pulled_file

if TYPE_CHECKING:
    from chalicelib.forms.tree import FormTree

_QUOTES = "'\"‘’‚“”„"
_PULLDATA = re.compile(rf"pulldata\s*\(\s*[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]", re.IGNORECASE)


def declared_file(kind: object, name: object) -> str | None:
    """Return the file that a row of that type and name attaches (``csv-external``), or None."""
    found = find_type(kind)
    if found is None or not found.data_ending or not isinstance(name, str):
        return None
    return f"{name}{found.data_ending}"


def pulled_files(expression: str) -> Iterator[str]:
    """Yield the files that an expression reads by ``pulldata``, as far as it names them."""
    for found in _PULLDATA.finditer(expression):
        yield pulled_file(found[1])


def instance_name(file: str) -> str:
    """Return the name by which ``instance()`` finds a file: without its ending."""
    return PurePath(file).stem


def files_of_rows(tree: "FormTree") -> Iterator[str]:
    """Yield the files that the rows name themselves: lists of choices, and declared data."""
    for node in tree.nodes:
        row = node.row
        kind = find_type(row.type)
        if kind and kind.is_list_from_file and row.list_name:
            yield row.list_name
        declared = declared_file(row.type, row.name)
        if declared is not None:
            yield declared
