"""Texts that hold ``${name}``: labels, hints, messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.forms.expressions.binding import bind
from chalicelib.forms.expressions.syntax import Reference
from chalicelib.forms.expressions.terms import Bound
from chalicelib.forms.text import NAME_FIRST, NAME_FURTHER

if TYPE_CHECKING:
    from chalicelib.forms.layout import Layout, Node

_REFERENCE = re.compile(rf"\$\{{[ \t\n]*([{NAME_FIRST}][{NAME_FURTHER}]*)[ \t\n]*\}}")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: words as they are, or the name of the row whose value stands there."""

    text: str
    is_name: bool
    at: int


def template(text: str) -> tuple[Part, ...]:
    """The text's pieces in order; whatever is not ``${name}`` is words.

    ``"".join`` of the pieces, names in ``${}``, is the text again.
    """
    parts: list[Part] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        if match.start() > end:
            parts.append(Part(text[end : match.start()], is_name=False, at=end))
        parts.append(Part(match.group(1), is_name=True, at=match.start()))
        end = match.end()
    if end < len(text):
        parts.append(Part(text[end:], is_name=False, at=end))
    return tuple(parts)


def bind_part(part: Part, layout: Layout, node: Node | None) -> Bound:
    """A name's value as a text, as the row sees it.

    Raises:
        ExpressionError: there is no such row.
    """
    reference = Reference(part.text, part.at)
    return bind(reference, layout, node, {}, result="string")
