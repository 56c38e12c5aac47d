"""Give a question another name, in the form's expressions and texts too: ``${old}`` becomes ``${new}`` wherever it stands.

Paths (``../old``) stay as they are: the review says where they lead nowhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from chalicelib.forms.definition import Definition, Row
from chalicelib.forms.editing import find_row, replace_row
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types.choice_types import OTHER
from chalicelib.spelling import NAME_FIRST, NAME_FURTHER
from chalicelib.xpath.syntax import LAST_SAVED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.forms.editing import RowPlace

_NAME: Final = re.compile(f"[{NAME_FIRST}][{NAME_FURTHER}]*")
_TEXTS: Final = ("label", "hint", "guidance_hint", "required_message", "constraint_message")
_EXPRESSIONS: Final = (
    "required",
    "read_only",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "repeat_count",
    "trigger",
    "default",
)


def is_name(text: str) -> bool:
    """Return whether a question can have that name."""
    return _NAME.fullmatch(text) is not None and len(text) <= 255


def rename_row(definition: Definition, place: RowPlace, name: str) -> Definition:
    """Return the definition with another name for a row, and with all references to it.

    References stay as they are where they name another row too, because the name stands twice.

    Raises:
        NoSuchRow: there is no row at the place.
    """
    row = find_row(definition, place)
    renamed = replace_row(definition, place, row.model_copy(update={"name": name}))
    if len(FormTree.of(definition.questions).rows_named(row.name)) > 1:
        return renamed
    names = {row.name: name}
    if row.or_other:
        names[f"{row.name}_{OTHER}"] = f"{name}_{OTHER}"
    rows = tuple(rename_references(each, names) for each in renamed.questions)
    texts = {
        key: _in_texts(getattr(renamed, key), names)
        for key in ("introduction", "thanks")
        if getattr(renamed, key)
    }
    return renamed.model_copy(update={"questions": rows, **texts})


def rename_references(row: Row, names: Mapping[str, str]) -> Row:
    """Return the row, and what is inside, with its references to these names changed; no new name may be an old one."""
    changes: dict[str, object] = {}
    for key in _EXPRESSIONS:
        value = getattr(row, key)
        if isinstance(value, str) and "${" in value:
            changes[key] = _in_text(value, names)
    for key in _TEXTS:
        value = getattr(row, key)
        if value and any("${" in text for text in value.values()):
            changes[key] = _in_texts(value, names)
    inside = tuple(rename_references(each, names) for each in row.questions)
    if inside != row.questions:
        changes["questions"] = inside
    return row.model_copy(update=changes) if changes else row


def _in_texts(texts: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {code: _in_text(text, names) for code, text in texts.items()}


def _in_text(text: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        text = re.sub(
            rf"\$\{{(\s*(?:{LAST_SAVED})?){re.escape(old)}(\s*)\}}", rf"${{\g<1>{new}\g<2>}}", text
        )
    return text
