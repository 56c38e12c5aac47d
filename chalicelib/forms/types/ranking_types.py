"""Every choice of a list, in the order of preference."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from chalicelib.forms.text import in_language
from chalicelib.forms.types.base import (
    JsonSchema,
    Question,
    QuestionType,
    Setting,
    Value,
    invalid,
)
from chalicelib.locales import Language
from chalicelib.override import override

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row
    from chalicelib.forms.statistics.tally import Codebook

MAX_RANKED = 30


class Ranking(Question):
    """``rank``: the names of all choices, the best first."""

    no_answer = ({"type": "array", "maxItems": 0},)

    def __init__(self, kind: QuestionType, row: "Row", key: str, setting: Setting) -> None:
        super().__init__(kind, row, key, setting)
        self.names = tuple(choice.name for choice in self.choices)
        self.filtered = row.choice_filter is not None
        """Whether an expression decides which choices are to be ranked."""
        self._codes = {name: str(index) for index, name in enumerate(self.names)}

    @property
    @override
    def fields(self) -> tuple[str, ...]:
        """One field for each choice; its value is the choice's place, from 1."""
        return tuple(f"{self.key_in_scope}.{name}" for name in self.names)

    @override
    def schema(self) -> core_schema.CoreSchema:
        names = core_schema.list_schema(
            core_schema.literal_schema(list(self.names)), strict=True, fail_fast=True
        )
        return core_schema.no_info_after_validator_function(self._check_all_ranked, names)

    def _check_all_ranked(self, sent: list[str]) -> list[str]:
        if len(set(sent)) != len(sent):
            raise invalid("answer.repeated_choice")
        if not sent and not self.always_required:
            return sent
        if len(sent) != len(self.names) and not self.filtered:
            raise invalid("answer.required" if not sent else "answer.incomplete_ranking")
        return sent

    @override
    def _problem_code(self, error: str, sent: object) -> str:
        if isinstance(sent, dict):
            return "answer.incomplete_ranking"
        return super()._problem_code(error, sent)

    @override
    def script_fit(self) -> Mapping[str, Any]:
        return {"kind": "ranking", "names": list(self.names), "all": not self.filtered}

    @override
    def json_schema(self) -> JsonSchema:
        count = len(self.names)
        return {
            "type": "array",
            "items": {"enum": list(self.names)},
            "uniqueItems": True,
            "minItems": 1 if self.filtered else count,
            "maxItems": count,
        }

    @override
    def parse(self, texts: Sequence[str]) -> object:
        """Return the ranking; ``texts`` hold each choice's place. What is no ranking stays a mapping."""
        places = {name: text.strip() for name, text in zip(self.names, texts, strict=True)}
        if self.filtered:
            places = {name: place for name, place in places.items() if place}
        expected = [str(place + 1) for place in range(len(places))]
        if sorted(places.values()) != sorted(expected):
            return {name: place for name, place in places.items() if place}
        return sorted(places, key=lambda name: int(places[name]))

    @override
    def convert(self, text: str) -> object:
        return text.split()

    @override
    def show(self, value: object) -> list[str]:
        if isinstance(value, Mapping):
            return [str(value.get(name, "")) for name in self.names]
        order = value if isinstance(value, list) else []
        return [str(order.index(name) + 1) if name in order else "" for name in self.names]

    @override
    def localize(self, value: Value, language: Language | None) -> str:
        names = value if isinstance(value, list) else [str(value)]
        if language is None:
            return " ".join(names)
        labels = {choice.name: in_language(choice.shown, language) for choice in self.choices}
        return "; ".join(f"{place}. {labels[name]}" for place, name in enumerate(names, 1))

    @override
    def encode(self, value: Value) -> str:
        """Return the numbers of the choices in the list, the best first: ``2,0,1``."""
        return ",".join(self._codes[name] for name in value) if isinstance(value, list) else ""

    @cached_property
    @override
    def codebook(self) -> "Codebook":
        from chalicelib.forms.statistics.tally import Codebook

        return Codebook(names=self.names)
