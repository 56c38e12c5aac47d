"""One run of a form's logic over one set of answers."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from chalicelib.forms.answer_paths import AnswerProblem, resolve
from chalicelib.forms.logic.rules import is_silent
from chalicelib.forms.problems import in_words, problem
from chalicelib.forms.types.repeat_types import MAX_INSTANCES, MAX_INSTANCES_IN_ALL, Repeat
from chalicelib.frozen import dataclass
from chalicelib.xpath import Context, bind_part, compile_expression, parse_template

if TYPE_CHECKING:
    from chalicelib.forms.answer_paths import AnswerPath
    from chalicelib.forms.logic import EvaluationContext
    from chalicelib.forms.questions import FormQuestions
    from chalicelib.forms.tree import FormTree, Node, Scope
    from chalicelib.forms.types.base import Question
    from chalicelib.locales import Language

Frame = dict[str, Any]
"""One object of answers, which passes change: the form's, or that of an instance of a repeat."""
Message = Mapping["Language", str]
CountShown = Callable[[str, bool], int]
"""How many instances a page shows of the repeat at a path (``members[0]/pets``), given whether an
expression says how many there are."""


@dataclass(frozen=True, slots=True)
class InstanceLimits:
    """How many instances there can be: of one repeat inside one object, and of all repeats together."""

    in_one_list: int
    in_all: int


STRICT_LIMITS = InstanceLimits(MAX_INSTANCES, MAX_INSTANCES_IN_ALL)
PAGE_LIMITS = InstanceLimits(in_one_list=100, in_all=1000)
"""A page shows fewer than a submission may hold."""


@dataclass(frozen=True, slots=True)
class Pass(ABC):
    """One thing to do for a row, in each object of answers of its scope."""

    node: Node

    @abstractmethod
    def apply(self, settling: Settling, frame: Frame) -> None:
        """Do it in one object, which is the innermost frame of the context."""


@dataclasses.dataclass(slots=True)
class Settling:
    """The answers (``values``, changed in place) and what became of them.

    A strict one collects problems. A lenient one is for a page: it collects none, and also runs over the
    blank instances that the page shows at the end of a repeat, which are no part of the answers.
    """

    tree: FormTree
    questions: FormQuestions
    values: Frame
    context: Context
    limits: InstanceLimits = STRICT_LIMITS
    count_shown: CountShown | None = None
    is_new_page: bool = False
    problems: list[AnswerProblem] = field(default_factory=list)
    has_too_many_instances: bool = False
    initial_texts: dict[tuple[Node, int], str] = field(default_factory=dict)
    """What the fields of a new page start with, by row and identity of the object of answers."""
    _unasked: set[tuple[Node, int]] = field(default_factory=set)
    _alive: list[object] = field(default_factory=list)
    _blanks: dict[tuple[Node, int], list[Frame]] = field(default_factory=dict)
    _instances: int = 0

    @classmethod
    def start(
        cls,
        values: Frame,
        surroundings: EvaluationContext,
        *,
        tree: FormTree,
        questions: FormQuestions,
        count_shown: CountShown | None = None,
        is_new_page: bool = False,
    ) -> Settling:
        """A run that has not begun; with ``count_shown`` a lenient one."""
        context = Context(
            frames=[values],
            now=surroundings.now,
            time_zone=surroundings.time_zone,
            language=surroundings.language,
            new_id=surroundings.new_id,
        )
        limits = STRICT_LIMITS if count_shown is None else PAGE_LIMITS
        settling = cls(tree, questions, values, context, limits, count_shown, is_new_page)
        root = questions.root
        settling._instances = root.count_instances(values) if root.repeats else 0
        return settling

    @property
    def is_lenient(self) -> bool:
        """Whether it is for a page, and refuses nothing."""
        return self.count_shown is not None

    @property
    def is_too_complex(self) -> bool:
        """Whether the budget of steps is spent: then no calculated value counts."""
        return self.context.exhausted or self.context.budget < 0

    def run(self, passes: Iterable[Pass]) -> None:
        """Apply the passes, each in every object of its scope; stop when the budget is spent."""
        context = self.context
        for each in passes:
            scope = each.node.scope
            if scope.parent is None:
                each.apply(self, self.values)
                continue
            for frame in self.frames(scope):
                context.budget -= 1
                each.apply(self, frame)
            if context.budget < 0:
                return

    def frames(self, scope: Scope) -> Iterator[Frame]:
        """Each object of answers of that scope; the context stands there while it is yielded."""
        frames, positions = self.context.frames, self.context.positions
        if scope.parent is None or scope.repeat is None:
            yield self.values
            return
        for outer in self.frames(scope.parent):
            for index, instance in enumerate(self._instances_in(scope.repeat, outer)):
                frames[scope.depth :] = [instance]
                positions[scope.depth :] = [index]
                yield instance
        del frames[1:], positions[1:]

    def frame_at(self, scope: Scope, indexes: Sequence[int]) -> Frame | None:
        """The object of answers at these indexes, with the context moved there; None if there is none."""
        context = self.context
        context.frames, context.positions = [self.values], [0]
        for inner, index in zip(scope.chain[1:], indexes, strict=False):
            listed = self._instances_in(inner.repeat, context.frames[-1]) if inner.repeat else ()
            if index >= len(listed):
                return None
            context.frames.append(listed[index])
            context.positions.append(index)
        frame: Frame = context.frames[-1]
        return frame if len(context.frames) == scope.depth + 1 else None

    def _instances_in(self, repeat: Node, outer: Frame) -> Sequence[Frame]:
        listed: Sequence[Frame] = outer.get(repeat.key, ())
        if not self._blanks:
            return listed
        return (*listed, *self._blanks.get((repeat, id(outer)), ()))

    def mark_unasked(self, node: Node, frame: Frame) -> None:
        """Note that the row is not relevant in that object."""
        self._unasked.add((node, id(frame)))

    def keep_alive(self, value: object) -> None:
        """Hold what was dropped, so that no new object gets its identity."""
        self._alive.append(value)

    def is_asked(self, node: Node, frame: Frame) -> bool:
        """Whether the row is relevant in an object of answers that is there."""
        if not self._unasked:
            return True
        identity = id(frame)
        if (node, identity) in self._unasked:
            return False
        for around in node.around:
            if around.inner is not None:
                return True
            if (around, identity) in self._unasked:
                return False
        return True

    def has_answer(self, node: Node) -> bool:
        """Whether the row has an answer, as seen from where the context stands."""
        depth = node.scope.depth
        frames = self.context.frames
        return depth < len(frames) and frames[depth].get(node.key) is not None

    def allow_instances(self, more: int) -> int:
        """How many of so many more instances there may be."""
        more = max(more, 0)
        if self._instances + more > self.limits.in_all:
            self.has_too_many_instances = True
            more = max(self.limits.in_all - self._instances, 0) if self.is_lenient else 0
        self._instances += more
        return more

    def show_blanks(self, repeat: Node, outer: Frame) -> None:
        """Add the blank instances that a page shows inside the instances of a counted repeat."""
        if self.count_shown is not None and repeat.inner is not None:
            prefix = self._prefix(repeat)
            for index, instance in enumerate(outer[repeat.key]):
                self.add_blanks(repeat.inner, instance, f"{prefix}{repeat.key}[{index}]/")

    def _prefix(self, repeat: Node) -> str:
        """The path in front of a repeat's key, where the context stands."""
        scopes = repeat.scope.chain[1:]
        indexes = self.context.positions[1:]
        steps = zip(scopes, indexes, strict=False)
        return "".join(f"{scope.repeat.key}[{index}]/" for scope, index in steps if scope.repeat)

    def add_blanks(self, scope: Scope, frame: Frame, prefix: str = "") -> None:
        """Add the blank instances that a page shows in this object beyond those that are answered.

        They count as instances, and so are part of the answers, where their fields start filled in.
        """
        for node in scope.nodes:
            if node.inner is None or node.row.repeat_count is not None:
                continue
            path = f"{prefix}{node.key}"
            listed = frame.get(node.key, [])
            shown = min(self.count_shown(path, False), self.limits.in_one_list)  # type: ignore[misc] # noqa: FBT003 -- only lenient ones add blanks
            blanks: list[Frame] = [{} for _ in range(self.allow_instances(shown - len(listed)))]
            if blanks and _starts_filled_in(node.inner, is_new=self.is_new_page):
                listed = frame[node.key] = [*listed, *blanks]
            elif blanks:
                self._blanks[node, id(frame)] = blanks
            for index, instance in enumerate(self._instances_in(node, frame)):
                self.add_blanks(node.inner, instance, f"{path}[{index}]/")

    def refuse(
        self, question: Question, code: str, message: Message | None = None, **parameters: object
    ) -> None:
        """Note a problem with a question where the context stands, with the form's message if it has one."""
        if self.is_lenient:
            return
        steps: list[str | int] = []
        for key, index in zip(question.within, self.context.positions[1:], strict=False):
            steps += [key, index]
        path = resolve(self.questions.root, (*steps, question.key_in_scope))
        if message is None and code == question.unanswered:
            found = question.report_omission(path.name)
        elif message is None:
            found = problem(code, path.name, **parameters)
        else:
            node = self.questions.nodes[question]
            texts = {language: self.fill_text(text, node) for language, text in message.items()}
            found = in_words(code, path.name, texts)
        self.problems.append(AnswerProblem(path, found))

    def fill_text(self, text: str, node: Node) -> str:
        """A text of that row with answers in the place of ``${name}``, as the row sees them."""
        parts = []
        for part in parse_template(text):
            if part.is_name:
                evaluate = compile_expression(bind_part(part, self.tree, node))
                parts.append(str(evaluate(self.context)))
            else:
                parts.append(part.text)
        return "".join(parts)

    def is_path_asked(self, path: AnswerPath) -> bool:
        """Whether the question at a path is asked, and the instances around it are there."""
        frame, scope, steps = self.values, self.questions.root, list(path.steps)
        while True:
            key, *further = steps
            question = scope.by_key.get(str(key))
            node = None if question is None else self.questions.nodes.get(question)
            if node is not None and not self.is_asked(node, frame):
                return False
            if not isinstance(question, Repeat) or len(further) < 2:
                return True
            listed: Sequence[Any] = frame.get(question.key_in_scope, ())
            index, *steps = further
            if int(index) >= len(listed):
                return False
            frame, scope = listed[int(index)], question.inner


def _starts_filled_in(scope: Scope, *, is_new: bool) -> bool:
    """Whether a blank instance has fields that are filled in: by a default, or calculated to be typed over."""
    rows = [node.row for node in scope.nodes if not is_silent(node.row)]
    if is_new and any(row.default is not None for row in rows):
        return True
    return any(row.calculation is not None and row.read_only is not True for row in rows)
