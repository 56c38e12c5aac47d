"""One submission's way through a form's logic: its answers, where it stands, what was found wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chalicelib.forms.intake.refusals import AnswerProblem, spot_of
from chalicelib.forms.problems import in_words, problem
from chalicelib.forms.types.repeat_types import MAX_INSTANCES_IN_ALL, Repeat
from chalicelib.xpath import Context, bind_part, parse_template
from chalicelib.xpath import compile_expression as made_ready

if TYPE_CHECKING:
    from chalicelib.forms.intake.refusals import AnswerPath
    from chalicelib.forms.logic.evaluation_context import EvaluationContext
    from chalicelib.forms.logic.passes import Frame, Pass
    from chalicelib.forms.tree import FormTree, Node, Scope
    from chalicelib.forms.types.base import Question
    from chalicelib.forms.types.repeat_types import Level
    from chalicelib.locales import Language

Words = Mapping["Language", str]


@dataclass(slots=True)
class Settling:
    """The answers (``values`` and all that is in it are changed on the way) and what became of them."""

    layout: FormTree
    root: Level
    nodes: Mapping[Question, Node]
    values: Frame
    context: Context
    found: list[AnswerProblem] = field(default_factory=list)
    overfull: bool = False
    hidden: set[tuple[Node, int]] = field(default_factory=set)
    """The rows that are not asked, each with the place of the object where it is not."""
    _dropped: list[object] = field(default_factory=list)
    _instances: int = 0

    @classmethod
    def over(
        cls,
        values: Frame,
        here: EvaluationContext,
        *,
        layout: FormTree,
        root: Level,
        nodes: Mapping[Question, Node],
    ) -> Settling:
        """A run over these answers."""
        context = Context(
            frames=[values],
            now=here.now,
            time_zone=here.time_zone,
            language=here.language,
            new_id=here.new_id,
        )
        run = cls(layout, root, nodes, values, context)
        run._instances = root.instances(values) if root.repeats else 0
        return run

    @property
    def is_too_complex(self) -> bool:
        """Whether the budget of steps is spent: then nothing that was worked out counts."""
        return self.context.exhausted or self.context.budget < 0

    def go(self, steps: Iterable[Pass]) -> None:
        """Take the steps, each wherever its row stands; stops where the budget is spent."""
        context = self.context
        for step in steps:
            scope = step.node.scope
            if scope.parent is None:
                step.take(self, self.values)
                continue
            for frame in self.places(scope):
                context.budget -= 1
                step.take(self, frame)
            if context.budget < 0:
                return

    def places(self, scope: Scope) -> Iterator[Frame]:
        """Each object of that scope, with the context moved there."""
        frames, positions = self.context.frames, self.context.positions
        if scope.parent is None or scope.repeat is None:
            yield self.values
            return
        for outer in self.places(scope.parent):
            for number, instance in enumerate(outer.get(scope.repeat.key, ())):
                frames[scope.depth :] = [instance]
                positions[scope.depth :] = [number]
                yield instance
        del frames[1:], positions[1:]

    def hide(self, node: Node, frame: Frame) -> None:
        """Note that it is not asked there."""
        self.hidden.add((node, id(frame)))

    def drop(self, value: object) -> None:
        """Keep what was dropped from being forgotten: objects are told apart by where they lie."""
        self._dropped.append(value)

    def is_asked(self, node: Node, frame: Frame) -> bool:
        """Whether it is asked in that object, where the object itself is there."""
        if not self.hidden:
            return True
        place = id(frame)
        if (node, place) in self.hidden:
            return False
        for around in node.around:
            if around.inner is not None:
                return True
            if (around, place) in self.hidden:
                return False
        return True

    def has_answer(self, node: Node) -> bool:
        """Whether the row has an answer, seen from where the context stands."""
        depth = node.scope.depth
        return depth < len(self.context.frames) and bool(self.context.frames[depth].get(node.key))

    def allowed(self, more: int) -> int:
        """How many of so many more instances there may be."""
        more = max(more, 0)
        if self._instances + more > MAX_INSTANCES_IN_ALL:
            self.overfull = True
            return 0
        self._instances += more
        return more

    def tell(
        self, question: Question, code: str, words: Words | None = None, **parameters: object
    ) -> None:
        """Note what is wrong with a question where the context stands, in its own words if it has any."""
        location: list[str | int] = []
        for key, number in zip(question.within, self.context.positions[1:], strict=False):
            location += [key, number]
        spot = spot_of(self.root, (*location, question.own))
        if words is None:
            told = problem(code, spot.name, **parameters)
        else:
            told = in_words(code, spot.name, self._filled(words, self.nodes[question]))
        self.found.append(AnswerProblem(spot, told))

    def _filled(self, words: Words, node: Node) -> dict[Language, str]:
        """The words in each language, with answers in the place of ``${name}``."""
        return {language: self.said(text, node) for language, text in words.items()}

    def said(self, text: str, node: Node) -> str:
        """A text of that row, with answers in the place of ``${name}``, as the row sees them."""
        parts = []
        for part in parse_template(text):
            if part.is_name:
                evaluate = made_ready(bind_part(part, self.layout, node))
                parts.append(str(evaluate(self.context)))
            else:
                parts.append(part.text)
        return "".join(parts)

    def still_counts(self, spot: AnswerPath) -> bool:
        """Whether what was refused before the logic is asked at all."""
        frame, level, steps = self.values, self.root, list(spot.steps)
        while True:
            key, *further = steps
            question = level.by_own.get(str(key))
            node = None if question is None else self.nodes.get(question)
            if node is not None and not self.is_asked(node, frame):
                return False
            if not isinstance(question, Repeat) or len(further) < 2:
                return True
            listed: Sequence[Any] = frame.get(question.own, ())
            number, *steps = further
            if int(number) >= len(listed):
                return False
            frame, level = listed[int(number)], question.level
