"""Which headers pyxform can read at all: it fails without a reason of its own where a part is too many or missing.

``relevant::English`` has a language where XLSForm knows none, ``bind`` needs a part behind it, and ``children`` is a word of
pyxform's own. Such columns are kept from pyxform, each with a problem at its header.
"""

from collections.abc import Callable, Mapping
from typing import Literal

Tokens = tuple[str, ...]
SheetKind = Literal["survey", "choices", "settings"]

_TEXTS = (
    ("label",),
    ("hint",),
    ("guidance_hint",),
    ("bind", "jr:constraintMsg"),
    ("bind", "jr:requiredMsg"),
    ("bind", "jr:noAppErrorString"),
)
"""Columns with one language behind them, or none."""
_LOGIC = (
    *(("bind", each) for each in ("required", "readonly", "relevant", "constraint", "calculate")),
    ("choice_filter",),
    ("control", "jr:count"),
    ("trigger",),
    ("default",),
    ("parameters",),
    ("type",),
    ("name",),
    ("list name",),
    ("list_name",),
    ("disabled",),
)
"""Columns without languages: what they hold decides about answers, so none is left out without an error."""
_HALVES = ("bind", "control", "instance", "media")
"""Words that need one part behind them."""
_ATTRIBUTE = "attribute"
_INTERNAL_TO_ROWS = frozenset({"actions", "children", "itemset", "query", "parent", "extra_data"})
_INTERNAL_TO_CHOICES = frozenset({"media", "parent", "extra_data"})
_INTERNAL_TO_FORMS = frozenset(
    {
        *(
            "bind",
            "children",
            "choices",
            "control",
            "entity_version",
            "extra_data",
            "file_name",
        ),
        *("hint", "instance", "label", "media", "parent", "type"),
        *("setgeopoint_by_triggering_ref", "setvalues_by_triggering_ref"),
    }
)
"""Words of pyxform's own, which a column must not have as its header."""


def is_readable(tokens: Tokens, kind: SheetKind) -> bool:
    """Return whether pyxform can read a column with those tokens on a sheet of that kind."""
    return _RULES[kind](tokens)


def misses_language(tokens: Tokens) -> bool:
    """Return whether a column decides about answers but has a language or another part too many behind it."""
    return any(_begins(tokens, plain) and len(tokens) > len(plain) for plain in _LOGIC)


def _begins(tokens: Tokens, start: Tokens) -> bool:
    return tokens[: len(start)] == start


def _is_readable_on_survey(tokens: Tokens) -> bool:
    for text in _TEXTS:
        if _begins(tokens, text):
            return len(tokens) <= len(text) + 1
    if tokens[0] == "media":
        return len(tokens) in (2, 3)
    if tokens[0] in _HALVES:
        return len(tokens) == 2 and tokens[1] != "nodeset"
    if tokens[0] in _INTERNAL_TO_ROWS or tokens[0].startswith("_"):
        return False
    return not any(_begins(tokens, plain) and len(tokens) > len(plain) for plain in _LOGIC)


def _is_readable_on_choices(tokens: Tokens) -> bool:
    if len(tokens) == 1:
        return tokens[0] not in _INTERNAL_TO_CHOICES and not tokens[0].startswith("_choice")
    return len(tokens) <= (3 if tokens[0] == "media" else 2) and tokens[0] in (
        "label",
        "media",
        "sms_option",
    )


def _is_readable_on_settings(tokens: Tokens) -> bool:
    if len(tokens) == 1:
        is_internal = tokens[0] in _INTERNAL_TO_FORMS or tokens[0].startswith("_")
        return not is_internal and tokens[0] != _ATTRIBUTE
    return tokens[0] == _ATTRIBUTE and len(tokens) == 2


_RULES: Mapping[SheetKind, Callable[[Tokens], bool]] = {
    "survey": _is_readable_on_survey,
    "choices": _is_readable_on_choices,
    "settings": _is_readable_on_settings,
}
