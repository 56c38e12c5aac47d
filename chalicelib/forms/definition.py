"""A form's definition: XLSForm's rows as JSON, read strictly, with every problem named at once."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chalicelib import errors
from chalicelib.forms.json import read_json
from chalicelib.forms.roles import names_a_person
from chalicelib.forms.text import Language, Localized, Name

MAX_DIGITS = 15
MAX_CHOICES = 200

ChoiceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$")]
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


class Choice(_Frozen):
    """One answer offered: what is stored, and what is shown."""

    name: ChoiceName
    label: Localized


class Parameters(_Frozen):
    """A range's scale, ends included."""

    start: Number = 0
    end: Number = 10
    step: Number = 1


class Row(_Frozen):
    """One row of the form; a ``begin_group`` holds its rows in ``questions``.

    Which keys go with which type is for ``review`` to say.
    """

    type: Annotated[str, StringConstraints(max_length=64)]
    name: Name
    label: Localized | None = None
    hint: Localized | None = None
    required: Annotated[bool, Field(strict=True)] = False
    role: Annotated[str, StringConstraints(max_length=80)] | None = None
    private: Annotated[bool, Field(strict=True)] = False
    appearance: Annotated[str, StringConstraints(max_length=64)] | None = None
    list_name: Name | None = None
    or_other: Annotated[bool, Field(strict=True)] = False
    parameters: Parameters | None = None
    min_length: Length | None = None
    max_length: Length | None = None
    min: Limit | None = None
    max: Limit | None = None
    questions: tuple["Row", ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether the answer is personal data: said so, or implied by its role."""
        return self.private or names_a_person(self.role)


class Definition(_Frozen):
    """A whole form, as an organiser writes it and as a version keeps it."""

    name: Name
    purpose: Purpose
    title: Localized
    introduction: Localized | None = None
    thanks: Localized | None = None
    default_language: Language = "kk"
    choices: dict[Name, Annotated[tuple[Choice, ...], Field(max_length=MAX_CHOICES)]] = {}
    questions: tuple[Row, ...]


def read(document: bytes | Mapping[str, Any]) -> Definition:
    """The definition, reviewed.

    Raises:
        errors.Malformed: the bytes are not strict JSON.
        errors.FormRefused: all problems, each at its JSON pointer.
    """
    from chalicelib.forms.review import problems_of

    raw = read_json(document) if isinstance(document, bytes) else document
    problems = problems_of(raw)
    if problems:
        raise errors.FormRefused(problems=problems)
    return Definition.model_validate(raw)


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
    return definition.model_dump_json(exclude_defaults=True).encode()
