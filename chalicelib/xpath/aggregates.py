"""Functions of any number of values and node-sets, and the random ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chalicelib.xpath import functions, geometry
from chalicelib.xpath.context import Context
from chalicelib.xpath.nodesets import CompileTerm, Evaluate, compile_values
from chalicelib.xpath.typed_ast import CoreCall, Term
from chalicelib.xpath.values import to_number, to_string

CompileCall = Callable[[CoreCall, CompileTerm], Evaluate]
_CHARACTERS_FOR_ONE = 64
_MAX_ID_LENGTH = 255


def _compile_all_values(
    arguments: Sequence[Term], compile_term: CompileTerm
) -> Callable[[Context], list[object]]:
    """Compile arguments to one list: all values of the node-sets, and the single values."""
    parts = [
        (compile_values(part, compile_term), True)
        if part.kind == "nodes"
        else (compile_term(part), False)
        for part in arguments
    ]
    if len(parts) == 1 and parts[0][1]:
        return parts[0][0]

    def gather(context: Context) -> list[object]:
        values: list[object] = []
        for evaluate, is_set in parts:
            if is_set:
                values += evaluate(context)
            else:
                values.append(evaluate(context))
        return values

    return gather


def _compile_numbers(
    arguments: Sequence[Term], compile_term: CompileTerm
) -> Callable[[Context], list[float]]:
    """Compile arguments to the numbers of all values that are not empty."""
    gather = _compile_all_values(arguments, compile_term)

    def numbers(context: Context) -> list[float]:
        zone = context.zone
        return [to_number(value, zone) for value in gather(context) if to_string(value) != ""]

    return numbers


def _of_numbers(function: Callable[[Sequence[float]], float]) -> CompileCall:
    def compile_call(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
        numbers = _compile_numbers(term.arguments, compile_term)
        return lambda context: function(numbers(context))

    return compile_call


def _count(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    values = compile_values(term.arguments[0], compile_term)
    return lambda context: float(len(values(context)))


def _count_non_empty(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    values = compile_values(term.arguments[0], compile_term)
    return lambda context: float(sum(to_string(value) != "" for value in values(context)))


def _concat(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    gather = _compile_all_values(term.arguments, compile_term)
    return lambda context: _join_strings(context, "", gather(context))


def _join(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    separator = compile_term(term.arguments[0])
    gather = _compile_all_values(term.arguments[1:], compile_term)
    return lambda context: _join_strings(context, str(separator(context)), gather(context))


def _join_strings(context: Context, separator: str, values: Sequence[object]) -> str:
    texts = [to_string(value) for value in values]
    context.spend((sum(map(len, texts)) + len(separator) * len(texts)) // _CHARACTERS_FOR_ONE)
    return separator.join(texts)


def _of_points(function: Callable[[str], float]) -> CompileCall:
    """Compile a function of points: in one value, in several, or in those of a node-set."""

    def compile_call(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
        gather = _compile_all_values(term.arguments, compile_term)
        return lambda context: function(_join_strings(context, ";", gather(context)))

    return compile_call


def _geofence(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    point, shape = (compile_term(part) for part in term.arguments)
    return lambda context: geometry.is_inside(point(context), shape(context))


def _checklist(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    least, most = (compile_term(part) for part in term.arguments[:2])
    gather = _compile_all_values(term.arguments[2:], compile_term)

    def checklist(context: Context) -> bool:
        count = sum(_is_ticked(value, context) for value in gather(context))
        return functions.is_within(least(context), most(context), count)

    return checklist


def _weighted_checklist(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    least, most = (compile_term(part) for part in term.arguments[:2])
    parts = [compile_term(part) for part in term.arguments[2:]]
    pairs = list(zip(parts[::2], parts[1::2], strict=True))

    def weighted_checklist(context: Context) -> bool:
        weights = [
            weight(context) for value, weight in pairs if _is_ticked(value(context), context)
        ]
        return functions.is_within(least(context), most(context), functions.total(weights))

    return weighted_checklist


def _is_ticked(value: object, context: Context) -> bool:
    return to_string(value) == "yes" or to_number(value, context.zone) > 0


def _uuid(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    if not term.arguments:
        return lambda context: context.new_id()
    length_of = compile_term(term.arguments[0])

    def uuid(context: Context) -> str:
        length = length_of(context)
        if not isinstance(length, float) or not 1 <= length <= _MAX_ID_LENGTH:
            return ""
        text = ""
        while len(text) < int(length):
            text += context.new_id().replace("-", "")
        return text[: int(length)]

    return uuid


def _random(term: CoreCall, compile_term: CompileTerm) -> Evaluate:  # noqa: ARG001 -- all are called alike
    """Take the last twelve digits of a new id for a fraction."""
    return lambda context: int(context.new_id()[-12:], 16) / 2**48


COMPILERS: Mapping[str, CompileCall] = {
    "sum": _of_numbers(functions.total),
    "min": _of_numbers(functions.minimum),
    "max": _of_numbers(functions.maximum),
    "count": _count,
    "count-non-empty": _count_non_empty,
    "concat": _concat,
    "join": _join,
    "distance": _of_points(geometry.measure_length),
    "area": _of_points(geometry.measure_area),
    "geofence": _geofence,
    "checklist": _checklist,
    "weighted-checklist": _weighted_checklist,
    "uuid": _uuid,
    "random": _random,
}
