"""What settles one row of a form: whether it is asked, what it is worked out to, how often it is there."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import SchemaValidator, ValidationError
from typing_extensions import override

from chalicelib.forms.intake.html_fields import is_filled_in
from chalicelib.forms.types.computed_types import MAX_LENGTH, Timestamp, read_calculation
from chalicelib.forms.types.repeat_types import MAX_INSTANCES, Repeat
from chalicelib.xpath import to_string

if TYPE_CHECKING:
    from chalicelib.forms.logic.settling import Settling
    from chalicelib.forms.tree import Node
    from chalicelib.forms.types.base import Question
    from chalicelib.xpath import Context, Value

Frame = dict[str, Any]
Evaluate = Callable[["Context"], "Value"]


@dataclass(frozen=True, slots=True)
class Pass(ABC):
    """One thing to do for a row, in each object of answers where it stands."""

    node: Node

    @abstractmethod
    def take(self, run: Settling, frame: Frame) -> None:
        """Do it in one object, which is the context's innermost frame."""


@dataclass(frozen=True, slots=True)
class Relevance(Pass):
    """Drop the answers where it is not asked: its own, or those of all that a group holds."""

    evaluate: Evaluate
    keys: tuple[str, ...]

    @override
    def take(self, run: Settling, frame: Frame) -> None:
        """See ``Pass``."""
        run.context.value = frame.get(self.node.key)
        if self.evaluate(run.context):
            return
        run.hide(self.node, frame)
        for key in self.keys:
            if key in frame:
                run.drop(frame.pop(key))


@dataclass(frozen=True, slots=True)
class Stamp(Pass):
    """The moment at which the answers came, or its day."""

    question: Timestamp

    @override
    def take(self, run: Settling, frame: Frame) -> None:
        """See ``Pass``."""
        if run.is_asked(self.node, frame):
            frame[self.question.own] = self.question.at(run.context.now)


@dataclass(frozen=True, slots=True)
class Calculation(Pass):
    """Work the answer out.

    With ``stands`` an answer that was sent is left as it is: somebody may have changed it on the
    page, or it was worked out there when the page was opened, or at a ``trigger``'s change.
    """

    question: Question
    evaluate: Evaluate
    stands: bool
    triggers: tuple[Node, ...]
    fitting: SchemaValidator | None
    """The question's own rules; None where anything can stand."""

    @override
    def take(self, run: Settling, frame: Frame) -> None:
        """See ``Pass``."""
        own = self.question.own
        current = frame.get(own)
        if (self.stands and not self._is_time(run, current)) or not run.is_asked(self.node, frame):
            return
        run.context.value = current
        value = self._kept(run, self.evaluate(run.context))
        if value is None:
            frame.pop(own, None)
        else:
            frame[own] = value

    def _is_time(self, run: Settling, current: object) -> bool:
        """Whether nothing was sent, and something was answered at whose change it is worked out."""
        if current is not None:
            return False
        return not self.triggers or any(run.has_answer(trigger) for trigger in self.triggers)

    def _kept(self, run: Settling, value: Value) -> Any:  # noqa: ANN401 -- an answer, or None
        """No number, no text: no answer. More text than can be kept is more than can be worked out."""
        if isinstance(value, float) and not math.isfinite(value):
            return None
        text = to_string(value)
        if len(text) > MAX_LENGTH:
            run.context.exhausted = True
        if not text or len(text) > MAX_LENGTH:
            return None
        if self.fitting is None:
            return read_calculation(text)
        try:
            return self.fitting.validate_python(self.question.convert(text)) or None
        except ValidationError:
            return None


@dataclass(frozen=True, slots=True)
class Default(Pass):
    """Fill a hidden question with what it always holds, where nothing else was sent."""

    question: Question
    value: str

    @override
    def take(self, run: Settling, frame: Frame) -> None:
        """See ``Pass``."""
        if self.question.own not in frame and run.is_asked(self.node, frame):
            frame[self.question.own] = self.value


@dataclass(frozen=True, slots=True)
class Count(Pass):
    """As many instances as an expression says: those that are missing are there, unanswered.

    More than that are too many, unless nobody filled anything in there.
    """

    repeat: Repeat
    evaluate: Evaluate

    @override
    def take(self, run: Settling, frame: Frame) -> None:
        """See ``Pass``."""
        if not run.is_asked(self.node, frame):
            return
        own = self.repeat.own
        listed = frame.get(own, [])
        wanted = instances_of(self.evaluate(run.context))
        if any(is_filled_in(self.repeat.level, each) for each in listed[wanted:]):
            run.tell(self.repeat, "answer.too_many", limit=wanted)
            return
        run.drop(listed[wanted:])
        missing = run.allowed(wanted - len(listed))
        frame[own] = [*listed[:wanted], *({} for _ in range(missing))]
        if not frame[own]:
            del frame[own]


def instances_of(count: Value) -> int:
    """A repeat count as a number of instances: whole, from none to the most there can be."""
    number = count if isinstance(count, int | float) else math.nan
    return int(min(number, MAX_INSTANCES)) if number > 0 else 0


@dataclass(frozen=True, slots=True)
class Check(Pass):
    """What must hold for one question's answer, once everything is settled."""

    question: Question
    required: Evaluate | None
    constraint: Evaluate | None
    offered: Callable[[Context, list[str]], str | None] | None
    """The code of what is wrong with these choices, if anything is."""

    @override
    def take(self, run: Settling, frame: Frame) -> None:
        """See ``Pass``."""
        value = frame.get(self.question.own)
        run.context.value = value
        if value is None:
            self._need(run, frame)
        elif self.offered is not None and (code := self.offered(run.context, _names(value))):
            run.tell(self.question, code)
        elif self.constraint is not None and not self.constraint(run.context):
            run.tell(self.question, "answer.constraint", self.question.row.constraint_message)

    def _need(self, run: Settling, frame: Frame) -> None:
        required = self.required
        if required is None or not required(run.context) or not run.is_asked(self.node, frame):
            return
        run.tell(self.question, self.question.unanswered, self.question.row.required_message)


def _names(value: Any) -> list[str]:  # noqa: ANN401 -- one name, or several
    return value if isinstance(value, list) else [value]
