"""The model of a form's definition: XLSForm's rows as JSON.

``forms.validation`` reads definitions that people write, and names every problem at once. What the fields
may hold is in ``definition_types``, which only what checks a definition imports.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from chalicelib.forms.roles import names_a_person
from chalicelib.forms.text import in_language
from chalicelib.late_model import LateModel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Annotated

    from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

    from chalicelib.forms.definition_types import (
        Condition,
        DataRow,
        Length,
        Limit,
        Media,
        Number,
        StrictBool,
        drop_defaults,
        drop_empty_cells,
        read_boolean,
    )
    from chalicelib.forms.text_types import (
        CODE,
        ChoiceName,
        Expression,
        ListName,
        Localized,
        Name,
        QuestionName,
    )
    from chalicelib.locales import Language

MAX_CHOICES = 5_000
"""The limit of one list, also of one that comes as a file."""

MAX_DATA_ROWS = 12_000
"""The limit of a file of external data: as many as a sheet of a workbook has."""

_TYPES = ("chalicelib.forms.definition_types", "chalicelib.forms.text_types")


class _DefinitionPart(LateModel):
    # The validators are built at the first review: a submission only loads what was reviewed before.
    _types = _TYPES


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


class Choice(LateModel):
    """One choice of a list: what is stored, what is shown, and further columns for ``choice_filter``.

    Every key other than ``name``, ``label`` and ``media`` is such a column.
    """

    _types = _TYPES
    _checks = "chalicelib.forms.definition_types:ChoiceChecks"
    model_config = {"extra": "allow"}
    __pydantic_extra__: dict[str, Annotated[str, StringConstraints(max_length=5000), CODE]]

    name: ChoiceName
    label: Localized | None = None
    media: Media = {}

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


_MAX_PIXELS = "max-pixels"


class Parameters(_DefinitionPart):
    """XLSForm's ``parameters``; each type takes some of them.

    ``start``, ``end``, ``step``: a range's scale, ends included. ``randomize``, ``seed``: the order of
    choices. ``rows``: the height of a text field. ``value``, ``label``: the columns of a list in a file.
    ``max_pixels`` (``max-pixels``): the longer side of an image as it is sent, in pixels.
    """

    start: Number = 0
    end: Number = 10
    step: Number = 1
    randomize: StrictBool = False
    seed: Annotated[str, StringConstraints(max_length=255), CODE] | None = None
    rows: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    value: Annotated[str, StringConstraints(max_length=64)] | None = None
    label: Annotated[str, StringConstraints(max_length=64)] | None = None
    max_pixels: Annotated[
        Annotated[int, Field(ge=1, le=100_000, strict=True)] | None, Field(alias=_MAX_PIXELS)
    ] = None


NO_PARAMETERS: Final = Parameters.model_construct()
"""Those of a row that gives none; made without checking, so without pydantic."""


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
    private: StrictBool = False
    appearance: Annotated[str, StringConstraints(max_length=255), CODE] | None = None
    list_name: ListName | None = None
    or_other: StrictBool = False
    parameters: Annotated[Parameters | None, AfterValidator(drop_defaults)] = None
    min_length: Length | None = None
    max_length: Length | None = None
    min: Limit | None = None
    max: Limit | None = None
    questions: tuple[Row, ...] = ()

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
    contact_required: Annotated[StrictBool, BeforeValidator(read_boolean)] = False
    """Whether one of the questions with the roles in ``contact_roles`` must be answered."""
    confirm_email: Annotated[StrictBool, BeforeValidator(read_boolean)] = False
    """Whether a place has to be confirmed by a link in a letter. Only registrations heed it."""
    style: PageStyle | None = None
    """Whether the form is asked page by page; None asks everything on one page."""
    check_answers: Annotated[StrictBool, BeforeValidator(read_boolean)] = False
    """Whether people read all their answers once more before they send them."""
    choices: dict[ListName, Annotated[tuple[Choice, ...], Field(max_length=MAX_CHOICES)]] = {}
    data: dict[
        ListName,
        Annotated[
            tuple[DataRow, ...], Field(max_length=MAX_DATA_ROWS), BeforeValidator(drop_empty_cells)
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
        row["parameters"] = _load_parameters(row["parameters"])
    return Row.model_construct(**row)


def _load_parameters(raw: _RawRow) -> Parameters:
    if _MAX_PIXELS in raw:
        raw["max_pixels"] = raw.pop(_MAX_PIXELS)
    return Parameters.model_construct(**raw)


def dump(definition: Definition) -> bytes:
    """Write canonical JSON, defaults left out: ``load(dump(d)) == read_definition(dump(d)) == d``."""
    return definition.model_dump_json(exclude_defaults=True, by_alias=True).encode()
