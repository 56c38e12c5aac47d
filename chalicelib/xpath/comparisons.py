"""XPath 1.0's comparisons (3.4), compiled for what they compare."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from chalicelib.xpath.context import Context
from chalicelib.xpath.nodesets import Evaluate
from chalicelib.xpath.values import starts, to_boolean, to_number, to_string

_NUMBERS = (int, float)
_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Compare = Callable[[Context, object, object], bool]


def plain(name: str) -> Callable[..., bool] | None:
    """What compares two values of one kind for a ``Call`` of that name; None where it takes more."""
    sign, what = name[:-1], name[-1]
    if what not in "nsb":
        return None
    if sign in _ORDERS:
        return _ORDERS[sign]
    return operator.eq if sign == "=" else operator.ne


def comparison(name: str) -> Compare:
    """What compares two values of which less is known (see ``terms.Call``)."""
    sign, what = name[:-1], name[-1]
    if what == "i":
        return _of_moments(_ORDERS[sign])
    return _of_any(operator.eq if sign == "=" else operator.ne)


def _of_moments(holds: Callable[[float, float], bool]) -> Compare:
    def compare(context: Context, left: object, right: object) -> bool:
        zone = context.zone
        return holds(starts(left, right, zone), starts(right, left, zone))

    return compare


def _of_any(holds: Callable[..., bool]) -> Compare:
    """Two values of which only now it is known what they are."""

    def compare(context: Context, left: object, right: object) -> bool:
        if isinstance(left, bool) or isinstance(right, bool):
            return holds(to_boolean(left), to_boolean(right))
        if isinstance(left, str) and isinstance(right, str):
            return holds(left, right)
        return holds(to_number(left, context.zone), to_number(right, context.zone))

    return compare


def among_sets(name: str, left: Evaluate, right: Evaluate, *, sets: tuple[bool, bool]) -> Evaluate:
    """Whether any pair compares so; an operand is a node-set's values or one value."""
    sign = name[:-1]

    def run(context: Context) -> bool:
        one, other = left(context), right(context)
        lefts = one if sets[0] and isinstance(one, list) else [one]
        rights = other if sets[1] and isinstance(other, list) else [other]
        context.spend(len(lefts) + len(rights))
        numbers = isinstance(one, _NUMBERS) or isinstance(other, _NUMBERS)
        if sign in ("=", "!=") and not numbers:
            return _any_texts(sign, lefts, rights)
        return _any_numbers(sign, lefts, rights, context)

    return run


def _any_texts(sign: str, lefts: list[object], rights: list[object]) -> bool:
    one, other = set(map(to_string, lefts)), set(map(to_string, rights))
    if sign == "=":
        return not one.isdisjoint(other)
    return bool(one) and bool(other) and (len(one | other) > 1)


def _any_numbers(sign: str, lefts: list[object], rights: list[object], context: Context) -> bool:
    zone = context.zone
    one = [to_number(value, zone) for value in lefts]
    other = [to_number(value, zone) for value in rights]
    if sign == "=":
        return not set(_numbers(one)).isdisjoint(_numbers(other))
    if sign == "!=":
        differs = {number if number == number else None for number in (*one, *other)}
        return bool(one) and bool(other) and (len(differs) > 1 or None in differs)
    one, other = _numbers(one), _numbers(other)
    if not one or not other:
        return False
    smaller = sign.startswith("<")
    return _ORDERS[sign](min(one) if smaller else max(one), max(other) if smaller else min(other))


def _numbers(values: list[float]) -> list[float]:
    return [value for value in values if value == value]
