"""What a form makes of answers so far: for a page that is shown, and refuses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import SchemaValidator, ValidationError

from chalicelib.forms.compiled.steps import instances_of
from chalicelib.forms.defaults import is_worked_out
from chalicelib.forms.expressions import compile as made_ready
from chalicelib.forms.expressions import compile_filter, to_string
from chalicelib.forms.questions.choices import OTHER
from chalicelib.forms.questions.repeats import Repeat
from chalicelib.forms.rules import NO_RULES, Rules

if TYPE_CHECKING:
    from chalicelib.forms.compiled import Form
    from chalicelib.forms.compiled.here import Here
    from chalicelib.forms.compiled.logic import Logic
    from chalicelib.forms.compiled.run import Run
    from chalicelib.forms.compiled.steps import Frame
    from chalicelib.forms.expressions import Bound, Value
    from chalicelib.forms.layout import Node, Scope
    from chalicelib.forms.questions.base import Question

Numbers = Sequence[int]
"""Which instance of each repeat around a row is meant, from 0, the outermost first."""


@dataclass(frozen=True, slots=True)
class Working:
    """The answers, settled: what is not asked is dropped, the rest is worked out.

    An instance that the answers do not have is taken for an empty one. Where the budget of steps is
    spent (``is_too_complex``), what is said here is only as good as what was reached.
    """

    logic: Logic
    run: Run

    @property
    def answers(self) -> dict[str, Any]:
        """The settled answers, in the form's order; ``Form.encode`` makes fields of them."""
        return self.logic.built.root.ordered(self.run.values)

    @property
    def is_too_complex(self) -> bool:
        """Whether the budget of steps is spent."""
        return self.run.is_too_complex

    def relevant(self, node: Node, numbers: Numbers = ()) -> bool:
        """Whether it is asked, and all that is around it."""
        frames = self._move(node.scope, numbers)
        for each in (node, *node.around):
            frame = frames[each.scope.depth]
            if (each, id(frame)) in self.run.hidden:
                return False
        return self._is_known(node.scope, numbers) or self._relevant_in_new(node)

    def required(self, node: Node, numbers: Numbers = ()) -> bool:
        """Whether an answer is needed where it is asked."""
        return self._holds(node, numbers, self._rules(node).required, node.row.required)

    def locked(self, node: Node, numbers: Numbers = ()) -> bool:
        """Whether it is shown only."""
        return self._holds(node, numbers, self._rules(node).read_only, node.row.read_only)

    def offered(self, node: Node, numbers: Numbers = ()) -> frozenset[str] | None:
        """The names of the choices that its filter lets through; None where it has none."""
        bound = self._rules(node).choice_filter
        if bound is None or bound.choices is None:
            return None
        self._move(node.scope, numbers)
        context = self.run.context
        kept = compile_filter(bound)(context, bound.choices.rows(context.language))
        also = {OTHER} if node.row.or_other else set()
        return frozenset({row["name"] for row in kept} | also)

    def count(self, node: Node, numbers: Numbers = ()) -> int | None:
        """How many instances an expression asks for; None where none says so."""
        bound = self._rules(node).repeat_count
        return None if bound is None else instances_of(self._value(node, numbers, bound))

    def said(self, text: str, node: Node, numbers: Numbers = ()) -> str:
        """A text of that row with answers in the place of ``${name}``."""
        self._move(node.scope, numbers)
        return self.run.said(text, node)

    def answer(self, node: Node, numbers: Numbers = ()) -> Any:  # noqa: ANN401 -- an answer, or None
        """What is answered there, or worked out."""
        return self._move(node.scope, numbers)[-1].get(node.key)

    def default(self, node: Node, numbers: Numbers = ()) -> Any:  # noqa: ANN401 -- an answer, or None
        """What a page offers there before anybody answered; None where nothing."""
        question = self.logic.built.by_node.get(node)
        text = node.row.default
        if question is None or text is None or isinstance(question, Repeat):
            return None
        bound = self._rules(node).default
        return fitting(question, to_string(self._value(node, numbers, bound)) if bound else text)

    def _rules(self, node: Node) -> Rules:
        return self.logic.rules.get(node, NO_RULES)

    def _holds(self, node: Node, numbers: Numbers, bound: Bound | None, said: object) -> bool:
        return said is True if bound is None else bool(self._value(node, numbers, bound))

    def _value(self, node: Node, numbers: Numbers, bound: Bound) -> Value:
        frames = self._move(node.scope, numbers)
        self.run.context.value = frames[-1].get(node.key)
        return made_ready(bound)(self.run.context)

    def _move(self, scope: Scope, numbers: Numbers) -> list[Frame]:
        """Bring the context to that object, and give those around it and it."""
        frames = [self.run.values]
        for each, number in zip(scope.chain[1:], numbers, strict=True):
            listed = frames[-1].get(each.repeat.key, ()) if each.repeat else ()
            frames.append(listed[number] if number < len(listed) else {})
        self.run.context.frames[:] = frames
        self.run.context.positions[:] = [0, *numbers]
        return frames

    def _is_known(self, scope: Scope, numbers: Numbers) -> bool:
        return all(self._move(scope, numbers)[1:])

    def _relevant_in_new(self, node: Node) -> bool:
        """Whether it is asked in an instance that nobody has begun."""
        for each in (node, *node.around):
            bound = self._rules(each).relevant
            if each.scope is node.scope and bound is not None:
                self.run.context.value = None
                if not made_ready(bound)(self.run.context):
                    return False
        return True


def fitting(question: Question, text: str) -> Any:  # noqa: ANN401 -- an answer, or None
    """The answer that a text stands for; None for one that the question does not take."""
    try:
        value = SchemaValidator(question.schema()).validate_python(question.worked_out(text))
    except ValidationError:
        return None
    return None if value in ("", []) else value


def work(form: Form, values: dict[str, Any], here: Here) -> Working:
    """The answers, settled."""
    return Working(form.logic, form.logic.settled(values, here))


def opened(form: Form, here: Here) -> Working:
    """A new page's answers: first what is fixed, then what is worked out from that, one after the other."""
    logic = form.logic
    values: dict[str, Any] = {}
    for node in form.layout.root.nodes:
        text = node.row.default
        question = form.by_node.get(node)
        if question is not None and text is not None and not is_worked_out(text):
            _put(values, question, fitting(question, text))
    working = work(form, values, here)
    for node in logic.order:
        question = form.by_node.get(node)
        worked_out = logic.rules.get(node, NO_RULES).default is not None
        if question is not None and worked_out and not question.within and working.relevant(node):
            _put(working.run.values, question, working.default(node))
    return work(form, working.run.values, here)


def _put(values: Mapping[str, Any], question: Question, value: object) -> None:
    if value is not None and isinstance(values, dict):
        values.setdefault(question.own, value)
