"""Typed tree → closures. What a form mostly asks, ``${a} = 'x'`` and its like, has shapes of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib.forms.expressions import calendar, comparing, library, nodesets, patterns
from chalicelib.forms.expressions.context import Context, Exhausted
from chalicelib.forms.expressions.terms import (
    Answer,
    Bound,
    Call,
    Candidate,
    ChoiceName,
    Choices,
    Constant,
    Match,
    Narrowed,
    Own,
    Place,
    Rank,
    Size,
    Term,
    Union,
    Walk,
    inside,
)
from chalicelib.forms.expressions.values import Value, to_boolean, to_number, to_string

if TYPE_CHECKING:
    from chalicelib.forms.expressions.nodesets import Run

_SETS = (Walk, Choices, Union, Narrowed)
_CHUNK = 64
_EMPTY: Mapping[str, Value] = {"number": math.nan, "boolean": False}
_MAX_ID = 255


def compile_bound(bound: Bound) -> Callable[[Context], Value]:
    """What evaluates the expression: total, and bounded by the context's steps.

    Where they run out the value is empty (false, NaN) and ``context.exhausted`` is true.
    """
    run = _compiled(bound.root)
    if not any(_spends(term) for term in inside(bound.root)):
        return run  # type: ignore[return-value] -- a root is converted to a value
    empty = _EMPTY.get(bound.root.kind, "")

    def guarded(context: Context) -> Value:
        frames, positions = len(context.frames), len(context.positions)
        try:
            return run(context)  # type: ignore[return-value] -- as above
        except Exhausted:
            del context.frames[frames:], context.positions[positions:]
            context.exhausted = True
            return empty

    return guarded


def compile_filter(
    bound: Bound,
) -> Callable[[Context, Sequence[Mapping[str, str]]], list[Mapping[str, str]]]:
    """What keeps those of a list's rows for which a ``choice_filter`` holds, in their order."""
    holds = compile_bound(bound)

    def keep(context: Context, rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
        slot, kept = len(context.frames), []
        for place, row in enumerate(rows):
            context.steps -= 1
            context.frames.append(row)
            context.positions.append(place)
            context.ranks[slot] = (place + 1, len(rows))
            if context.steps >= 0 and holds(context):
                kept.append(row)
            context.frames.pop()
            context.positions.pop()
        context.exhausted = context.exhausted or context.steps < 0
        return kept

    return keep


def _spends(term: Term) -> bool:
    return isinstance(term, _SETS) or (isinstance(term, Call) and term.name in _SPENDING)


def _compiled(term: Term) -> Run:
    match term:
        case Constant():
            value = term.value
            return lambda context: value
        case Answer() | Own() | Candidate() | Place() | Rank() | Size():
            return _looked_up(term)
        case Call():
            return _call(term)
        case ChoiceName():
            return _choice_name(term)
        case Match():
            value_of, matches = _compiled(term.value), patterns.matcher(term.pattern)
            return lambda context: matches(value_of(context))
        case _:
            return nodesets.compiled(term, _compiled).values


def _looked_up(term: Answer | Own | Candidate | Place | Rank | Size) -> Run:
    match term:
        case Answer(slot=slot, key=key):
            return lambda context: context.frames[slot].get(key)
        case Own():
            return lambda context: context.value
        case Candidate(slot=slot):
            return lambda context: context.frames[slot]
        case Place(slot=slot):
            return lambda context: float(context.positions[slot] + 1)
        case Rank(slot=slot):
            return lambda context: float(context.ranks[slot][0])
        case Size(slot=slot):
            return lambda context: float(context.ranks[slot][1])


def _choice_name(term: ChoiceName) -> Run:
    value_of, items = _compiled(term.value), term.items
    return lambda context: items.label(str(value_of(context)), context.language)


def _call(term: Call) -> Run:
    special = _SHAPES.get(term.name)
    run = special(term) if special is not None else None
    if run is not None:
        return run
    if term.name in calendar.FUNCTIONS:
        return _in_context(calendar.FUNCTIONS[term.name], term.arguments)
    if term.name in library.FUNCTIONS:
        return _applied(library.FUNCTIONS[term.name], term.arguments)
    return _comparison(term)


def _applied(function: Callable[..., object], arguments: Sequence[Term]) -> Run:
    runs = [_compiled(part) for part in arguments]
    if len(runs) == 1:
        (only,) = runs
        return lambda context: function(only(context))
    if len(runs) == 2:
        first, second = runs
        return lambda context: function(first(context), second(context))
    return lambda context: function(*[run(context) for run in runs])


def _in_context(function: Callable[..., object], arguments: Sequence[Term]) -> Run:
    runs = [_compiled(part) for part in arguments]
    return lambda context: function(context, *[run(context) for run in runs])


def _comparison(term: Call) -> Run:
    left, right = term.arguments
    if term.name.endswith("N"):
        sets = (left.kind == "nodes", right.kind == "nodes")
        return comparing.among_sets(term.name, _compiled(left), _compiled(right), sets=sets)
    compare = comparing.comparison(term.name)
    one, other = _compiled(left), _compiled(right)
    return lambda context: compare(context, one(context), other(context))


# Conversions


def _to_number(term: Call) -> Run:
    (part,) = term.arguments
    run = _compiled(part)

    def number(context: Context) -> float:
        value = run(context)
        return value if value.__class__ is float else to_number(value, context.zone)  # type: ignore[return-value] -- it is one

    return number


def _to_string(term: Call) -> Run:
    (part,) = term.arguments
    if isinstance(part, Answer):
        slot, key = part.slot, part.key

        def text(context: Context) -> str:
            value = context.frames[slot].get(key)
            return value if value.__class__ is str else to_string(value)  # type: ignore[return-value] -- it is one

        return text
    run = _compiled(part)
    return lambda context: to_string(run(context))


def _has(term: Call) -> Run:
    run = _compiled(term.arguments[0])
    return lambda context: to_string(run(context)) != ""


def _to_boolean(term: Call) -> Run:
    run = _compiled(term.arguments[0])
    return lambda context: to_boolean(run(context))


def _exists(term: Call) -> Run:
    values = _set(term.arguments[0])
    return lambda context: bool(values(context))


def _first(term: Call) -> Run:
    values = _set(term.arguments[0])

    def first(context: Context) -> object:
        found = values(context)
        return found[0] if found else None

    return first


def _place_of_first(term: Call) -> Run:
    nodes = nodesets.compiled(term.arguments[0], _compiled)

    def place(context: Context) -> float:
        found = next(iter(list(nodes.located(context))), None)
        return math.nan if found is None else float(found[0][-2] + 1)

    return place


def _set(term: Term) -> Callable[[Context], list[object]]:
    return nodesets.compiled(term, _compiled).values


# Shapes


def _equal_texts(term: Call) -> Run | None:
    """``${a} = 'x'`` without a detour."""
    left, right = term.arguments
    if isinstance(left, Constant):
        left, right = right, left
    if not (isinstance(right, Constant) and isinstance(left, Call) and left.name == "to-string"):
        return None
    (node,) = left.arguments
    if not isinstance(node, Answer):
        return None
    slot, key, wanted = node.slot, node.key, right.value
    if term.name == "=s":

        def equal(context: Context) -> bool:
            value = context.frames[slot].get(key)
            return (value if value.__class__ is str else to_string(value)) == wanted

        return equal

    def differ(context: Context) -> bool:
        value = context.frames[slot].get(key)
        return (value if value.__class__ is str else to_string(value)) != wanted

    return differ


def _selected(term: Call) -> Run | None:
    """``selected(${many}, 'x')`` on the list itself."""
    many, one = term.arguments
    if not (isinstance(one, Constant) and isinstance(many, Call) and many.name == "to-string"):
        return None
    run = _compiled(many.arguments[0])
    name = str(one.value).strip(library.SPACE)

    def selected(context: Context) -> bool:
        value = run(context)
        if name and value.__class__ is list and name in value:  # type: ignore[operator] -- a list
            return True
        return library.is_selected(to_string(value), name)

    return selected


def _and(term: Call) -> Run:
    runs = [_compiled(part) for part in term.arguments]
    if len(runs) == 2:
        first, second = runs
        return lambda context: first(context) and second(context)
    return lambda context: all(run(context) for run in runs)


def _or(term: Call) -> Run:
    runs = [_compiled(part) for part in term.arguments]
    if len(runs) == 2:
        first, second = runs
        return lambda context: first(context) or second(context)
    return lambda context: any(run(context) for run in runs)


def _plus(term: Call) -> Run:
    runs = [_compiled(part) for part in term.arguments]

    def plus(context: Context) -> float:
        result = runs[0](context)
        for run in runs[1:]:
            result += run(context)  # type: ignore[operator] -- numbers
        return result  # type: ignore[return-value] -- a number

    return plus


def _times(term: Call) -> Run:
    runs = [_compiled(part) for part in term.arguments]

    def times(context: Context) -> float:
        result = runs[0](context)
        for run in runs[1:]:
            result *= run(context)  # type: ignore[operator] -- numbers
        return result  # type: ignore[return-value] -- a number

    return times


def _if(term: Call) -> Run:
    condition, yes, no = (_compiled(part) for part in term.arguments)
    return lambda context: yes(context) if condition(context) else no(context)


def _coalesce(term: Call) -> Run:
    runs = [_compiled(part) for part in term.arguments]

    def coalesce(context: Context) -> object:
        value: object = ""
        for run in runs:
            value = run(context)
            if value != "" and value == value:  # noqa: PLR0124 -- NaN is as good as empty
                return value
        return value

    return coalesce


def _once(term: Call) -> Run:
    run = _compiled(term.arguments[0])

    def once(context: Context) -> object:
        kept = to_string(context.value)
        return kept if kept != "" else run(context)

    return once


# Over any number of values and node-sets


def _gathered(arguments: Sequence[Term]) -> Callable[[Context], list[object]]:
    parts = [
        (_set(part), True) if part.kind == "nodes" else (_compiled(part), False)
        for part in arguments
    ]
    if len(parts) == 1 and parts[0][1]:
        return parts[0][0]  # type: ignore[return-value] -- a set's values

    def gather(context: Context) -> list[object]:
        found: list[object] = []
        for run, many in parts:
            if many:
                found += run(context)  # type: ignore[arg-type] -- a set's values
            else:
                found.append(run(context))
        return found

    return gather


def _numbers(arguments: Sequence[Term]) -> Callable[[Context], list[float]]:
    """The numbers of all that is not empty: an unanswered question counts neither way."""
    gather = _gathered(arguments)

    def numbers(context: Context) -> list[float]:
        zone = context.zone
        return [to_number(value, zone) for value in gather(context) if to_string(value) != ""]

    return numbers


def _over_numbers(function: Callable[[Sequence[float]], float]) -> Callable[[Call], Run]:
    def shape(term: Call) -> Run:
        numbers = _numbers(term.arguments)
        return lambda context: function(numbers(context))

    return shape


def _count(term: Call) -> Run:
    values = _set(term.arguments[0])
    return lambda context: float(len(values(context)))


def _count_non_empty(term: Call) -> Run:
    values = _set(term.arguments[0])
    return lambda context: float(sum(to_string(value) != "" for value in values(context)))


def _concat(term: Call) -> Run:
    gather = _gathered(term.arguments)
    return lambda context: _joined(context, "", gather(context))


def _join(term: Call) -> Run:
    mark, gather = _compiled(term.arguments[0]), _gathered(term.arguments[1:])
    return lambda context: _joined(context, str(mark(context)), gather(context))


def _joined(context: Context, mark: str, values: Sequence[object]) -> str:
    texts = [to_string(value) for value in values]
    context.spend((sum(map(len, texts)) + len(mark) * len(texts)) // _CHUNK)
    return mark.join(texts)


def _checklist(term: Call) -> Run:
    least, most = (_compiled(part) for part in term.arguments[:2])
    gather = _gathered(term.arguments[2:])

    def checklist(context: Context) -> bool:
        count = sum(_is_ticked(value, context) for value in gather(context))
        return library.within(least(context), most(context), count)  # type: ignore[arg-type] -- numbers

    return checklist


def _weighted_checklist(term: Call) -> Run:
    least, most = (_compiled(part) for part in term.arguments[:2])
    runs = [_compiled(part) for part in term.arguments[2:]]

    def weighted(context: Context) -> bool:
        pairs = zip(runs[::2], runs[1::2], strict=True)
        count = library.total([w(context) for v, w in pairs if _is_ticked(v(context), context)])  # type: ignore[misc] -- numbers
        return library.within(least(context), most(context), count)  # type: ignore[arg-type] -- numbers

    return weighted


def _is_ticked(value: object, context: Context) -> bool:
    return to_string(value) == "yes" or to_number(value, context.zone) > 0


# Chance


def _uuid(term: Call) -> Run:
    if not term.arguments:
        return lambda context: context.new_id()
    length_of = _compiled(term.arguments[0])

    def uuid(context: Context) -> str:
        length = length_of(context)
        if not isinstance(length, float) or not 1 <= length <= _MAX_ID:
            return ""
        text = ""
        while len(text) < int(length):
            text += context.new_id().replace("-", "")
        return text[: int(length)]

    return uuid


def _random(term: Call) -> Run:  # noqa: ARG001 -- one shape for all
    """The random end of a new id, as a fraction."""
    return lambda context: int(context.new_id()[-12:], 16) / 2**48


_SHAPES: Mapping[str, Callable[[Call], Run | None]] = {
    "to-number": _to_number,
    "to-string": _to_string,
    "to-boolean": _to_boolean,
    "has": _has,
    "exists": _exists,
    "first": _first,
    "place-of-first": _place_of_first,
    "=s": _equal_texts,
    "!=s": _equal_texts,
    "selected": _selected,
    "and": _and,
    "or": _or,
    "+": _plus,
    "*": _times,
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
    "sum": _over_numbers(library.total),
    "min": _over_numbers(library.least),
    "max": _over_numbers(library.greatest),
    "count": _count,
    "count-non-empty": _count_non_empty,
    "concat": _concat,
    "join": _join,
    "checklist": _checklist,
    "weighted-checklist": _weighted_checklist,
    "uuid": _uuid,
    "random": _random,
}
_SPENDING = frozenset({"concat", "join"})
