"""Strategies for expressions that people could write and answers that anyone could send."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_NUMBERS = ("${age}", "${height}", "${years}", "${cost}", "${result}")
_TEXTS = (
    "${name}",
    "${street}",
    "${who}",
    "${note}",
    "${sex}",
    "${subjects}",
    "${born}",
    "${met}",
    ".",
)
_SETS: tuple[str, ...] = (
    "${who}",
    "${years}",
    "${cost}",
    "${member}",
    "${visit}",
    "/data/member",
    "/data/member/who",
)
_SETS += (
    "/data/member/visit/cost",
    "instance('towns')/root/item",
    "instance('towns')/root/item/people",
)
_LITERALS: tuple[str, ...] = (
    "''",
    "'a'",
    "'yes'",
    "' 1 '",
    "'2026-11-22'",
    "'2026-03-29T01:30:00'",
    "'art'",
    "'қ 😀'",
)
_LITERALS += (
    "'2024-02-29T23:59:59.999-05:30'",
    "'south'",
    "'-0'",
    "'10:30'",
    "'%Y-%m-%d %b %a %H:%M %%'",
)
_PATTERNS = (r"[a-zа-я]+", r"\d{1,3}", r"(a|b)*", r"(?i)Y.S", r"^\s*\S+\s*$", r"\p{L}.*", "")
_DIGITS = (
    "0",
    "1",
    "2",
    "3",
    "0.5",
    "10",
    "2.345",
    "1000000",
    "20779",
    "20779.75",
    "-1",
    "123456789.987",
)


_OF_ONE = (
    *("string", "number", "boolean", "not", "int", "floor", "ceiling", "round", "abs", "sqrt"),
    *("string-length", "normalize-space", "boolean-from-string", "count-selected", "once"),
    *("date", "date-time", "decimal-date-time", "decimal-time", "sin", "exp", "log10"),
)
_OF_TWO = (
    *("concat", "coalesce", "contains", "starts-with", "ends-with", "substring-before", "min"),
    *("substring-after", "selected", "selected-at", "substr", "substring", "max", "round"),
    *("format-date", "format-date-time", "join", "sum"),
)
_ALONE = (
    *("true()", "false()", "today()", "now()", "pi()", "uuid()", "random()"),
    *("string-length()", "position(..)", "count(${member})"),
)


def _call(name: str, *arguments: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*arguments).map(lambda parts: f"{name}({', '.join(parts)})")


def _infix(
    left: st.SearchStrategy[str], signs: str, right: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    sign = st.sampled_from(signs.split())
    return st.tuples(left, sign, right).map(lambda parts: f"({' '.join(parts)})")


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return calls and operators with these operands."""
    nodes = _node_sets(inner)
    one, two = st.sampled_from(_OF_ONE), st.sampled_from(_OF_TWO)
    sets = st.sampled_from(
        ["count", "count-non-empty", "sum", "min", "max", "concat", "boolean", "string"]
    )
    return st.one_of(
        _infix(inner, "+ - * div mod", inner),
        _infix(inner, "= != < <= > >= and or", inner),
        _infix(nodes, "= != < <= > >=", inner),
        _infix(nodes, "= != < >=", nodes),
        inner.map(lambda text: f"-{text}"),
        st.tuples(one, inner).map(lambda parts: f"{parts[0]}({parts[1]})"),
        st.tuples(two, inner, inner).map(lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"),
        st.tuples(sets, nodes).map(lambda parts: f"{parts[0]}({parts[1]})"),
        _call("if", inner, inner, inner),
        _call("translate", inner, inner, inner),
        _call("substr", inner, inner, inner),
        _call("substring", inner, inner, inner),
        _call("join", inner, nodes),
        _call("checklist", inner, inner, inner, nodes),
        _call("weighted-checklist", inner, inner, inner, inner),
        _call("pow", inner, st.sampled_from(["0", "2", "-3", "7", "1 div 0"])),
        _call("regex", inner, st.sampled_from(_PATTERNS).map(lambda text: f"'{text}'")),
        _call("jr:choice-name", inner, st.sampled_from(["'${sex}'", "'${subjects}'"])),
        _call("indexed-repeat", st.just("${who}"), st.just("${member}"), inner),
    )


def _node_sets(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    plain = st.sampled_from(_SETS)
    predicate = st.one_of(
        inner, st.sampled_from(["1", "last()", "position() mod 2 = 1", ". != ''", ". > 1"])
    )
    filtered = st.tuples(plain, predicate).map(lambda parts: f"({parts[0]})[{parts[1]}]")
    paths = st.tuples(
        st.just("/data/member"), predicate, st.sampled_from(["", "/who", "/visit/cost"])
    )
    up = st.tuples(
        st.sampled_from(["${years}", "/data/member/visit", "/data/member/more/note", "/data"]),
        predicate,
        st.sampled_from(["/..", "/../who", "/../../name", "/../visit[1]/cost", "/./../*"]),
    )
    lists = predicate.map(lambda text: f"instance('towns')/root/item/people[{text}]/../name")
    union = st.tuples(plain, plain).map(" | ".join).map(lambda text: f"({text})")
    filtered_paths = st.one_of(paths, up).map(lambda parts: f"{parts[0]}[{parts[1]}]{parts[2]}")
    return st.one_of(plain, filtered, filtered_paths, lists, union)


def expressions() -> st.SearchStrategy[str]:
    """Return expressions that can be bound at any row of the vectors' form."""
    leaves = st.sampled_from((*_NUMBERS, *_TEXTS, *_LITERALS, *_DIGITS, *_ALONE))
    return st.recursive(leaves, _larger, max_leaves=12)


_TEXT = st.one_of(
    st.sampled_from(
        ["", "a", "yes", "1", "-2.50", "south", "art maths", "2026-11-22", "NaN", "é😀", "f"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
_NUMBER = st.one_of(
    st.integers(-100, 100),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(-1000, 1000, places=3, allow_nan=False, allow_infinity=False).map(float),
)
_SCALAR = st.one_of(st.none(), st.booleans(), _NUMBER, _TEXT, st.lists(_TEXT, max_size=3))
_HOSTILE = st.recursive(
    _SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
)


def _object(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


_ANY = _SCALAR | _HOSTILE
_VISIT = _object(cost=_ANY)
_MEMBER = _object(who=_ANY, years=_ANY, note=_ANY, visit=st.lists(_VISIT, max_size=3) | _ANY)


def answers() -> st.SearchStrategy[dict[str, Any]]:
    """Return answers of the right types, of wrong ones, and of none."""
    return st.fixed_dictionaries(
        {"member": st.lists(_MEMBER, min_size=1, max_size=3)},
        optional=dict.fromkeys(
            ["age", "height", "name", "sex", "subjects", "born", "met", "street", "result"], _ANY
        ),
    )
