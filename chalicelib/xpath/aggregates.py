"""Functions over any number of values and node-sets, and those of chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chalicelib.xpath import functions
from chalicelib.xpath.context import Context
from chalicelib.xpath.nodesets import Compile, Evaluate, values_of
from chalicelib.xpath.typed_ast import CoreCall, Term
from chalicelib.xpath.values import to_number, to_string

Shape = Callable[[CoreCall, Compile], Evaluate]
_CHUNK = 64
_MAX_ID = 255


def _gathered(arguments: Sequence[Term], compiled: Compile) -> Callable[[Context], list[object]]:
    parts = [
        (values_of(part, compiled), True) if part.kind == "nodes" else (compiled(part), False)
        for part in arguments
    ]
    if len(parts) == 1 and parts[0][1]:
        return parts[0][0]

    def gather(context: Context) -> list[object]:
        found: list[object] = []
        for run, many in parts:
            if many:
                found += run(context)
            else:
                found.append(run(context))
        return found

    return gather


def _numbers(arguments: Sequence[Term], compiled: Compile) -> Callable[[Context], list[float]]:
    """The numbers of all that is not empty: an unanswered question counts neither way."""
    gather = _gathered(arguments, compiled)

    def numbers(context: Context) -> list[float]:
        zone = context.zone
        return [to_number(value, zone) for value in gather(context) if to_string(value) != ""]

    return numbers


def _over_numbers(function: Callable[[Sequence[float]], float]) -> Shape:
    def shape(term: CoreCall, compiled: Compile) -> Evaluate:
        numbers = _numbers(term.arguments, compiled)
        return lambda context: function(numbers(context))

    return shape


def _count(term: CoreCall, compiled: Compile) -> Evaluate:
    values = values_of(term.arguments[0], compiled)
    return lambda context: float(len(values(context)))


def _count_non_empty(term: CoreCall, compiled: Compile) -> Evaluate:
    values = values_of(term.arguments[0], compiled)
    return lambda context: float(sum(to_string(value) != "" for value in values(context)))


def _concat(term: CoreCall, compiled: Compile) -> Evaluate:
    gather = _gathered(term.arguments, compiled)
    return lambda context: _joined(context, "", gather(context))


def _join(term: CoreCall, compiled: Compile) -> Evaluate:
    mark, gather = compiled(term.arguments[0]), _gathered(term.arguments[1:], compiled)
    return lambda context: _joined(context, str(mark(context)), gather(context))


def _joined(context: Context, mark: str, values: Sequence[object]) -> str:
    texts = [to_string(value) for value in values]
    context.spend((sum(map(len, texts)) + len(mark) * len(texts)) // _CHUNK)
    return mark.join(texts)


def _checklist(term: CoreCall, compiled: Compile) -> Evaluate:
    least, most = (compiled(part) for part in term.arguments[:2])
    gather = _gathered(term.arguments[2:], compiled)

    def checklist(context: Context) -> bool:
        count = sum(_is_ticked(value, context) for value in gather(context))
        return functions.within(least(context), most(context), count)

    return checklist


def _weighted_checklist(term: CoreCall, compiled: Compile) -> Evaluate:
    least, most = (compiled(part) for part in term.arguments[:2])
    runs = [compiled(part) for part in term.arguments[2:]]

    def weighted(context: Context) -> bool:
        pairs = zip(runs[::2], runs[1::2], strict=True)
        count = functions.total([w(context) for v, w in pairs if _is_ticked(v(context), context)])
        return functions.within(least(context), most(context), count)

    return weighted


def _is_ticked(value: object, context: Context) -> bool:
    return to_string(value) == "yes" or to_number(value, context.zone) > 0


def _uuid(term: CoreCall, compiled: Compile) -> Evaluate:
    if not term.arguments:
        return lambda context: context.new_id()
    length_of = compiled(term.arguments[0])

    def uuid(context: Context) -> str:
        length = length_of(context)
        if not isinstance(length, float) or not 1 <= length <= _MAX_ID:
            return ""
        text = ""
        while len(text) < int(length):
            text += context.new_id().replace("-", "")
        return text[: int(length)]

    return uuid


def _random(term: CoreCall, compiled: Compile) -> Evaluate:  # noqa: ARG001 -- as of every shape
    """The random end of a new id, as a fraction."""
    return lambda context: int(context.new_id()[-12:], 16) / 2**48


SHAPES: Mapping[str, Shape] = {
    "sum": _over_numbers(functions.total),
    "min": _over_numbers(functions.least),
    "max": _over_numbers(functions.greatest),
    "count": _count,
    "count-non-empty": _count_non_empty,
    "concat": _concat,
    "join": _join,
    "checklist": _checklist,
    "weighted-checklist": _weighted_checklist,
    "uuid": _uuid,
    "random": _random,
}
