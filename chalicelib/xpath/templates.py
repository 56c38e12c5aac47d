"""Texts that hold ``${name}``: labels, hints, messages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chalicelib.spelling import NAME_FIRST, NAME_FURTHER
from chalicelib.xpath.binder import bind
from chalicelib.xpath.form_protocol import FormModel, NodeT
from chalicelib.xpath.syntax import Reference
from chalicelib.xpath.typed_ast import Bound

_REFERENCE = re.compile(rf"\$\{{[ \t\n]*([{NAME_FIRST}][{NAME_FURTHER}]*)[ \t\n]*\}}")


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A piece of a text: words as they are, or the name of the row whose value stands there."""

    text: str
    is_name: bool
    at: int


def template(text: str) -> tuple[TemplatePart, ...]:
    """The text's pieces in order; whatever is not ``${name}`` is words.

    ``"".join`` of the pieces, names in ``${}``, is the text again.
    """
    parts: list[TemplatePart] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        if match.start() > end:
            parts.append(TemplatePart(text[end : match.start()], is_name=False, at=end))
        parts.append(TemplatePart(match.group(1), is_name=True, at=match.start()))
        end = match.end()
    if end < len(text):
        parts.append(TemplatePart(text[end:], is_name=False, at=end))
    return tuple(parts)


def bind_part(part: TemplatePart, form: FormModel[NodeT], node: NodeT | None) -> Bound[NodeT]:
    """A name's value as a text, as the row sees it.

    Raises:
        ExpressionError: there is no such row.
    """
    reference = Reference(part.text, part.at)
    return bind(reference, form, node, {}, result="string")
