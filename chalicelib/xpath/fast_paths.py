"""Compile conversions, operators and control flow, with fast paths for what forms ask most.

``${a} = 'x'`` and ``selected(${a}, 'x')`` read the answer without calls in between. A compiler returns None
where its fast path does not apply.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from chalicelib.xpath import functions, nodesets
from chalicelib.xpath.context import Context
from chalicelib.xpath.nodesets import CompileTerm, Evaluate, compile_values
from chalicelib.xpath.typed_ast import Answer, Constant, CoreCall
from chalicelib.xpath.values import to_boolean, to_number, to_string

_MAX_EXACT = 2**53


def _to_number(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    (part,) = term.arguments
    evaluate = compile_term(part)

    def number(context: Context) -> float:
        value = evaluate(context)
        type_ = value.__class__
        if type_ is float:
            return value  # type: ignore[no-any-return] # it is a float
        if type_ is int and -_MAX_EXACT < value < _MAX_EXACT:
            return float(value)
        return to_number(value, context.zone)

    return number


def _to_string(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    (part,) = term.arguments
    if isinstance(part, Answer):
        slot, key = part.slot, part.key

        def text(context: Context) -> str:
            value = context.frames[slot].get(key)
            return value if value.__class__ is str else to_string(value)

        return text
    evaluate = compile_term(part)
    return lambda context: to_string(evaluate(context))


def _has(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    evaluate = compile_term(term.arguments[0])
    return lambda context: to_string(evaluate(context)) != ""


def _to_boolean(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    evaluate = compile_term(term.arguments[0])
    return lambda context: to_boolean(evaluate(context))


def _exists(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    values = compile_values(term.arguments[0], compile_term)
    return lambda context: bool(values(context))


def _first(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    values = compile_values(term.arguments[0], compile_term)

    def first(context: Context) -> object:
        nodes = values(context)
        return nodes[0] if nodes else None

    return first


def _position_of_first(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    nodes = nodesets.compile_node_set(term.arguments[0], compile_term)

    def position(context: Context) -> float:
        positioned = list(nodes.with_positions(context))  # to the end, so that all frames are left
        return float(positioned[0][0][-2] + 1) if positioned else math.nan

    return position


def _equal_strings(term: CoreCall, compile_term: CompileTerm) -> Evaluate | None:  # noqa: ARG001 -- all are called alike
    """Compare an answer with a constant string."""
    left, right = term.arguments
    if isinstance(left, Constant):
        left, right = right, left
    if not (
        isinstance(right, Constant) and isinstance(left, CoreCall) and left.name == "to-string"
    ):
        return None
    (node,) = left.arguments
    if not isinstance(node, Answer):
        return None
    slot, key, constant = node.slot, node.key, right.value
    if term.name == "=s":

        def equal(context: Context) -> bool:
            value = context.frames[slot].get(key)
            return (value if value.__class__ is str else to_string(value)) == constant

        return equal

    def differ(context: Context) -> bool:
        value = context.frames[slot].get(key)
        return (value if value.__class__ is str else to_string(value)) != constant

    return differ


def _is_selected(term: CoreCall, compile_term: CompileTerm) -> Evaluate | None:
    """Look for a constant name in the list of names itself."""
    names, one = term.arguments
    if not (
        isinstance(one, Constant) and isinstance(names, CoreCall) and names.name == "to-string"
    ):
        return None
    evaluate = compile_term(names.arguments[0])
    name = str(one.value).strip(functions.WHITE_SPACE)

    def is_selected(context: Context) -> bool:
        value = evaluate(context)
        if name and value.__class__ is list and name in value:
            return True
        return functions.is_selected(to_string(value), name)

    return is_selected


def _and(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    parts = [compile_term(part) for part in term.arguments]
    if len(parts) == 2:
        first, second = parts
        return lambda context: first(context) and second(context)
    return lambda context: all(part(context) for part in parts)


def _or(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    parts = [compile_term(part) for part in term.arguments]
    if len(parts) == 2:
        first, second = parts
        return lambda context: first(context) or second(context)
    return lambda context: any(part(context) for part in parts)


def _plus(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    parts = [compile_term(part) for part in term.arguments]

    def plus(context: Context) -> float:
        result: float = parts[0](context)
        for part in parts[1:]:
            result += part(context)
        return result

    return plus


def _times(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    parts = [compile_term(part) for part in term.arguments]

    def times(context: Context) -> float:
        result: float = parts[0](context)
        for part in parts[1:]:
            result *= part(context)
        return result

    return times


def _if(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    condition, yes, no = (compile_term(part) for part in term.arguments)
    return lambda context: yes(context) if condition(context) else no(context)


def _coalesce(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    parts = [compile_term(part) for part in term.arguments]

    def coalesce(context: Context) -> object:
        value: object = ""
        for part in parts:
            value = part(context)
            if value != "" and value == value:
                return value
        return value

    return coalesce


def _once(term: CoreCall, compile_term: CompileTerm) -> Evaluate:
    evaluate = compile_term(term.arguments[0])

    def once(context: Context) -> object:
        value = to_string(context.value)
        return value if value != "" else evaluate(context)

    return once


COMPILERS: Mapping[str, Callable[[CoreCall, CompileTerm], Evaluate | None]] = {
    "to-number": _to_number,
    "to-string": _to_string,
    "to-boolean": _to_boolean,
    "has": _has,
    "exists": _exists,
    "first": _first,
    "position-of-first": _position_of_first,
    "=s": _equal_strings,
    "!=s": _equal_strings,
    "selected": _is_selected,
    "and": _and,
    "or": _or,
    "+": _plus,
    "*": _times,
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
}
