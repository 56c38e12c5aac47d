"""Texts that contain ``${name}``: labels, hints and messages."""

from __future__ import annotations

import re
from functools import cache

from chalicelib.frozen import dataclass
from chalicelib.spelling import NAME_FIRST, NAME_FURTHER
from chalicelib.xpath.binder import bind
from chalicelib.xpath.choice_tables import ChoiceTables
from chalicelib.xpath.form_protocol import FormModel, NodeT
from chalicelib.xpath.syntax import LAST_SAVED, Reference
from chalicelib.xpath.typed_ast import BoundExpression

_NO_LISTS = ChoiceTables({})


@dataclass(frozen=True, slots=True)
class TemplatePart:
    """A part of a text: a literal, or the name of a row whose value replaces it.

    ``offset`` counts characters from the start of the text.
    """

    text: str
    is_name: bool
    offset: int


@cache
def _reference_pattern() -> re.Pattern[str]:
    """Compile what finds a name, which takes 4 ms, for the first text that may hold one."""
    return re.compile(
        rf"\$\{{[ \t\n]*((?:{LAST_SAVED})?[{NAME_FIRST}][{NAME_FURTHER}]*)[ \t\n]*\}}"
    )


def parse_template(text: str) -> tuple[TemplatePart, ...]:
    """Return the text's parts in order; everything but ``${name}`` is literal."""
    parts: list[TemplatePart] = []
    end = 0
    names = _reference_pattern().finditer(text) if "${" in text else ()
    for match in names:
        if match.start() > end:
            parts.append(TemplatePart(text[end : match.start()], is_name=False, offset=end))
        parts.append(TemplatePart(match.group(1), is_name=True, offset=match.start()))
        end = match.end()
    if end < len(text):
        parts.append(TemplatePart(text[end:], is_name=False, offset=end))
    return tuple(parts)


def bind_part(
    part: TemplatePart, form: FormModel[NodeT], node: NodeT | None
) -> BoundExpression[NodeT]:
    """Bind a name to the string that the row ``node`` sees.

    Raises:
        ExpressionError: if no row has that name.
    """
    return bind(Reference.read(part.text, part.offset), form, node, _NO_LISTS, result="string")
