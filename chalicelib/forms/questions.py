"""A form's rows made into questions, scope by scope."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.forms.problems import problem
from chalicelib.forms.types import REPEAT, TYPES
from chalicelib.forms.types.base import Setting
from chalicelib.forms.types.choice_types import OTHER, OTHER_LABEL
from chalicelib.forms.types.repeat_types import QuestionScope, Repeat
from chalicelib.frozen import dataclass

if TYPE_CHECKING:
    from chalicelib.forms.definition import Definition, Row
    from chalicelib.forms.tree import FormTree, Node, Scope
    from chalicelib.forms.types.base import Question


@dataclass(frozen=True, slots=True)
class FormQuestions:
    """A form's questions: by scope (``root`` is the form's), in document order, and by their node."""

    root: QuestionScope
    questions: tuple[Question, ...]
    by_node: Mapping[Node, Question]
    nodes: Mapping[Question, Node]
    """The row of each question; the text beside “other” has none."""


def build_questions(definition: Definition, tree: FormTree, time_zone: str) -> FormQuestions:
    """Make a question of every row.

    Raises:
        errors.FormRefused: a question's list is not in the form.
    """
    builder = _QuestionBuilder(definition)
    setting = Setting(choices=definition.choices, time_zone=time_zone)
    root = builder.build_scope(tree.root, setting)
    nodes = {question: node for node, question in builder.by_node.items()}
    return FormQuestions(root, tuple(builder.questions), builder.by_node, nodes)


@dataclasses.dataclass(slots=True)
class _QuestionBuilder:
    definition: Definition
    questions: list[Question] = field(default_factory=list)
    by_node: dict[Node, Question] = field(default_factory=dict)

    def build_scope(self, scope: Scope, setting: Setting) -> QuestionScope:
        conditional = replace(setting, always=False)
        questions: list[Question] = []
        for node in scope.nodes:
            if not node.is_group:
                questions += self._build(node, setting if _is_always_asked(node) else conditional)
        return QuestionScope(tuple(questions))

    def _build(self, node: Node, setting: Setting) -> Iterator[Question]:
        row = node.row
        if node.inner is not None:
            yield self._build_repeat(node, node.inner, setting)
            return
        self._refuse_missing_list(row)
        question = TYPES[row.type].question(row, node.key, setting)
        self.by_node[node] = question
        self.questions.append(question)
        yield question
        if row.or_other:
            beside = TYPES["text"].question(_row_beside_other(row), f"{node.key}_{OTHER}", setting)
            self.questions.append(beside)
            yield beside

    def _build_repeat(self, node: Node, inner: Scope, setting: Setting) -> Repeat:
        index = len(self.questions)
        private = setting.private or node.row.is_private
        below = replace(setting, within=(*setting.within, node.key), always=True, private=private)
        repeat = Repeat(TYPES[REPEAT], node.row, node.key, setting, self.build_scope(inner, below))
        self.questions.insert(index, repeat)
        self.by_node[node] = repeat
        return repeat

    def _refuse_missing_list(self, row: Row) -> None:
        name = row.list_name
        if name is None or name in self.definition.choices or TYPES[row.type].is_list_from_file:
            return  # a file may be attached after the draft was saved
        raise errors.FormRefused(problems=[problem("form.no_list", "/choices", name=name)])


def _is_always_asked(node: Node) -> bool:
    """Whether it is asked in every instance, and is required in fixed words."""
    if node.row.relevant is not None or "${" in str(node.row.required_message or ""):
        return False
    for around in node.around:
        if around.inner is not None:
            return True
        if around.row.relevant is not None:
            return False
    return True


def _row_beside_other(row: Row) -> Row:
    """The text question beside the choice “other”."""
    labels = row.label or OTHER_LABEL
    return type(row).model_construct(
        type="text",
        name=f"{row.name}_{OTHER}",
        label={language: f"{text} ({OTHER_LABEL[language]})" for language, text in labels.items()},
        private=row.is_private,
    )
