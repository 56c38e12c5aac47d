"""What can be wrong with an expression, and where in its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ExpressionFault:
    """One thing wrong: a code of ``forms.problems`` (``form.expression_…``), and its place.

    ``at`` counts characters from the start of the expression's text.
    """

    code: str
    at: int
    parameters: Mapping[str, object] = field(default_factory=dict)


class ExpressionError(Exception):
    """An expression that cannot be read or bound; ``faults`` are all that were found, in order."""

    def __init__(self, faults: Sequence[ExpressionFault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        self.code, self.at, self.parameters = first.code, first.at, first.parameters
        super().__init__(f"{first.code} at {first.at} {dict(first.parameters)}")


def fault(code: str, at: int, **parameters: object) -> ExpressionError:
    """The error with one fault, ready to be raised."""
    return ExpressionError([ExpressionFault(f"form.expression_{code}", at, parameters)])
