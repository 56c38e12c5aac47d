"""What a page shows for the answers so far: which rows are asked, with what values and choices.

It comes from a lenient run of the same passes that intake runs strictly, so a page never hides a question
that intake would ask for. Instances are given by their indexes from 0, those of the outermost repeat first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chalicelib.forms.logic.form_logic import recalculates
from chalicelib.frozen import dataclass
from chalicelib.xpath import to_string

if TYPE_CHECKING:
    from chalicelib.forms.logic.form_logic import FormLogic
    from chalicelib.forms.logic.passes import Evaluate, Offered
    from chalicelib.forms.logic.settling import Frame, Settling
    from chalicelib.forms.tree import FormTree, Node

Indexes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageExpressions:
    """The compiled expressions that settle nothing: what a page says of a row."""

    required: Mapping[Node, Evaluate]
    read_only: Mapping[Node, Evaluate]
    offered: Mapping[Node, Offered]
    texts: Mapping[Node, Mapping[str, Evaluate]]


class PageState:
    """A form with the answers so far."""

    def __init__(self, logic: FormLogic, expressions: PageExpressions, settling: Settling) -> None:
        self.logic = logic
        self._expressions = expressions
        self._settling = settling

    @property
    def tree(self) -> FormTree:
        """The form's rows."""
        return self.logic.tree

    @property
    def values(self) -> Frame:
        """The answers that the page shows and other rows see: relevant ones, and calculated ones."""
        return self._settling.values

    def is_asked(self, node: Node, indexes: Indexes) -> bool:
        """Whether a row is relevant; true for an instance that the page does not have yet."""
        settling = self._settling
        for scope in node.scope.chain[1:]:
            if scope.repeat is None or scope.parent is None:
                return True
            outer = settling.frame_at(scope.parent, indexes[: scope.depth - 1])
            if outer is None:
                return True
            if not settling.is_asked(scope.repeat, outer):
                return False
        frame = settling.frame_at(node.scope, indexes)
        return frame is None or settling.is_asked(node, frame)

    def is_required(self, node: Node, indexes: Indexes) -> bool:
        """Whether an answer is required here."""
        evaluate = self._expressions.required.get(node)
        return self._holds(evaluate, node, indexes, otherwise=node.row.required is True)

    def is_read_only(self, node: Node, indexes: Indexes) -> bool:
        """Whether the answer cannot be changed here."""
        evaluate = self._expressions.read_only.get(node)
        return self._holds(evaluate, node, indexes, otherwise=node.row.read_only is True)

    def offered_choices(self, node: Node, indexes: Indexes) -> frozenset[str] | None:
        """The names that the row's ``choice_filter`` lets through; None where all choices are offered."""
        offered = self._expressions.offered.get(node)
        if offered is None or not self._move_to(node, indexes):
            return None
        return offered(self._settling.context)

    def instance_count(self, node: Node, indexes: Indexes) -> int | None:
        """How many instances a ``repeat_count`` asks for; None where there is none, or it is not asked."""
        if node.row.repeat_count is None:
            return None
        frame = self._settling.frame_at(node.scope, indexes)
        if frame is None or not self._settling.is_asked(node, frame):
            return None
        return len(frame.get(node.key, ()))

    def calculates(self, node: Node) -> bool:
        """Whether an expression gives the row its answer, at least where none was typed."""
        return self.logic.rules.of(node).calculation is not None

    def recalculates(self, node: Node) -> bool:
        """Whether the row's answer is always the calculated one, whatever was typed."""
        return recalculates(node, self.logic.rules)

    def field_texts(self, node: Node, indexes: Indexes) -> list[str]:
        """What the row's fields hold before anybody typed: its answer, or what a new page starts with."""
        frame = self._settling.frame_at(node.scope, indexes)
        question = self.logic.questions.by_node.get(node)
        if frame is None or question is None:
            return []
        answer = frame.get(node.key)
        if answer is not None:
            return question.show(answer)
        initial = self._settling.initial_texts.get((node, id(frame)))
        return [initial] if initial else []

    def text_of(self, node: Node, indexes: Indexes, name: str) -> str:
        """What is written for ``${name}`` in a text of the row; a dash for NaN."""
        evaluate = self._expressions.texts.get(node, {}).get(name)
        if evaluate is None or not self._move_to(node, indexes):
            return ""
        text = to_string(evaluate(self._settling.context))
        return "–" if text == "NaN" else text

    def _holds(
        self, evaluate: Evaluate | None, node: Node, indexes: Indexes, *, otherwise: bool
    ) -> bool:
        if evaluate is None:
            return otherwise
        return self._move_to(node, indexes) and bool(evaluate(self._settling.context))

    def _move_to(self, node: Node, indexes: Indexes) -> bool:
        """Move the context to a row; false where there is no such instance."""
        frame = self._settling.frame_at(node.scope, indexes)
        if frame is None:
            return False
        self._settling.context.value = frame.get(node.key)
        return True
