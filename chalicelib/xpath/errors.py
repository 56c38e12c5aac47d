"""Errors in expressions, each with its offset in the expression's text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Self

from chalicelib.frozen import dataclass

_PREFIX = "form.expression_"


@dataclass(frozen=True, slots=True)
class ExpressionProblem:
    """One error or warning about an expression.

    ``code`` begins with ``form.expression_``; ``forms.problems`` has a message for each. ``offset``
    counts characters from the start of the expression's text. ``parameters`` fill in the message.
    """

    code: str
    offset: int
    parameters: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, offset: int, /, **parameters: object) -> Self:
        """Return the problem ``form.expression_<code>``."""
        return cls(_PREFIX + code, offset, parameters)


class ExpressionError(Exception):
    """Raised for an expression that cannot be parsed or bound.

    ``errors`` are all that were found, by offset; ``code``, ``offset`` and ``parameters`` are the first's.
    """

    def __init__(self, errors: Sequence[ExpressionProblem]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        self.code, self.offset, self.parameters = first.code, first.offset, first.parameters
        super().__init__(f"{first.code} at {first.offset} {dict(first.parameters)}")

    @classmethod
    def of(cls, code: str, offset: int, /, **parameters: object) -> Self:
        """Return the error whose only problem is ``form.expression_<code>``."""
        return cls([ExpressionProblem.of(code, offset, **parameters)])
