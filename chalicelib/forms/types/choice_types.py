"""Questions that take one choice of a list, several of them, or the one box that says “I agree”."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from chalicelib.errors import Problem
from chalicelib.forms.problems import problem
from chalicelib.forms.text import in_language
from chalicelib.forms.types.base import (
    ChoiceIndex,
    JsonSchema,
    Question,
    QuestionType,
    Setting,
    Value,
    invalid,
    one_of,
)
from chalicelib.locales import Language
from chalicelib.override import override

if TYPE_CHECKING:
    from chalicelib.forms.definition import Choice, Row
    from chalicelib.forms.statistics.tally import Codebook

CATEGORIES = "categories"
"""The list that stands for the event's categories unless the definition has a list of that name."""

OTHER = "other"
OTHER_LABEL: Mapping[Language, str] = {"kk": "Басқа", "ru": "Другое", "en": "Other"}


def index_choices(choices: "Sequence[Choice]", *, other: bool) -> ChoiceIndex:
    """Prepare a list for its questions; with ``other``, “Other” is its last choice."""
    labels = {choice.name: choice.shown for choice in choices}
    if other:
        labels[OTHER] = OTHER_LABEL
    names = tuple(labels)
    return ChoiceIndex(labels, names, {name: index for index, name in enumerate(names)})


class SelectQuestion(Question):
    """What ``select_one`` and ``select_multiple`` share: a list that many questions may use."""

    def __init__(self, kind: QuestionType, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(kind, row, key, setting)
        which = (row.list_name, row.or_other)
        index = setting.choice_lists.get(which)
        if index is None:
            index = index_choices(self.choices, other=row.or_other)
            setting.choice_lists[which] = index
        self.labels, self.names, self._indexes = index.labels, index.names, index.indexes

    def _label(self, name: str, language: Language | None) -> str:
        return in_language(self.labels.get(name), language) or name if language else name

    @cached_property
    @override
    def codebook(self) -> "Codebook":
        from chalicelib.forms.statistics.tally import Codebook

        return Codebook(names=self.names, several=isinstance(self, SelectMultiple))


class SelectOne(SelectQuestion):
    """``select_one``: the name of one choice; with ``or_other`` also ``other``."""

    @override
    def schema(self) -> core_schema.CoreSchema:
        return one_of(self.names, required=self.always_required)

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "one", "names": list(self.names)}

    @override
    def json_schema(self) -> JsonSchema:
        return {"enum": list(self.names)}

    @override
    def localize(self, value: Value, language: Language | None) -> str:
        return self._label(str(value), language)

    @override
    def encode(self, value: Value) -> str:
        """Return the choice's number in the list, from 0."""
        return str(self._indexes[str(value)])


class SelectMultiple(SelectQuestion):
    """``select_multiple``: a list of different choices' names, stored in the form's order."""

    no_answer = ({"type": "array", "maxItems": 0},)

    @override
    def schema(self) -> core_schema.CoreSchema:
        names = core_schema.list_schema(
            core_schema.literal_schema(list(self.names)),
            strict=True,
            fail_fast=True,
            min_length=int(self.always_required),
        )
        return core_schema.no_info_after_validator_function(self._sort, names)

    def _sort(self, sent: list[str]) -> list[str]:
        if len(set(sent)) != len(sent):
            raise invalid("answer.repeated_choice")
        return sorted(sent, key=self._indexes.__getitem__)

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "several", "names": list(self.names)}

    @override
    def json_schema(self) -> JsonSchema:
        return {
            "type": "array",
            "items": {"enum": list(self.names)},
            "uniqueItems": True,
            "minItems": 1,
        }

    @override
    def parse(self, texts: Sequence[str]) -> object:
        return list(texts)

    @override
    def convert(self, text: str) -> object:
        return text.split()

    @override
    def show(self, value: object) -> list[str]:
        return [str(name) for name in value] if isinstance(value, list) else [str(value)]

    @override
    def localize(self, value: Value, language: Language | None) -> str:
        names = value if isinstance(value, list) else [str(value)]
        return ("; " if language else " ").join(self._label(name, language) for name in names)

    @override
    def encode(self, value: Value) -> str:
        """Return the numbers of the choices as the bits of one number, in hexadecimal."""
        names = value if isinstance(value, list) else [str(value)]
        return format(sum(1 << self._indexes[name] for name in names), "x")


OK = "OK"
OK_LABEL: Mapping[Language, str] = {"kk": "Иә", "ru": "Да", "en": "Yes"}


class Acknowledge(Question):
    """``acknowledge``: a box to tick, stored as XLSForm's ``OK``; unticked there is no answer."""

    unanswered = "answer.must_acknowledge"

    @override
    def schema(self) -> core_schema.CoreSchema:
        return one_of([OK], required=self.always_required)

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "one", "names": [OK]}

    @override
    def json_schema(self) -> JsonSchema:
        return {"const": OK}

    @override
    def localize(self, value: Value, language: Language | None) -> str:
        return OK_LABEL[language] if language else OK

    @override
    def encode(self, value: Value) -> str:
        return "1"

    @override
    def explain(self, error: str, sent: object, context: Mapping[str, Any]) -> Problem:
        found = super().explain(error, sent, context)
        return found if found.code == self.unanswered else problem("answer.wrong_type", self.key)
