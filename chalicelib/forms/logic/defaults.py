"""Defaults: the answer itself, or an expression that is worked out when the page is opened."""

import re

_WORKED_OUT = r"\$\{|[A-Za-z_][\w.:-]*\(|\s(?:[+*|]|div|mod)\s|^(?:\.{1,2}|/)[/\w]"


def is_worked_out(default: str) -> bool:
    """Whether a default is an expression.

    As pyxform tells them apart: by references, calls and operators; a date's hyphens are none.
    """
    return re.search(_WORKED_OUT, default) is not None
