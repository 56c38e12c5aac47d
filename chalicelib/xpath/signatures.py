"""Every function's name, arguments and result; sources in docs/expressions.md."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.spelling import nearest
from chalicelib.xpath.errors import fault

SIGNATURES: Mapping[str, tuple[str, str]] = {
    # name: (arguments, result). A letter is one argument: s string, n number, b boolean, v one value
    # of any type, a a value or a node-set, N a node-set. After "?" they may be left out, after "*"
    # they come again and again. Without its argument a function takes the question's own value.
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
# Bound by rules of their own.
SPECIAL = frozenset(
    {"regex", "position", "last", "current", "instance", "indexed-repeat", "jr:choice-name"}
)
ALIASES: Mapping[str, str] = {"is-selected": "selected", "choice-name": "jr:choice-name"}
# ODK or XPath has them, a page of Pikir does not; they are refused by name.
NOT_AVAILABLE = frozenset(
    {
        "area",
        "base64-decode",
        "depend",
        "digest",
        "distance",
        "encrypt",
        "enclosed-area",
        "extract-signed",
        "geofence",
        "id",
        "intersects",
        "jr:itext",
        "lang",
        "local-name",
        "lower-case",
        "name",
        "namespace-uri",
        "property",
        "pulldata",
        "randomize",
        "search",
        "upper-case",
        "version",
    }
)
_NAMES = {name: name for name in (*SIGNATURES, *SPECIAL, *NOT_AVAILABLE)} | dict(ALIASES)


def known_name(written: str, at: int) -> str:
    """The function's name; upper case is taken, as spreadsheets make it.

    Raises:
        ExpressionError: there is none of that name (with the nearest), or it is not available.
    """
    name = _NAMES.get(written) or _NAMES.get(written.lower())
    if name is None:
        meant = nearest(written.lower(), _NAMES)
        if meant is None:
            raise fault("unknown_function", at, name=written)
        raise fault("misspelt_function", at, name=written, nearest=meant)
    if name in NOT_AVAILABLE:
        raise fault("not_available", at, name=name)
    return name


def kinds(name: str, count: int) -> str | None:
    """One letter an argument for a call with that many; None where it cannot have so many."""
    head, _, rest = SIGNATURES[name][0].partition("*")
    required, _, optional = head.partition("?")
    if count <= len(required) + len(optional):
        return (required + optional)[:count] if count >= len(required) else None
    more = count - len(required + optional)
    if not rest or more % len(rest):
        return None
    return required + optional + rest * (more // len(rest))
