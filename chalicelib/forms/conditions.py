"""Conditions that need no formula: comparisons of answers with values, joined by ``and`` alone or by ``or`` alone.

``read_condition`` understands a part of XLSForm's expressions, and ``write_condition`` writes it, so that an editor can show
a condition as rows of question, operator and value:

    read_condition(write_condition(condition)) == condition

Any other expression reads as None, and stays an expression. One that is read means the same once it is written, though
blanks and quotation marks may differ.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from chalicelib.forms.number_text import fits, write_number
from chalicelib.frozen import dataclass
from chalicelib.xpath import ExpressionError, parse
from chalicelib.xpath.syntax import FunctionCall, LocationPath, Reference
from chalicelib.xpath.syntax import Literal as LiteralExpr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.xpath.syntax import Expr

Conjunction = Literal["and", "or"]
ComparedValue: TypeAlias = str | float | dt.date


class Operator(StrEnum):
    """How an answer is compared. Those of ``WITHOUT_VALUE`` compare it with nothing."""

    IS = "is"
    IS_NOT = "is_not"
    INCLUDES = "includes"
    EXCLUDES = "excludes"
    LESS = "less"
    MORE = "more"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    FROM_TODAY = "from_today"
    UNTIL_TODAY = "until_today"
    COUNT_AT_LEAST = "count_at_least"
    COUNT_AT_MOST = "count_at_most"
    COUNT_IS = "count_is"
    COUNT_MORE = "count_more"
    LENGTH_AT_LEAST = "length_at_least"
    LENGTH_AT_MOST = "length_at_most"
    LENGTH_MORE = "length_more"
    DIGITS = "digits"


WITHOUT_VALUE: Final = frozenset(
    {Operator.ANSWERED, Operator.UNANSWERED, Operator.FROM_TODAY, Operator.UNTIL_TODAY}
)


class UnwritableValue(ValueError):
    """No expression holds the value: XPath has no text with both kinds of quotation marks."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of an answer: of the question of that name, or of the row's own where it is None.

    ``value`` is "" for an operator without one. ``COUNT_…`` and ``LENGTH_…`` take numbers, ``DIGITS`` a whole one.
    """

    question: str | None
    operator: Operator
    value: ComparedValue = ""


@dataclass(frozen=True, slots=True)
class AnswerCondition:
    """Comparisons, all (``and``) or any (``or``) of which must hold; one alone has ``and``."""

    comparisons: tuple[Comparison, ...]
    conjunction: Conjunction = "and"


_SIGNS: Final[Mapping[Operator, str]] = {
    Operator.IS: "=",
    Operator.IS_NOT: "!=",
    Operator.LESS: "<",
    Operator.MORE: ">",
    Operator.AT_LEAST: ">=",
    Operator.AT_MOST: "<=",
}
_MEASURES: Final[Mapping[Operator, tuple[str, str]]] = {
    Operator.COUNT_AT_LEAST: ("count-selected", ">="),
    Operator.COUNT_AT_MOST: ("count-selected", "<="),
    Operator.COUNT_IS: ("count-selected", "="),
    Operator.COUNT_MORE: ("count-selected", ">"),
    Operator.LENGTH_AT_LEAST: ("string-length", ">="),
    Operator.LENGTH_AT_MOST: ("string-length", "<="),
    Operator.LENGTH_MORE: ("string-length", ">"),
}
_BY_SIGN: Final = {sign: operator for operator, sign in _SIGNS.items()}
_BY_MEASURE: Final = {measure: operator for operator, measure in _MEASURES.items()}
_TODAY: Final = {Operator.FROM_TODAY: ">=", Operator.UNTIL_TODAY: "<="}
_BY_TODAY: Final = {sign: operator for operator, sign in _TODAY.items()}
_ONLY_DIGITS: Final = re.compile(r"\^\[0-9\]\{([1-9][0-9]?)\}\$")


def write_condition(condition: AnswerCondition) -> str:
    """Return the XLSForm expression of a condition; raise ``UnwritableValue``."""
    return f" {condition.conjunction} ".join(
        _write_comparison(each) for each in condition.comparisons
    )


def _write_comparison(comparison: Comparison) -> str:
    operator, value = comparison.operator, comparison.value
    subject = "." if comparison.question is None else f"${{{comparison.question}}}"
    if operator in (Operator.ANSWERED, Operator.UNANSWERED):
        return f"{subject} {'!=' if operator is Operator.ANSWERED else '='} ''"
    if operator in _TODAY:
        return f"{subject} {_TODAY[operator]} today()"
    if operator is Operator.DIGITS:
        return f"regex({subject}, '^[0-9]{{{_write_value(value)}}}$')"
    if operator in _MEASURES:
        function, sign = _MEASURES[operator]
        return f"{function}({subject}) {sign} {_write_value(value)}"
    if operator in _SIGNS:
        return f"{subject} {_SIGNS[operator]} {_write_value(value)}"
    chosen = f"selected({subject}, {_write_value(value)})"
    return chosen if operator is Operator.INCLUDES else f"not({chosen})"


def _write_value(value: ComparedValue) -> str:
    if isinstance(value, dt.date):
        return f"date('{value.isoformat()}')"
    if not isinstance(value, str):
        return write_number(value)
    marks = [mark for mark in "'\"" if mark not in value]
    if not marks or "${" in value:
        raise UnwritableValue(value)
    return f"{marks[0]}{value}{marks[0]}"


def read_condition(expression: str) -> AnswerCondition | None:
    """Return the condition that an expression is; None where it is more, or none at all."""
    try:
        tree = parse(expression)
    except ExpressionError:
        return None
    if isinstance(tree, FunctionCall) and tree.name in ("and", "or"):
        parts, conjunction = tree.arguments, tree.name
    else:
        parts, conjunction = (tree,), "and"
    comparisons = tuple(_read_comparison(part) for part in parts)
    known = tuple(each for each in comparisons if each is not None)
    if len(known) < len(comparisons):
        return None
    return AnswerCondition(known, "or" if conjunction == "or" else "and")


def _read_comparison(expr: Expr) -> Comparison | None:
    if not isinstance(expr, FunctionCall):
        return None
    if expr.name in _BY_SIGN:
        return _read_sign(expr.name, *expr.arguments)
    if expr.name == "regex" and len(expr.arguments) == 2:
        return _read_digits(*expr.arguments)
    if expr.name == "not" and len(expr.arguments) == 1:
        inner = expr.arguments[0]
        return _read_selection(inner, Operator.EXCLUDES)
    return _read_selection(expr, Operator.INCLUDES)


def _read_sign(sign: str, left: Expr, right: Expr) -> Comparison | None:
    value = _read_value(right)
    if isinstance(left, FunctionCall) and len(left.arguments) == 1:
        measure = _BY_MEASURE.get((left.name, sign))
        is_measured = measure is not None and isinstance(value, float)
        return _compare(left.arguments[0], measure, value) if is_measured else None
    if value == "":
        absence = {"=": Operator.UNANSWERED, "!=": Operator.ANSWERED}
        return _compare(left, absence.get(sign))
    if isinstance(right, FunctionCall) and right.name == "today" and not right.arguments:
        return _compare(left, _BY_TODAY.get(sign))
    return None if value is None else _compare(left, _BY_SIGN[sign], value)


def _read_digits(subject: Expr, pattern: Expr) -> Comparison | None:
    if not isinstance(pattern, LiteralExpr) or not isinstance(pattern.value, str):
        return None
    found = _ONLY_DIGITS.fullmatch(pattern.value)
    return _compare(subject, Operator.DIGITS, float(found[1])) if found else None


def _read_selection(expr: Expr, operator: Operator) -> Comparison | None:
    if not isinstance(expr, FunctionCall) or expr.name != "selected" or len(expr.arguments) != 2:
        return None
    value = _read_value(expr.arguments[1])
    return _compare(expr.arguments[0], operator, value) if isinstance(value, str) else None


def _compare(
    subject: Expr, operator: Operator | None, value: ComparedValue | None = ""
) -> Comparison | None:
    if operator is None or value is None:
        return None
    if isinstance(subject, Reference):
        return None if subject.of_last_saved else Comparison(subject.name, operator, value)
    return Comparison(None, operator, value) if _is_own_answer(subject) else None


def _is_own_answer(expr: Expr) -> bool:
    """Return whether it is a dot alone."""
    if not isinstance(expr, LocationPath) or expr.start is not None or expr.absolute:
        return False
    return [(step.name, step.predicates) for step in expr.steps] == [(".", ())]


def _read_value(expr: Expr) -> ComparedValue | None:
    if isinstance(expr, LiteralExpr):
        value = expr.value
        is_kept = isinstance(value, str) or (isfinite(value) and fits(value))
        return value if is_kept else None
    if not isinstance(expr, FunctionCall) or len(expr.arguments) != 1:
        return None
    inner = expr.arguments[0]
    if not isinstance(inner, LiteralExpr):
        return None
    if expr.name == "neg" and isinstance(inner.value, float):
        return -inner.value if fits(inner.value) else None
    is_date = expr.name == "date" and isinstance(inner.value, str)
    return read_date(str(inner.value)) if is_date else None


def read_date(text: str) -> dt.date | None:
    """Return the date that is written as ``2026-06-13``, or None."""
    try:
        read = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return read if read.isoformat() == text else None
