"""A form's tree as lines of text, as pyxform reads the form and as Pikir does, to compare the two.

A line is ``type name · required · relevant``, indented by its depth. Types are compared by their control and data type in
pyxform's own dictionary, so that the many names of one type are equal.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from pyxform.builder import SurveyElementBuilder
from pyxform.errors import PyXFormError
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2xform import convert

from chalicelib.errors import Problem
from chalicelib.forms import types

Tree = list[str]

TYPES = [
    kind.name
    for kind in types.TYPES.values()
    if kind.is_supported
    and (kind.is_container or kind.selection or kind.name in QUESTION_TYPE_DICT)
]
"""The types of XLSForm that an imported form can have."""
_ADDED_BY_PYXFORM = re.compile(
    r"(generated_table_list_label|reserved_name_for_field_list_labels)_\d+"
)
_CONTAINERS = {"group": "begin_group", "repeat": "begin_repeat"}
_EXTERNAL = "select one external"
_SELECTS = {"select one": "select_one", "select all that apply": "select_multiple", "rank": "rank"}
_FILES = (".csv", ".xml", ".geojson")
_AUDIT = ("audit", "audit")
_IS_COPY = "is_copy"
_TRUE = frozenset({"yes", "true", "true()"})
_FALSE = frozenset({"", "no", "false", "false()"})


class PyxformRefusal(Exception):
    """pyxform does not accept the workbook; the message is pyxform's."""


class PyxformCrash(PyxformRefusal):
    """pyxform raised another exception than its own."""


def pyxform_tree(
    workbook: bytes, *, file_type: str = ".xlsx", problems: Iterable[Problem] = ()
) -> Tree:
    """Return the tree that pyxform reads, without the rows that Pikir leaves out by a warning among ``problems``.

    Raises:
        PyxformRefusal: pyxform refuses the workbook.
        PyxformCrash: pyxform crashes.
    """
    try:
        result = convert(BytesIO(workbook), validate=False, file_type=file_type)
    except PyXFormError as error:
        raise PyxformRefusal(str(error)) from error
    except Exception as error:
        raise PyxformCrash(f"{type(error).__name__}: {error}") from error
    left_out = Counter(
        (str(each.parameters["type"]).partition(" ")[0], str(each.parameters["name"]))
        for each in problems
        if each.code in ("form.row_left_out", "form.group_left_out")
    )
    left_out.pop(_AUDIT, None)  # pyxform has it in “meta”, which no tree shows
    lines = list(_pyxform_lines(result._pyxform["children"], 0, left_out))
    return [*lines, *(f"left out, but not in pyxform's tree: {each}" for each in +left_out)]


def pikir_tree(document: Mapping[str, Any]) -> Tree:
    """Return the tree of a definition's document."""
    return list(_pikir_lines(document["questions"], 0))


def _pikir_lines(rows: Iterable[Mapping[str, Any]], depth: int) -> Iterator[str]:
    for row in rows:
        if (row["type"], row["name"]) == _AUDIT:
            continue
        required = row.get("required", False)
        cell = required if isinstance(required, str) else ("yes" if required else "")
        yield _line(depth, row["type"], row["name"], cell, row.get("relevant", ""))
        yield from _pikir_lines(row.get("questions", ()), depth + 1)


def _pyxform_lines(
    rows: list[Mapping[str, Any]], depth: int, left_out: Counter[tuple[str, str]]
) -> Iterator[str]:
    """Yield the lines of these rows, and take those that are left out from ``left_out``, those of a loop once."""
    added = _added_names(rows)
    before = left_out.copy()
    for row in map(expand_loop, rows):
        if row.get(_IS_COPY):
            left_out = before.copy()
        name = str(row["name"])
        if name in added or _ADDED_BY_PYXFORM.fullmatch(name):
            continue
        if (row["type"], name) == ("group", "meta"):
            continue
        kind = _pyxform_type(row)
        if left_out[kind, name]:
            left_out[kind, name] -= 1
            children = row.get("children", [])
            if children and _IS_COPY in children[0]:
                children = children[0]["children"]  # the groups of a loop go with it
            inner = list(_pyxform_lines(children, depth + 1, left_out))
            yield from (f"in “{name}”, which is left out: {line}" for line in inner)
            continue
        bind = row.get("bind", {})
        required, relevant = str(bind.get("required", "")), str(bind.get("relevant", ""))
        yield _line(depth, kind, name, required, relevant)
        yield from _pyxform_lines(row.get("children", []), depth + 1, left_out)


def expand_loop(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a loop as pyxform's builder makes groups of it, and any other row as it is."""
    if row["type"] != "loop":
        return row
    groups = [
        {
            **column,
            "type": "group",
            _IS_COPY: column is not row["columns"][0],
            "children": [
                SurveyElementBuilder._name_and_label_substitutions(child, column)
                for child in row["children"]
            ],
        }
        for column in row["columns"]
        if column["name"] != "none"
    ]
    return {**row, "type": "group", "children": groups}


def _added_names(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the names of rows that pyxform adds: a repeat's count, the text beside “other”."""
    added = set()
    counts = {row["control"]["jr:count"] for row in rows if "jr:count" in row.get("control", {})}
    for row in rows:
        name = str(row["name"])
        if row.get("label") == "Specify other." and name.endswith("_other"):
            added.add(name)
        if f"${{{name}}}" in counts and row.get("bind", {}).get("readonly") == "true()":
            added.add(name)
    return added


def _pyxform_type(row: Mapping[str, Any]) -> str:
    kind = str(row["type"])
    if kind in _CONTAINERS:
        return _CONTAINERS[kind]
    if kind == _EXTERNAL:
        return "select_one_from_file"
    if kind in _SELECTS:
        external = str(row.get("itemset", "")).endswith(_FILES)
        return f"{_SELECTS[kind]}_from_file" if external else _SELECTS[kind]
    return canonical_type(kind)


def canonical_type(kind: str) -> str:
    """Return the documented name of the type that pyxform treats like this one."""
    kind = kind.removeprefix("uri:")
    return kind if kind in TYPES else _BY_SIGNATURE.get(_signature(kind), kind)


def _signature(kind: str) -> tuple[str, ...]:
    """Return the control and the data type of a type in pyxform's dictionary; types that are alike have the same."""
    entry = QUESTION_TYPE_DICT.get(kind, {})
    control, bind = entry.get("control", {}), entry.get("bind", {})
    parts = [control.get("tag"), control.get("mediatype"), bind.get("type")]
    parts += [bind.get("jr:preload"), bind.get("jr:preloadParams"), bind.get("readonly")]
    return tuple(str(part) for part in parts if part)


_BY_SIGNATURE = {_signature(kind): kind for kind in reversed(TYPES) if kind in QUESTION_TYPE_DICT}
_BY_SIGNATURE |= {("trigger",): "acknowledge"}


def _line(depth: int, kind: str, name: str, required: str, relevant: str) -> str:
    parts = [f"{'  ' * depth}{kind} {name}"]
    if required.lower() in _TRUE:
        parts.append("required")
    elif required.lower() not in _FALSE:
        parts.append(f"required: {_collapse_blanks(required)}")
    if relevant:
        parts.append(f"relevant: {_collapse_blanks(relevant)}")
    return " · ".join(parts)


def _collapse_blanks(expression: str) -> str:
    return " ".join(expression.split())
