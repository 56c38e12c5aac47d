"""What would stop pyxform, looked for in all rows at once, noted, and stood in for."""

from chalicelib.forms.xlsform.draft import Draft


def look(draft: Draft) -> None:
    """Every look, in the order in which one leans on another."""
    from chalicelib.forms.xlsform.looks import (
        cells,
        labels,
        lists,
        names,
        nesting,
        references,
        types,
    )

    for each in (types, names, nesting, cells, labels, lists, references):
        each.look(draft)
