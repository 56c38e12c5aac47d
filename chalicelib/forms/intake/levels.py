"""Build the questions of a form from its definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chalicelib import errors
from chalicelib.forms.problems import problem
from chalicelib.forms.types import REPEAT, TYPES
from chalicelib.forms.types.base import Setting
from chalicelib.forms.types.choice_types import OTHER, OTHER_LABEL
from chalicelib.forms.types.repeat_types import Level, Repeat

if TYPE_CHECKING:
    from chalicelib.forms.definition import Definition, Row
    from chalicelib.forms.tree import FormTree, Node, Scope
    from chalicelib.forms.types.base import Question


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
        question = TYPES[row.type].question(row, node.key, setting)
        self.by_node[node] = question
        self.questions.append(question)
        yield question
        if row.or_other:
            companion = TYPES["text"].question(_companion(row), f"{node.key}_{OTHER}", setting)
            self.questions.append(companion)
            yield companion

    def _repeat(self, node: Node, inner: Scope, setting: Setting) -> Repeat:
        place = len(self.questions)
        private = setting.private or node.row.is_private
        below = replace(setting, within=(*setting.within, node.key), always=True, private=private)
        repeat = Repeat(TYPES[REPEAT], node.row, node.key, setting, self.level(inner, below))
        self.questions.insert(place, repeat)
        self.by_node[node] = repeat
        return repeat

    def _refuse_missing_list(self, row: Row) -> None:
        name = row.list_name
        if name is None or name in self.definition.choices or TYPES[row.type].is_list_from_file:
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
