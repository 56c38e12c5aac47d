"""The functions of the language: names, arguments and results. docs/expressions.md names their sources."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.spelling import nearest
from chalicelib.xpath.errors import ExpressionError

SIGNATURES: Mapping[str, tuple[str, str]] = {
    # name: (arguments, result). One letter is one argument: "s" a string, "n" a number, "b" a boolean,
    # "v" one value of any type, "a" a value or a node-set, "N" a node-set. Arguments after "?" are
    # optional, those after "*" can be repeated. Without its only argument a function takes the
    # question's own value.
    "string": ("?s", "s"),
    "concat": ("a*a", "s"),
    "join": ("s*a", "s"),
    "substr": ("sn?n", "s"),
    "substring": ("sn?n", "s"),
    "substring-before": ("ss", "s"),
    "substring-after": ("ss", "s"),
    "translate": ("sss", "s"),
    "string-length": ("?s", "n"),
    "normalize-space": ("?s", "s"),
    "contains": ("ss", "b"),
    "starts-with": ("ss", "b"),
    "ends-with": ("ss", "b"),
    "uuid": ("?n", "s"),
    "if": ("bvv", "v"),
    "coalesce": ("vv*v", "v"),
    "once": ("v", "v"),
    "true": ("", "b"),
    "false": ("", "b"),
    "boolean": ("b", "b"),
    "boolean-from-string": ("s", "b"),
    "not": ("b", "b"),
    "checklist": ("nn*a", "b"),
    "weighted-checklist": ("nn*vn", "b"),
    "number": ("?n", "n"),
    "random": ("", "n"),
    "int": ("n", "n"),
    "floor": ("n", "n"),
    "ceiling": ("n", "n"),
    "round": ("n?n", "n"),
    "abs": ("n", "n"),
    "pow": ("nn", "n"),
    "sqrt": ("n", "n"),
    "exp": ("n", "n"),
    "exp10": ("n", "n"),
    "log": ("n", "n"),
    "log10": ("n", "n"),
    "sin": ("n", "n"),
    "cos": ("n", "n"),
    "tan": ("n", "n"),
    "asin": ("n", "n"),
    "acos": ("n", "n"),
    "atan": ("n", "n"),
    "atan2": ("nn", "n"),
    "pi": ("", "n"),
    "sum": ("a*a", "n"),
    "min": ("a*a", "n"),
    "max": ("a*a", "n"),
    "distance": ("a*a", "n"),
    "area": ("a*a", "n"),
    "geofence": ("ss", "b"),
    "count": ("N", "n"),
    "count-non-empty": ("N", "n"),
    "today": ("", "s"),
    "now": ("", "s"),
    "date": ("v", "s"),
    "date-time": ("v", "s"),
    "decimal-date-time": ("v", "n"),
    "decimal-time": ("v", "n"),
    "format-date": ("vs", "s"),
    "format-date-time": ("vs", "s"),
    "selected": ("ss", "b"),
    "selected-at": ("sn", "s"),
    "count-selected": ("s", "n"),
}
# node_functions binds these: they take paths, or constants that are read when an expression is bound.
NODE_FUNCTIONS = frozenset(
    {
        *("regex", "position", "last", "current", "instance", "indexed-repeat", "jr:choice-name"),
        *("pulldata", "property", "intersects"),
    }
)
ALIASES: Mapping[str, str] = {
    "is-selected": "selected",
    "choice-name": "jr:choice-name",
    "enclosed-area": "area",
}
# XPath or ODK defines these and Pikir does not offer them; each is refused by its name.
NOT_AVAILABLE = frozenset(
    {
        "base64-decode",
        "depend",
        "digest",
        "encrypt",
        "extract-signed",
        "id",
        "jr:itext",
        "lang",
        "local-name",
        "lower-case",
        "name",
        "namespace-uri",
        "randomize",
        "search",
        "upper-case",
        "version",
    }
)
_NAMES = {name: name for name in (*SIGNATURES, *NODE_FUNCTIONS, *NOT_AVAILABLE)} | dict(ALIASES)


def canonical_name(name: str, offset: int) -> str:
    """Return the function's canonical name; upper case is accepted, since spreadsheets write it.

    Raises:
        ExpressionError: if there is no such function (with the nearest name), or it is not available.
    """
    canonical = _NAMES.get(name) or _NAMES.get(name.lower())
    if canonical is None:
        similar = nearest(name.lower(), _NAMES)
        if similar is None:
            raise ExpressionError.of("unknown_function", offset, name=name)
        raise ExpressionError.of("misspelt_function", offset, name=name, nearest=similar)
    if canonical in NOT_AVAILABLE:
        raise ExpressionError.of("not_available", offset, name=canonical)
    return canonical


def argument_kinds(name: str, count: int) -> str | None:
    """Return one letter for each of ``count`` arguments; None if the function cannot take so many."""
    head, _, repeated = SIGNATURES[name][0].partition("*")
    required, _, optional = head.partition("?")
    if count <= len(required) + len(optional):
        return (required + optional)[:count] if count >= len(required) else None
    more = count - len(required + optional)
    if not repeated or more % len(repeated):
        return None
    return required + optional + repeated * (more // len(repeated))
