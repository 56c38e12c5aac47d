"""XPath 1.0's comparisons (section 3.4), compiled for what they compare.

The letter at the end of a call's name says what that is; see ``typed_ast.CoreCall``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from chalicelib.xpath.context import Context
from chalicelib.xpath.nodesets import Evaluate
from chalicelib.xpath.values import to_boolean, to_comparable, to_number, to_text_key

_NUMBERS = (int, float)
_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Compare = Callable[[Context, object, object], bool]


def plain_comparison(name: str) -> Callable[..., bool] | None:
    """Return the comparison of two values of one type; None for a call that compares anything else."""
    sign, letter = name[:-1], name[-1]
    if letter not in "nsb":
        return None
    if sign in _ORDERS:
        return _ORDERS[sign]
    return operator.eq if sign == "=" else operator.ne


def dynamic_comparison(name: str) -> Compare:
    """Return the comparison of two values that are converted when they are compared."""
    sign, letter = name[:-1], name[-1]
    if letter == "i":
        return _order_comparison(_ORDERS[sign])
    holds = operator.eq if sign == "=" else operator.ne
    return _text_comparison(holds) if letter == "t" else _equality_comparison(holds)


def _order_comparison(holds: Callable[[float, float], bool]) -> Compare:
    def compare(context: Context, left: object, right: object) -> bool:
        zone = context.zone
        return holds(to_comparable(left, right, zone), to_comparable(right, left, zone))

    return compare


def _text_comparison(holds: Callable[..., bool]) -> Compare:
    def compare(context: Context, left: object, right: object) -> bool:
        zone = context.zone
        return holds(to_text_key(left, zone), to_text_key(right, zone))

    return compare


def _equality_comparison(holds: Callable[..., bool]) -> Compare:
    def compare(context: Context, left: object, right: object) -> bool:
        if isinstance(left, bool) or isinstance(right, bool):
            return holds(to_boolean(left), to_boolean(right))
        if isinstance(left, str) and isinstance(right, str):
            return holds(to_text_key(left, context.zone), to_text_key(right, context.zone))
        return holds(to_number(left, context.zone), to_number(right, context.zone))

    return compare


def compile_set_comparison(
    name: str, left: Evaluate, right: Evaluate, *, are_sets: tuple[bool, bool]
) -> Evaluate:
    """Compile a comparison that is true if it is for any pair; a side is a node-set or one value."""
    sign = name[:-1]

    def compare(context: Context) -> bool:
        one, other = left(context), right(context)
        lefts = one if are_sets[0] and isinstance(one, list) else [one]
        rights = other if are_sets[1] and isinstance(other, list) else [other]
        context.spend(len(lefts) + len(rights))
        has_number = isinstance(one, _NUMBERS) or isinstance(other, _NUMBERS)
        if sign in ("=", "!=") and not has_number:
            return _any_strings(sign, lefts, rights, context)
        return _any_numbers(sign, lefts, rights, context)

    return compare


def _any_strings(sign: str, lefts: list[object], rights: list[object], context: Context) -> bool:
    zone = context.zone
    one = {to_text_key(value, zone) for value in lefts}
    other = {to_text_key(value, zone) for value in rights}
    if sign == "=":
        return not one.isdisjoint(other)
    return bool(one) and bool(other) and (len(one | other) > 1)


def _any_numbers(sign: str, lefts: list[object], rights: list[object], context: Context) -> bool:
    zone = context.zone
    one = [to_number(value, zone) for value in lefts]
    other = [to_number(value, zone) for value in rights]
    if sign == "=":
        return not set(_without_nan(one)).isdisjoint(_without_nan(other))
    if sign == "!=":
        different = {number if number == number else None for number in (*one, *other)}
        return bool(one) and bool(other) and (len(different) > 1 or None in different)
    one, other = _without_nan(one), _without_nan(other)
    if not one or not other:
        return False
    is_less = sign.startswith("<")
    return _ORDERS[sign](min(one) if is_less else max(one), max(other) if is_less else min(other))


def _without_nan(numbers: list[float]) -> list[float]:
    return [number for number in numbers if number == number]
