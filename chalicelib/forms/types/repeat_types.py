"""A repeat, and the questions that share one object of answers: the form's own, or one instance's."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema
from typing_extensions import override

from chalicelib.forms.types.base import JsonSchema, Question, QuestionType, Setting, Value
from chalicelib.forms.types.choice_types import OTHER
from chalicelib.locales import Language

if TYPE_CHECKING:
    from chalicelib.forms.definition import Row

MAX_INSTANCES = 200
"""In one list."""
MAX_INSTANCES_IN_ALL = 2_000
"""In one submission, all lists together."""


class Repeat(Question):
    """``begin_repeat``: a list of objects, one for each instance, with its questions' answers."""

    no_answer = ()

    def __init__(
        self, kind: QuestionType, row: "Row", key: str, setting: Setting, level: "Level"
    ) -> None:
        super().__init__(kind, row, key, setting)
        self.level = level

    @override
    def schema(self) -> core_schema.CoreSchema:
        return self.list_schema(self.level.schema())

    def list_schema(self, instance: core_schema.CoreSchema) -> core_schema.CoreSchema:
        """Build the schema of the list from that of one instance."""
        return core_schema.list_schema(instance, strict=True, max_length=MAX_INSTANCES)

    @override
    def json_schema(self) -> JsonSchema:
        """Build the schema of the list alone; ``forms.intake.json_schema`` adds its items."""
        return {"type": "array", "maxItems": MAX_INSTANCES}

    @override
    def show(self, value: object) -> list[str]:
        return [str(len(value))] if isinstance(value, list) else [str(value)]

    @override
    def localize(self, value: Value, language: Language | None) -> str:
        return self.show(value)[0]

    @override
    def encode(self, value: Value) -> str:
        """Return the number of instances."""
        return self.show(value)[0]


class Level:
    """The questions of one scope, in document order; a repeat is one, what it holds is below."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self.questions = questions
        self.asked = tuple(question for question in questions if question.answerable)
        self.repeats = tuple(each for each in self.asked if isinstance(each, Repeat))
        self.by_own = {question.own: question for question in self.asked}
        self._companions = {
            question.own: f"{question.own}_{OTHER}"
            for question in self.asked
            if question.row.or_other
        }

    def schema(self, *, lenient: bool = False) -> core_schema.CoreSchema:
        """Strict, extras forbidden; its result is in the form's order.

        A lenient one needs no answer: for answers of which those that were refused are left out.
        """
        return core_schema.typed_dict_schema(
            {question.own: _field(question, lenient=lenient) for question in self.asked},
            extra_behavior="forbid",
            strict=True,
        )

    def kept(self, sent: Mapping[str, Value | None]) -> dict[str, Value]:
        """What was sent and answers something; words beside “other” count only with it."""
        values = {
            key: value for key, value in sent.items() if value is not None and value not in ("", [])
        }
        for key, other in self._companions.items():
            if other in values and not _chose_other(values.get(key)):
                del values[other]
        for repeat in self.repeats:
            listed: Any = values.get(repeat.own)
            if listed:
                values[repeat.own] = [repeat.level.kept(instance) for instance in listed]
        return values

    def ordered(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The answers in the form's order."""
        kept = {
            question.own: values[question.own] for question in self.asked if question.own in values
        }
        for repeat in self.repeats:
            if repeat.own in kept:
                kept[repeat.own] = [repeat.level.ordered(each) for each in kept[repeat.own]]
        return kept

    def instances(self, values: Any) -> int:  # noqa: ANN401 -- whatever was sent
        """How many instances of repeats there are, those inside others included; of whatever was sent."""
        total = 0
        for repeat in self.repeats if isinstance(values, Mapping) else ():
            listed = values.get(repeat.own)
            if isinstance(listed, list):
                total += len(listed)
                if repeat.level.repeats:
                    total += sum(repeat.level.instances(instance) for instance in listed)
        return total

    @cached_property
    def fields(self) -> Mapping[str, Question]:
        """Whose each HTML field is, by its name after the prefix; a repeat's own says how many."""
        return {field: question for question in self.asked for field in question.fields}


def _chose_other(value: object) -> bool:
    return value == OTHER or (isinstance(value, list) and OTHER in value)


def _field(question: Question, *, lenient: bool) -> core_schema.TypedDictField:
    must = question.must and not lenient
    if lenient and isinstance(question, Repeat):
        schema = question.list_schema(question.level.schema(lenient=True))
    else:
        schema = question.schema()
    if not must:
        schema = core_schema.nullable_schema(schema)
    return core_schema.typed_dict_field(schema, required=must)
