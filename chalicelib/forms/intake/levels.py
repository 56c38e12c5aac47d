"""The questions that share one object of answers: the form's own, or one instance of a repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from chalicelib import errors
from chalicelib.forms.problems import problem
from chalicelib.forms.types import FROM_FILE, TYPES
from chalicelib.forms.types.base import Setting, Value
from chalicelib.forms.types.choice_types import OTHER, OTHER_LABEL
from chalicelib.forms.types.repeat_types import Repeat

if TYPE_CHECKING:
    from chalicelib.forms.definition import Definition, Row
    from chalicelib.forms.tree import FormTree, Node, Scope
    from chalicelib.forms.types.base import Question


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
        schema = question.listed(question.level.schema(lenient=True))
    else:
        schema = question.schema()
    if not must:
        schema = core_schema.nullable_schema(schema)
    return core_schema.typed_dict_field(schema, required=must)


@dataclass(frozen=True, slots=True)
class Built:
    """A form's questions: by scope, in document order, and by the node that each is made of."""

    root: Level
    questions: tuple[Question, ...]
    by_node: Mapping[Node, Question]


def built(definition: Definition, layout: FormTree, time_zone: str) -> Built:
    """Every question of the form; raises ``FormRefused`` for a list that is not there."""
    work = _Builder(definition)
    setting = Setting(choices=definition.choices, time_zone=time_zone)
    root = work.level(layout.root, setting)
    return Built(root, tuple(work.questions), work.by_node)


@dataclass(slots=True)
class _Builder:
    definition: Definition
    questions: list[Question] = field(default_factory=list)
    by_node: dict[Node, Question] = field(default_factory=dict)

    def level(self, scope: Scope, setting: Setting) -> Level:
        sometimes = replace(setting, always=False)
        mine: list[Question] = []
        for node in scope.nodes:
            if not node.is_group:
                mine += self._made(node, setting if _always(node) else sometimes)
        return Level(tuple(mine))

    def _made(self, node: Node, setting: Setting) -> Iterator[Question]:
        row = node.row
        if node.inner is not None:
            yield self._repeat(node, node.inner, setting)
            return
        self._refuse_missing_list(row)
        question = TYPES[row.type](row, node.key, setting)
        self.by_node[node] = question
        self.questions.append(question)
        yield question
        if row.or_other:
            companion = TYPES["text"](_companion(row), f"{node.key}_{OTHER}", setting)
            self.questions.append(companion)
            yield companion

    def _repeat(self, node: Node, inner: Scope, setting: Setting) -> Repeat:
        place = len(self.questions)
        private = setting.private or node.row.is_private
        below = replace(setting, within=(*setting.within, node.key), always=True, private=private)
        repeat = Repeat(node.row, node.key, setting, self.level(inner, below))
        self.questions.insert(place, repeat)
        self.by_node[node] = repeat
        return repeat

    def _refuse_missing_list(self, row: Row) -> None:
        name = row.list_name
        if name is None or name in self.definition.choices or row.type in FROM_FILE:
            return  # a file may be attached after the draft was saved
        raise errors.FormRefused(problems=[problem("form.no_list", "/choices", name=name)])


def _always(node: Node) -> bool:
    """Whether it is asked wherever its instance is there, and what is said without it is fixed."""
    if node.row.relevant is not None or "${" in str(node.row.required_message or ""):
        return False
    for around in node.around:
        if around.inner is not None:
            return True
        if around.row.relevant is not None:
            return False
    return True


def _companion(row: Row) -> Row:
    labels = row.label or OTHER_LABEL
    return type(row).model_construct(
        type="text",
        name=f"{row.name}_{OTHER}",
        label={language: f"{text} ({OTHER_LABEL[language]})" for language, text in labels.items()},
        private=row.is_private,
    )
