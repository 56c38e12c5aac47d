"""A person's answers as lines to read before they are sent, each with the page and the field to change it at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chalicelib.forms.types import TYPES
from chalicelib.forms.types.choice_types import OTHER
from chalicelib.frozen import dataclass
from chalicelib.locales import N_
from chalicelib.web.participant.fields.view_models import InstanceView

if TYPE_CHECKING:
    from chalicelib.forms.logic.settling import Frame
    from chalicelib.forms.page_layout import PageLayout
    from chalicelib.forms.tree import Node, Scope
    from chalicelib.forms.types.base import Question
    from chalicelib.web.participant.fields import FormPage


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question and its answer, empty where none was given; or the heading of an instance of a repeat."""

    label: str
    text: str
    page: int
    target: str
    is_heading: bool = False


def list_answers(page: FormPage, layout: PageLayout) -> Iterator[AnswerLine]:
    """Yield a line for each question that the answers leave, in the form's order."""
    return _Lines(page, layout).of_scope(page.state.tree.root, page.state.values, InstanceView())


@dataclass(frozen=True, slots=True)
class _Lines:
    page: FormPage
    layout: PageLayout

    def of_scope(self, scope: Scope, frame: Frame, at: InstanceView) -> Iterator[AnswerLine]:
        for node in scope.nodes:
            if not self.page.state.is_asked(node, at.rows):
                continue
            question = self.page.form.by_node.get(node)
            if node.inner is not None:
                yield from self._of_repeat(node, node.inner, frame, at)
            elif question is not None and question.is_entered and TYPES[node.row.type].is_seen:
                label = self.page.title(node.row.label, at, node) or node.row.name
                text = self._text(question, frame)
                yield AnswerLine(label, text, self.layout.page_of(node), f"q.{at.prefix}{node.key}")

    def _of_repeat(
        self, node: Node, inner: Scope, frame: Frame, at: InstanceView
    ) -> Iterator[AnswerLine]:
        label = self.page.title(node.row.label, at, node) or self.page.translate(N_("Entry"))
        for index, instance in enumerate(frame.get(node.key, ())):
            within = at.inner(node.key, index)
            target = f"q.{within.prefix.removesuffix('/')}"
            number = self.layout.page_of(node)
            yield AnswerLine(f"{label} {index + 1}", "", number, target, is_heading=True)
            yield from self.of_scope(inner, instance, within)

    def _text(self, question: Question, frame: Frame) -> str:
        value = frame.get(question.key_in_scope)
        if value is None:
            return ""
        if TYPES[question.type].is_upload:
            return (self.page.texts_of(f"_name.{value}") or ("✓",))[-1]
        text = question.localize(value, self.page.language)
        beside = frame.get(f"{question.key_in_scope}_{OTHER}") if question.row.or_other else None
        return f"{text}: {beside}" if beside else text
