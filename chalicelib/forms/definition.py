"""The model of a form's definition: XLSForm's rows as JSON.

``forms.validation`` reads definitions that people write, and names every problem at once.
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from chalicelib.forms.number_text import MAX_DIGITS, InexactNumber
from chalicelib.forms.roles import names_a_person
from chalicelib.forms.text import for_all_languages, in_language
from chalicelib.forms.text_types import (
    CODE,
    ChoiceName,
    Expression,
    FileName,
    ListName,
    Localized,
    Name,
    QuestionName,
    read_code,
)
from chalicelib.locales import Language

MAX_CHOICES = 5_000
"""The limit of one list, also of one that comes as a file."""

MAX_DATA_ROWS = 12_000
"""The limit of a file of external data: as many as a sheet of a workbook has."""

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
_StrictBool = Annotated[bool, Field(strict=True)]
Limit = Number | Annotated[str, StringConstraints(max_length=32)]


class _DefinitionPart(BaseModel):
    # The validators are built at the first review: a submission only loads what was reviewed before.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Purpose(StrEnum):
    """What a form is for; only a ``registration`` takes one of the event's places."""

    REGISTRATION = "registration"
    IMPRESSIONS = "impressions"
    PROPOSALS = "proposals"
    QUESTIONS = "questions"
    OTHER = "other"


OnePlacePer = Literal["person", "email"]
"""What a place belongs to: a person's e-mail address and phone number, or the address alone."""

PageStyle = Literal["pages", "pages toc"]
"""XLSForm's ``style``: one page per group, and with ``toc`` a list of the pages to go to."""

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


class Choice(BaseModel):
    """One choice of a list: what is stored, what is shown, and further columns for ``choice_filter``.

    Every key other than ``name``, ``label`` and ``media`` is such a column.
    """

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)
    __pydantic_extra__: dict[str, Annotated[str, StringConstraints(max_length=5000), CODE]]

    name: ChoiceName
    label: Localized | None = None
    media: Media = {}

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

    @property
    def shown(self) -> Mapping[Language, str]:
        """The label; the name, in every language, where there is none."""
        return self.label or {"kk": self.name, "ru": self.name, "en": self.name}

    def label_in(self, language: Language) -> str:
        """Return the label in the language, else in the first it has; the name where it has none."""
        return in_language(self.shown, language)

    @property
    def columns(self) -> Mapping[str, str]:
        """The further columns of its row by header."""
        return self.__pydantic_extra__ or {}


_LONGEST_CELL = 5000
_LONGEST_HEADER = 255


def _drop_empty_cells(rows: object) -> object:
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


class Parameters(_DefinitionPart):
    """XLSForm's ``parameters``; each type takes some of them.

    ``start``, ``end``, ``step``: a range's scale, ends included. ``randomize``, ``seed``: the order of
    choices. ``rows``: the height of a text field. ``value``, ``label``: the columns of a list in a file.
    ``max_pixels`` (``max-pixels``): the longer side of an image as it is sent, in pixels.
    """

    start: Number = 0
    end: Number = 10
    step: Number = 1
    randomize: _StrictBool = False
    seed: Annotated[str, StringConstraints(max_length=255), CODE] | None = None
    rows: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    value: Annotated[str, StringConstraints(max_length=64)] | None = None
    label: Annotated[str, StringConstraints(max_length=64)] | None = None
    max_pixels: Annotated[int, Field(ge=1, le=100_000, strict=True)] | None = Field(
        default=None, alias="max-pixels"
    )


_BOOLEANS = {
    **dict.fromkeys(("yes", "true", "true()"), True),
    **dict.fromkeys(("no", "false", "false()"), False),
}


def _read_boolean(value: object) -> object:
    """Return the boolean that XLSForm's words for it stand for, and anything else as it is."""
    return _BOOLEANS.get(value.strip().lower(), value) if isinstance(value, str) else value


Condition = Annotated[_StrictBool | Expression, BeforeValidator(_read_boolean)]
"""True, false, or an expression over the answers."""


def _drop_defaults(parameters: Parameters | None) -> Parameters | None:
    """Return None for parameters that are all defaults, so that a form is written in one way only."""
    return None if parameters == Parameters() else parameters


class Row(_DefinitionPart):
    """One row of the form; a ``begin_group`` or ``begin_repeat`` holds its rows in ``questions``.

    The keys are XLSForm's columns, and Pikir's own (``role``, ``private``, ``min``, ``max``,
    ``min_length``, ``max_length``, ``or_other``). The review checks which of them its type takes.
    """

    type: Annotated[str, StringConstraints(max_length=64)]
    name: QuestionName
    label: Localized | None = None
    hint: Localized | None = None
    guidance_hint: Localized | None = None
    media: Media = {}
    required: Condition = False
    required_message: Localized | None = None
    read_only: Condition = False
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Localized | None = None
    calculation: Expression | None = None
    choice_filter: Expression | None = None
    repeat_count: Expression | None = None
    trigger: Expression | None = None
    default: Annotated[str, StringConstraints(max_length=5000), CODE] | None = None
    role: Annotated[str, StringConstraints(max_length=80), CODE] | None = None
    private: _StrictBool = False
    appearance: Annotated[str, StringConstraints(max_length=255), CODE] | None = None
    list_name: ListName | None = None
    or_other: _StrictBool = False
    parameters: Annotated[Parameters | None, AfterValidator(_drop_defaults)] = None
    min_length: Length | None = None
    max_length: Length | None = None
    min: Limit | None = None
    max: Limit | None = None
    questions: tuple["Row", ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether the answer is personal data: it is marked so, or its role implies it."""
        return self.private or names_a_person(self.role)

    @property
    def is_silent(self) -> bool:
        """Whether it is worked out and has no words to ask with: then nobody sees it, as in every tool of XLSForm."""
        is_worked_out = self.calculation is not None or self.trigger is not None
        return is_worked_out and not (self.label or self.hint)

    @property
    def appearances(self) -> frozenset[str]:
        """The words of ``appearance``, in lower case."""
        return frozenset(self.appearance.lower().split()) if self.appearance else frozenset()


class Definition(_DefinitionPart):
    """A whole form, as an organiser writes it and as a version stores it."""

    name: Name
    purpose: Purpose
    title: Localized
    introduction: Localized | None = None
    thanks: Localized | None = None
    default_language: Language = "kk"
    one_place_per: OnePlacePer = "person"
    """``email``: people of one family may give the same phone number. Only registrations heed it."""
    contact_required: Annotated[_StrictBool, BeforeValidator(_read_boolean)] = False
    """Whether one of the questions with the roles in ``contact_roles`` must be answered."""
    confirm_email: Annotated[_StrictBool, BeforeValidator(_read_boolean)] = False
    """Whether a place has to be confirmed by a link in a letter. Only registrations heed it."""
    style: PageStyle | None = None
    """Whether the form is asked page by page; None asks everything on one page."""
    check_answers: Annotated[_StrictBool, BeforeValidator(_read_boolean)] = False
    """Whether people read all their answers once more before they send them."""
    choices: dict[ListName, Annotated[tuple[Choice, ...], Field(max_length=MAX_CHOICES)]] = {}
    data: dict[
        ListName,
        Annotated[
            tuple[DataRow, ...], Field(max_length=MAX_DATA_ROWS), BeforeValidator(_drop_empty_cells)
        ],
    ] = {}
    """The rows of files that only expressions read, by the file's name: of ``csv-external``, ``pulldata()``."""
    questions: tuple[Row, ...]

    @property
    def contact_roles(self) -> tuple[str, ...]:
        """The roles of the questions by whose answers a repeat of a person is recognised."""
        return ("email",) if self.one_place_per == "email" else ("email", "phone")


_RawRow: TypeAlias = dict[str, Any]


def load(document: bytes) -> Definition:
    """Read what ``dump`` wrote. It is trusted: nothing is validated again."""
    raw = json.loads(document)
    raw["purpose"] = Purpose(raw["purpose"])
    raw["questions"] = _load_rows(raw["questions"])
    raw["choices"] = {
        name: tuple(Choice.model_construct(**choice) for choice in choices)
        for name, choices in raw.get("choices", {}).items()
    }
    raw["data"] = {name: tuple(rows) for name, rows in raw.get("data", {}).items()}
    return Definition.model_construct(**raw)


def _load_rows(rows: list[_RawRow]) -> tuple[Row, ...]:
    return tuple(_load_row(row) for row in rows)


def _load_row(row: _RawRow) -> Row:
    if "questions" in row:
        row["questions"] = _load_rows(row["questions"])
    if "parameters" in row:
        row["parameters"] = Parameters.model_construct(**row["parameters"])
    return Row.model_construct(**row)


def dump(definition: Definition) -> bytes:
    """Write canonical JSON, defaults left out: ``load(dump(d)) == read_definition(dump(d)) == d``."""
    return definition.model_dump_json(exclude_defaults=True, by_alias=True).encode()
