"""What the fields of a form's definition may hold, checked by pydantic (``definition`` has the models)."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    model_validator,
)

from chalicelib.forms.number_text import MAX_DIGITS, InexactNumber
from chalicelib.forms.text import for_all_languages
from chalicelib.forms.text_types import Expression, FileName, read_code
from chalicelib.locales import Language

MAX_DATA_COLUMNS = 400

Length = Annotated[int, Field(ge=0, le=20_000, strict=True)]


def _refuse_inexact(value: object) -> object:
    if isinstance(value, InexactNumber):
        raise ValueError("more digits than a double keeps")  # noqa: TRY004 -- its type is right
    return value


_BOUNDS = Field(gt=-(10**MAX_DIGITS), lt=10**MAX_DIGITS, strict=True)
Number = Annotated[
    Annotated[int, _BOUNDS] | Annotated[float, _BOUNDS], BeforeValidator(_refuse_inexact)
]
StrictBool = Annotated[bool, Field(strict=True)]
Limit = Number | Annotated[str, StringConstraints(max_length=32)]


MediaKind = Literal["image", "big-image", "audio", "video"]
Media = dict[
    MediaKind,
    Annotated[
        dict[Language, FileName],
        BeforeValidator(for_all_languages),
        Field(min_length=1),
    ],
]
"""The files shown or played with a label, by kind and language. They are attached to the form."""


_CHOICE_KEYS = ("name", "label", "media")


class ChoiceChecks(BaseModel):
    """What is checked of a whole choice."""

    @model_validator(mode="before")
    @classmethod
    def _drop_empty_columns(cls, raw: object) -> object:
        """Leave empty cells out: in a spreadsheet there is no other way to leave a column out."""
        if not isinstance(raw, Mapping):
            return raw
        return {
            key: value
            for key, value in raw.items()
            if key in _CHOICE_KEYS or not isinstance(value, str) or value.strip()
        }


_LONGEST_CELL = 5000
_LONGEST_HEADER = 255


def drop_empty_cells(rows: object) -> object:
    """Leave empty cells and rows out: in a spreadsheet there is no other way to leave a cell out."""
    if not isinstance(rows, list | tuple):
        return rows
    return [row for row in map(_drop_empty, rows) if row != {}]


def _drop_empty(row: object) -> object:
    if not isinstance(row, Mapping):
        return row
    return {key: cell for key, cell in row.items() if not isinstance(cell, str) or cell.strip()}


@lru_cache(maxsize=4 * MAX_DATA_COLUMNS)
def _read_header(header: str) -> str:
    """Return a column's name as the reader of spreadsheets does: runs of spaces count as one."""
    return read_code(re.sub(" +", " ", header), _LONGEST_HEADER)


def _read_cells(row: dict[str, str]) -> dict[str, str]:
    """Normalize a row at once: a file has hundreds of thousands of cells, nearly all in plain ASCII."""
    return {
        _read_header(header): cell
        if cell.isascii()
        and cell.isprintable()
        and cell == cell.strip()
        and len(cell) <= _LONGEST_CELL
        else read_code(cell, _LONGEST_CELL)
        for header, cell in row.items()
    }


DataRow = Annotated[dict[str, str], Field(max_length=MAX_DATA_COLUMNS), AfterValidator(_read_cells)]
"""A row of external data: its cells by column."""


_BOOLEANS = {
    **dict.fromkeys(("yes", "true", "true()"), True),
    **dict.fromkeys(("no", "false", "false()"), False),
}


def read_boolean(value: object) -> object:
    """Return the boolean that XLSForm's words for it stand for, and anything else as it is."""
    return _BOOLEANS.get(value.strip().lower(), value) if isinstance(value, str) else value


Condition = Annotated[StrictBool | Expression, BeforeValidator(read_boolean)]
"""True, false, or an expression over the answers."""


def drop_defaults(parameters: BaseModel | None) -> BaseModel | None:
    """Return None for parameters that are all defaults, so that a form is written in one way only."""
    return None if parameters is None or parameters == type(parameters)() else parameters
