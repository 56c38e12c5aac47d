"""A repeat, and the questions whose answers share one object: the form's, or one instance of a repeat."""

from collections.abc import Mapping
from datetime import tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from chalicelib.forms.types.base import JsonSchema, Question, QuestionType, Setting, Value
from chalicelib.forms.types.choice_types import OTHER
from chalicelib.locales import Language
from chalicelib.override import override

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
        self, kind: QuestionType, row: "Row", key: str, setting: Setting, inner: "QuestionScope"
    ) -> None:
        super().__init__(kind, row, key, setting)
        self.inner = inner

    @override
    def schema(self) -> core_schema.CoreSchema:
        return self.list_schema(self.inner.schema())

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
    def interpret(self, value: Value, zone: tzinfo) -> int:
        return int(self.show(value)[0])

    @override
    def encode(self, value: Value) -> str:
        """Return the number of instances."""
        return self.show(value)[0]


class QuestionScope:
    """The questions of one scope, in document order.

    A repeat is one of them; the questions inside it are in its own ``inner`` scope. ``answerable`` leaves
    out notes and what a web page does not know; ``by_key`` finds those by their key in the scope.
    """

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self.questions = questions
        self.answerable = tuple(question for question in questions if question.answerable)
        self.repeats = tuple(each for each in self.answerable if isinstance(each, Repeat))
        self.by_key = {question.key_in_scope: question for question in self.answerable}
        self._other_keys = {
            question.key_in_scope: f"{question.key_in_scope}_{OTHER}"
            for question in self.answerable
            if question.row.or_other
        }

    def schema(self, *, lenient: bool = False) -> core_schema.CoreSchema:
        """The strict schema of the object of answers; its result is in the form's order.

        A lenient one requires nothing: it is for answers of which the refused ones are left out.
        """
        return core_schema.typed_dict_schema(
            {
                question.key_in_scope: _field_schema(question, lenient=lenient)
                for question in self.answerable
            },
            extra_behavior="forbid",
            strict=True,
        )

    def clean(self, answers: Mapping[str, Value | None]) -> dict[str, Value]:
        """Leave out what is no answer: null, empty text, empty list, the text beside an unchosen “other”."""
        values = {
            key: value
            for key, value in answers.items()
            if value is not None and value not in ("", [])
        }
        for key, other in self._other_keys.items():
            if other in values and not is_other_chosen(values.get(key)):
                del values[other]
        for repeat in self.repeats:
            instances: Any = values.get(repeat.key_in_scope)
            if instances:
                values[repeat.key_in_scope] = [repeat.inner.clean(each) for each in instances]
        return values

    def sort(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Put the answers in the form's order."""
        answers = {key: values[key] for key in self.by_key if key in values}
        for repeat in self.repeats:
            key = repeat.key_in_scope
            if key in answers:
                answers[key] = [repeat.inner.sort(each) for each in answers[key]]
        return answers

    def count_instances(self, values: Any) -> int:  # noqa: ANN401 -- whatever was sent
        """Count the instances of repeats, nested ones included."""
        total = 0
        for repeat in self.repeats if isinstance(values, Mapping) else ():
            instances = values.get(repeat.key_in_scope)
            if isinstance(instances, list):
                total += len(instances)
                if repeat.inner.repeats:
                    total += sum(repeat.inner.count_instances(each) for each in instances)
        return total

    def is_filled_in(self, answers: Mapping[str, Any]) -> bool:
        """Whether somebody answered something in this object, beyond what the form fills in itself."""
        for key, value in answers.items():
            question = self.by_key.get(key)
            if isinstance(question, Repeat):
                if any(question.inner.is_filled_in(instance) for instance in value):
                    return True
            elif question is None or _is_typed(question):
                return True
        return False

    @cached_property
    def fields(self) -> Mapping[str, Question]:
        """The question of each HTML field, by the field's name without its prefix."""
        return {field: question for question in self.answerable for field in question.fields}


def _is_typed(question: Question) -> bool:
    """Whether an answer comes from a person: not where it is always the calculated one."""
    row = question.row
    is_calculated = row.calculation is not None and row.trigger is None and row.read_only is True
    return question.is_entered and not is_calculated


def is_other_chosen(value: object) -> bool:
    """Whether an answer holds the choice “other”."""
    return value == OTHER or (isinstance(value, list) and OTHER in value)


def _field_schema(question: Question, *, lenient: bool) -> core_schema.TypedDictField:
    required = question.always_required and not lenient
    if lenient and isinstance(question, Repeat):
        schema = question.list_schema(question.inner.schema(lenient=True))
    else:
        schema = question.schema()
    if not required:
        schema = core_schema.nullable_schema(schema)
    return core_schema.typed_dict_field(schema, required=required)
