"""A form as lines to compare: as pyxform reads it, and as Pikir does.

A line is ``type name · required · relevant``, indented by its depth. Types are compared by what pyxform's own
dictionary says of them (the control and the kind of data), so that its many names for one type agree.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2xform import convert

from chalicelib.forms import types

Tree = list[str]

TYPES = [
    kind.name
    for kind in types.TYPES.values()
    if kind.is_supported
    and (kind.is_container or kind.selection or kind.name in QUESTION_TYPE_DICT)
    and kind.name != "audit"
]
"""The types of XLSForm that a form can have once it is imported."""
_MADE_BY_PYXFORM = re.compile(
    r"(generated_table_list_label|reserved_name_for_field_list_labels)_\d+"
)
_CONTAINERS = {"group": "begin_group", "repeat": "begin_repeat"}
_SELECTS = {"select one": "select_one", "select all that apply": "select_multiple", "rank": "rank"}
_FILES = (".csv", ".xml", ".geojson")
_TRUE = frozenset({"yes", "true", "true()"})
_FALSE = frozenset({"", "no", "false", "false()"})


class RefusedByPyxform(Exception):
    """pyxform does not take the workbook; the message is its own."""


class BrokeInPyxform(RefusedByPyxform):
    """pyxform meant neither to take nor to refuse the workbook: it broke off."""


def theirs(workbook: bytes, *, file_type: str = ".xlsx") -> Tree:
    """The tree that pyxform reads.

    Raises:
        RefusedByPyxform: it refuses the workbook.
        BrokeInPyxform: it breaks off.
    """
    try:
        result = convert(BytesIO(workbook), validate=False, file_type=file_type)
    except PyXFormError as error:
        raise RefusedByPyxform(str(error)) from error
    except Exception as error:
        raise BrokeInPyxform(f"{type(error).__name__}: {error}") from error
    return list(_their_lines(result._pyxform["children"], 0))


def ours(document: Mapping[str, Any]) -> Tree:
    """The tree of a definition, as its JSON."""
    return list(_our_lines(document["questions"], 0))


def _our_lines(rows: Iterable[Mapping[str, Any]], depth: int) -> Iterator[str]:
    for row in rows:
        required = row.get("required", False)
        said = required if isinstance(required, str) else ("yes" if required else "")
        yield _line(depth, row["type"], row["name"], said, row.get("relevant", ""))
        yield from _our_lines(row.get("questions", ()), depth + 1)


def _their_lines(rows: list[Mapping[str, Any]], depth: int) -> Iterator[str]:
    made = _made_names(rows)
    for row in rows:
        name = str(row["name"])
        if name in made or _MADE_BY_PYXFORM.fullmatch(name):
            continue
        if (row["type"], name) == ("group", "meta"):
            continue
        bind = row.get("bind", {})
        required, relevant = str(bind.get("required", "")), str(bind.get("relevant", ""))
        yield _line(depth, _their_type(row), name, required, relevant)
        yield from _their_lines(row.get("children", []), depth + 1)


def _made_names(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """The names of rows that pyxform adds: a repeat's count, the text beside “other”."""
    made = set()
    counted = {row["control"]["jr:count"] for row in rows if "jr:count" in row.get("control", {})}
    for row in rows:
        name = str(row["name"])
        if row.get("label") == "Specify other." and name.endswith("_other"):
            made.add(name)
        if f"${{{name}}}" in counted and row.get("bind", {}).get("readonly") == "true()":
            made.add(name)
    return made


def _their_type(row: Mapping[str, Any]) -> str:
    kind = str(row["type"])
    if kind in _CONTAINERS:
        return _CONTAINERS[kind]
    if kind in _SELECTS:
        external = str(row.get("itemset", "")).endswith(_FILES)
        return f"{_SELECTS[kind]}_from_file" if external else _SELECTS[kind]
    return canonical(kind)


def canonical(kind: str) -> str:
    """The documented name of what pyxform takes to be the same type."""
    kind = kind.removeprefix("uri:")
    return kind if kind in TYPES else _BY_MEANING.get(_meaning(kind), kind)


def _meaning(kind: str) -> tuple[str, ...]:
    entry = QUESTION_TYPE_DICT.get(kind, {})
    control, bind = entry.get("control", {}), entry.get("bind", {})
    parts = [control.get("tag"), control.get("mediatype"), bind.get("type")]
    parts += [bind.get("jr:preload"), bind.get("jr:preloadParams"), bind.get("readonly")]
    return tuple(str(part) for part in parts if part)


_BY_MEANING = {_meaning(kind): kind for kind in reversed(TYPES) if kind in QUESTION_TYPE_DICT}
_BY_MEANING |= {("trigger",): "acknowledge"}


def _line(depth: int, kind: str, name: str, required: str, relevant: str) -> str:
    parts = [f"{'  ' * depth}{kind} {name}"]
    if required.lower() in _TRUE:
        parts.append("required")
    elif required.lower() not in _FALSE:
        parts.append(f"required: {_plain(required)}")
    if relevant:
        parts.append(f"relevant: {_plain(relevant)}")
    return " · ".join(parts)


def _plain(expression: str) -> str:
    return " ".join(expression.split())
