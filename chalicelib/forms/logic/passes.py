"""What is done for one row of a form: relevance, calculation, repeat count, choices, checks.

What a calculation's result counts as follows JavaRosa, the engine of ODK Collect (``Recalculate.wrapData``):
an empty text and NaN are no answer, and so ``${b} != ''`` is false. ODK's documentation says of the
operands that an unanswered question is the empty text, and that arithmetic on it gives NaN
(https://docs.getodk.org/form-logic/#empty-values). Infinity is no answer either: no type could hold it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic_core import SchemaValidator, ValidationError

from chalicelib.forms.logic.settling import Pass
from chalicelib.forms.types.computed_types import (
    MAX_LENGTH,
    Calculate,
    Timestamp,
    read_calculation,
)
from chalicelib.forms.types.repeat_types import is_other_chosen
from chalicelib.frozen import dataclass
from chalicelib.override import override
from chalicelib.xpath import to_string

if TYPE_CHECKING:
    from chalicelib.forms.logic.settling import Frame, Settling
    from chalicelib.forms.tree import Node
    from chalicelib.forms.types.base import Question
    from chalicelib.forms.types.base import Value as AnswerValue
    from chalicelib.forms.types.repeat_types import Repeat
    from chalicelib.xpath import Context, Value

Evaluate = Callable[["Context"], "Value"]
Offered = Callable[["Context"], "frozenset[str]"]
"""The names of the choices that a ``choice_filter`` lets through."""


@dataclass(frozen=True, slots=True)
class Relevance(Pass):
    """Drop the answers where the row is not relevant: its own, or those of all that a group holds."""

    evaluate: Evaluate
    keys: tuple[str, ...]

    @override
    def apply(self, settling: Settling, frame: Frame) -> None:
        settling.context.value = frame.get(self.node.key)
        if self.evaluate(settling.context):
            return
        settling.mark_unasked(self.node, frame)
        for key in self.keys:
            if key in frame:
                settling.keep_alive(frame.pop(key))


@dataclass(frozen=True, slots=True)
class Stamp(Pass):
    """Set the moment at which the answers came, or its day."""

    question: Timestamp

    @override
    def apply(self, settling: Settling, frame: Frame) -> None:
        if settling.is_asked(self.node, frame):
            frame[self.question.key_in_scope] = self.question.at(settling.context.now)


@dataclass(frozen=True, slots=True)
class AnswerFit:
    """Turns the text of an expression or a default into an answer of a question's type."""

    question: Question
    schema: SchemaValidator | None
    """The type's own rules; None for ``calculate``, which has none."""

    @classmethod
    def of(cls, question: Question) -> AnswerFit:
        """The fit of a question."""
        is_free = isinstance(question, Calculate)
        return cls(question, None if is_free else SchemaValidator(question.schema()))

    def fit(self, text: str) -> AnswerValue | None:
        """The answer; None for an empty text, or one that the type does not accept."""
        if not text:
            return None
        if self.schema is None:
            return read_calculation(text)
        try:
            value: AnswerValue = self.schema.validate_python(self.question.convert(text))
        except ValidationError:
            return None
        return None if value in ("", []) else value


@dataclass(frozen=True, slots=True)
class Calculation(Pass):
    """Calculate the answer.

    With ``keeps_sent`` an answer that was sent stays: a person may have changed it on the page, or the
    page calculated it when it was opened or when a ``trigger`` changed.
    """

    evaluate: Evaluate
    fit: AnswerFit
    keeps_sent: bool
    triggers: tuple[Node, ...]
    other_key: str | None
    """The key of the text beside “other”, which goes where “other” is not calculated."""

    @override
    def apply(self, settling: Settling, frame: Frame) -> None:
        key = self.fit.question.key_in_scope
        current = frame.get(key)
        if self.keeps_sent and (current is not None or not self._is_triggered(settling)):
            return
        if not settling.is_asked(self.node, frame):
            return
        settling.context.value = current
        value = self._result(settling, self.evaluate(settling.context))
        if value is None:
            frame.pop(key, None)
        else:
            frame[key] = value
        if self.other_key is not None and not is_other_chosen(value):
            frame.pop(self.other_key, None)

    def _is_triggered(self, settling: Settling) -> bool:
        return not self.triggers or any(settling.has_answer(each) for each in self.triggers)

    def _result(self, settling: Settling, value: Value) -> AnswerValue | None:
        """The answer; too long a text spends the budget, since it cannot be stored."""
        if isinstance(value, float) and not math.isfinite(value):
            return None
        text = to_string(value)
        if len(text) > MAX_LENGTH:
            settling.context.exhausted = True
            return None
        return self.fit.fit(text)


@dataclass(frozen=True, slots=True)
class FixedDefault(Pass):
    """Give a question that nobody sees its default, where nothing else was sent."""

    key: str
    value: AnswerValue

    @override
    def apply(self, settling: Settling, frame: Frame) -> None:
        if self.key not in frame and settling.is_asked(self.node, frame):
            frame[self.key] = self.value


@dataclass(frozen=True, slots=True)
class InitialValue(Pass):
    """Start a question of a new page with its default.

    The field shows the default also where the question is not asked yet: ODK applies defaults once, when
    the form is opened.
    """

    evaluate: Evaluate
    fit: AnswerFit

    @override
    def apply(self, settling: Settling, frame: Frame) -> None:
        key = self.fit.question.key_in_scope
        settling.context.value = None
        value = self.evaluate(settling.context)
        text = "" if isinstance(value, float) and not math.isfinite(value) else to_string(value)
        settling.initial_texts[self.node, id(frame)] = text
        answer = self.fit.fit(text)
        if answer is not None and settling.is_asked(self.node, frame):
            frame[key] = answer


@dataclass(frozen=True, slots=True)
class Count(Pass):
    """Bring a repeat to its ``repeat_count``: missing instances are added, unanswered.

    Further instances are left out, as a page does; where answers are taken in they are too many, unless nobody
    filled anything in there.
    """

    repeat: Repeat
    evaluate: Evaluate

    @override
    def apply(self, settling: Settling, frame: Frame) -> None:
        if not settling.is_asked(self.node, frame):
            return
        key = self.repeat.key_in_scope
        instances = frame.get(key, [])
        count = count_of(self.evaluate(settling.context), settling.limits.in_one_list)
        extra = instances[count:]
        if not settling.is_lenient and any(map(self.repeat.inner.is_filled_in, extra)):
            settling.refuse(self.repeat, "answer.too_many", limit=count)
        settling.keep_alive(extra)
        missing = settling.allow_instances(count - len(instances))
        frame[key] = [*instances[:count], *({} for _ in range(missing))]
        settling.show_blanks(self.node, frame)
        if not frame[key]:
            del frame[key]


def count_of(result: Value, most: int) -> int:
    """A ``repeat_count``'s result as a number of instances: whole, from 0 to ``most``."""
    number = result if isinstance(result, int | float) else math.nan
    return int(min(number, most)) if number > 0 else 0


@dataclass(frozen=True, slots=True)
class ChoiceFilter(Pass):
    """Drop chosen names that the ``choice_filter`` does not let through: nobody could have chosen them.

    Where answers are taken in they are also a problem, and so is a ranking without all that is offered.
    """

    question: Question
    offered: Offered
    ranks_all: bool

    @override
    def apply(self, settling: Settling, frame: Frame) -> None:
        key = self.question.key_in_scope
        value = frame.get(key)
        if value is None:
            return
        settling.context.value = value
        offered = self.offered(settling.context)
        names = value if isinstance(value, list) else [value]
        left = [name for name in names if name in offered]
        if len(left) < len(names):
            settling.refuse(self.question, "answer.not_offered")
            if isinstance(value, list) and left:
                frame[key] = left
            else:
                del frame[key]
        elif self.ranks_all and len(offered) > len(names):
            settling.refuse(self.question, "answer.incomplete_ranking")


@dataclass(frozen=True, slots=True)
class Check(Pass):
    """Check one question's settled answer: whether it is required, and its constraint."""

    question: Question
    required: Evaluate | None
    constraint: Evaluate | None

    @override
    def apply(self, settling: Settling, frame: Frame) -> None:
        value = frame.get(self.question.key_in_scope)
        settling.context.value = value
        if value is None:
            self._check_required(settling, frame)
        elif self.constraint is not None and not self.constraint(settling.context):
            message = self.question.row.constraint_message
            settling.refuse(self.question, "answer.constraint", message)

    def _check_required(self, settling: Settling, frame: Frame) -> None:
        if self.required is None or not self.required(settling.context):
            return
        if settling.is_asked(self.node, frame):
            message = self.question.row.required_message
            settling.refuse(self.question, self.question.unanswered, message)
