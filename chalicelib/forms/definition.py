"""A form's definition: XLSForm's rows as JSON, read strictly, with every problem named at once."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from chalicelib.forms.number_text import MAX_DIGITS
from chalicelib.forms.roles import names_a_person
from chalicelib.forms.text import (
    ChoiceName,
    Expression,
    FileName,
    ListName,
    Localized,
    Name,
    Plain,
    QuestionName,
    for_all_languages,
    in_language,
)
from chalicelib.locales import Language

MAX_CHOICES = 5_000
"""In one list; a list that came as a file may be as long."""

Length = Annotated[int, Field(ge=0, le=20_000, strict=True)]
_BOUNDS = Field(gt=-(10**MAX_DIGITS), lt=10**MAX_DIGITS, strict=True)
Number = Annotated[int, _BOUNDS] | Annotated[float, _BOUNDS]
Limit = Number | Annotated[str, StringConstraints(max_length=32)]


class _Frozen(BaseModel):
    # Built at the first review: a submission only ever loads what was reviewed before.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Purpose(StrEnum):
    """What a form is for; only ``registration`` gives a place."""

    REGISTRATION = "registration"
    IMPRESSIONS = "impressions"
    PROPOSALS = "proposals"
    QUESTIONS = "questions"
    OTHER = "other"


MediaKind = Literal["image", "big-image", "audio", "video"]
Media = dict[
    MediaKind,
    Annotated[
        dict[Language, FileName],
        BeforeValidator(for_all_languages),
        Field(min_length=1),
    ],
]
"""The files shown or played with a label, by kind and language; they are attached to the form."""


_OF_CHOICES = ("name", "label", "media")


class Choice(BaseModel):
    """One answer offered: what is stored, what is shown, and the columns that a filter can ask for.

    Every key beside ``name``, ``label`` and ``media`` is such a column.
    """

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)
    __pydantic_extra__: dict[str, Annotated[Plain, StringConstraints(max_length=5000)]]

    name: ChoiceName
    label: Localized | None = None
    media: Media = {}

    @model_validator(mode="before")
    @classmethod
    def _without_empty_columns(cls, raw: Any) -> Any:  # noqa: ANN401 -- whatever was sent
        """An empty cell is no column: in a spreadsheet there is no other way to say so."""
        if not isinstance(raw, Mapping):
            return raw
        return {
            key: value
            for key, value in raw.items()
            if key in _OF_CHOICES or not isinstance(value, str) or value.strip()
        }

    @property
    def shown(self) -> Mapping[Language, str]:
        """The label; where there is none, the name in the place of every language."""
        return self.label or {"kk": self.name, "ru": self.name, "en": self.name}

    def label_in(self, language: Language) -> str:
        """Return the label in the language, else in the first it has; the name where it has none."""
        return in_language(self.shown, language)

    @property
    def columns(self) -> Mapping[str, str]:
        """The further columns of its row, by header."""
        return self.__pydantic_extra__ or {}


class Parameters(_Frozen):
    """What stands in XLSForm's ``parameters``.

    ``start``, ``end``, ``step``: a range's scale, ends included. ``randomize``, ``seed``: the order of
    choices. ``rows``: the height of a text field. ``value``, ``label``: the columns of a file's list.
    ``max_pixels`` (``max-pixels``): the longer side of an image as it is sent.
    """

    start: Number = 0
    end: Number = 10
    step: Number = 1
    randomize: Annotated[bool, Field(strict=True)] = False
    seed: Annotated[Plain, StringConstraints(max_length=255)] | None = None
    rows: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    value: Annotated[str, StringConstraints(max_length=64)] | None = None
    label: Annotated[str, StringConstraints(max_length=64)] | None = None
    max_pixels: Annotated[int, Field(ge=1, le=100_000, strict=True)] | None = Field(
        default=None, alias="max-pixels"
    )


def _yes_or_no(value: Any) -> Any:  # noqa: ANN401 -- pydantic hands over whatever was sent
    """XLSForm's ways to say true and false are no expressions."""
    return _SAID.get(value.strip().lower(), value) if isinstance(value, str) else value


_SAID = {"yes": True, "true": True, "true()": True, "no": False, "false": False, "false()": False}
_Strictly = Annotated[bool, Field(strict=True)]
Condition = Annotated[_Strictly | Expression, BeforeValidator(_yes_or_no)]
"""True, false, or an expression that is worked out from the answers."""


def _saying(parameters: Parameters | None) -> Parameters | None:
    """Parameters that say nothing are none, so that a form has one way to be written."""
    return None if parameters == Parameters() else parameters


class Row(_Frozen):
    """One row of the form; a ``begin_group`` or ``begin_repeat`` holds its rows in ``questions``.

    The keys are XLSForm's columns, and those that say what XLSForm has no words for. Which keys go
    with which type is for ``review`` to say.
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
    default: Annotated[Plain, StringConstraints(max_length=5000)] | None = None
    role: Annotated[Plain, StringConstraints(max_length=80)] | None = None
    private: Annotated[bool, Field(strict=True)] = False
    appearance: Annotated[Plain, StringConstraints(max_length=255)] | None = None
    list_name: ListName | None = None
    or_other: Annotated[bool, Field(strict=True)] = False
    parameters: Annotated[Parameters | None, AfterValidator(_saying)] = None
    min_length: Length | None = None
    max_length: Length | None = None
    min: Limit | None = None
    max: Limit | None = None
    questions: tuple["Row", ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether the answer is personal data: said so, or implied by its role."""
        return self.private or names_a_person(self.role)

    @property
    def appearances(self) -> frozenset[str]:
        """The words of its appearance, in lower case."""
        return frozenset(self.appearance.lower().split()) if self.appearance else frozenset()


class Definition(_Frozen):
    """A whole form, as an organiser writes it and as a version keeps it."""

    name: Name
    purpose: Purpose
    title: Localized
    introduction: Localized | None = None
    thanks: Localized | None = None
    default_language: Language = "kk"
    choices: dict[ListName, Annotated[tuple[Choice, ...], Field(max_length=MAX_CHOICES)]] = {}
    questions: tuple[Row, ...]


def load(document: bytes) -> Definition:
    """The definition that ``dump`` wrote: trusted, not reviewed again."""
    raw = json.loads(document)
    raw["purpose"] = Purpose(raw["purpose"])
    raw["questions"] = _loaded(raw["questions"])
    raw["choices"] = {
        name: tuple(Choice.model_construct(**choice) for choice in choices)
        for name, choices in raw.get("choices", {}).items()
    }
    return Definition.model_construct(**raw)


def _loaded(rows: list[dict[str, Any]]) -> tuple[Row, ...]:
    return tuple(_loaded_row(row) for row in rows)


def _loaded_row(row: dict[str, Any]) -> Row:
    if "questions" in row:
        row["questions"] = _loaded(row["questions"])
    if "parameters" in row:
        row["parameters"] = Parameters.model_construct(**row["parameters"])
    return Row.model_construct(**row)


def dump(definition: Definition) -> bytes:
    """Canonical JSON: ``read(dump(d)) == d``; what says nothing is left out."""
    return definition.model_dump_json(exclude_defaults=True, by_alias=True).encode()
