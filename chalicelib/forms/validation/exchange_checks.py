"""What other XLSForm tools refuse: every definition can be written as a spreadsheet that they take.

The rules are those of pyxform 4.5, which ODK, KoboToolbox and Ona use.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal as Exact
from pathlib import PurePath

from chalicelib.errors import Problem
from chalicelib.forms.definition import Choice, Parameters
from chalicelib.forms.intake.envelope import pointer
from chalicelib.forms.problems import problem
from chalicelib.forms.tree import GROUP, REPEAT, Node
from chalicelib.forms.types import TYPES
from chalicelib.forms.validation.review_input import ReviewInput
from chalicelib.xpath.choice_tables import LIST_FILES

_RESERVED = "meta"
_MAP_FEATURE = "osm"
_REFERENCE = re.compile(r"\$\{(?:last-saved#)?[^\s${}:#]+\}")
_ONE_REFERENCE = re.compile(r"\s*\$\{[^\s${}]+\}\s*")
_DYNAMIC = re.compile(r"\$\{|[\w.-][(\[]|[*+|]|\s-\s| mod | div ")
"""Roughly how pyxform tells a default that is an expression from one that is a value."""
_NAME = re.compile(r"[^\W\d][\w.-]*")
_RESERVED_COLUMNS = frozenset(
    {
        *("name", "label", "media", "caption", "value", "list_name", "image", "big-image"),
        *("audio", "video", "sms_option", "parent", "extra_data", "pikir"),
    }
)
"""Headers on the sheet of choices that have a meaning of their own."""


def exchange_problems(draft: ReviewInput) -> Iterator[Problem]:
    """Yield every such problem."""
    for node in draft.tree.nodes:
        for rule in _RULES:
            yield from rule(node, draft)
    yield from _repeats(draft)
    for name, choices in draft.readable.items():
        if PurePath(name).suffix not in LIST_FILES:  # other tools read the file itself
            yield from _columns(pointer("choices", name), choices)
    for at, texts in draft.texts():
        for language, text in texts.items():
            if "${" in _REFERENCE.sub("", text):
                bad = text[_REFERENCE.sub("  ", text).find("${") :][:50]
                yield problem("form.bad_reference", f"{at}/{language}", name=bad)


def _name(node: Node, _: ReviewInput) -> Iterator[Problem]:
    if node.row.name == _RESERVED:
        yield problem("form.reserved_name", f"{node.pointer}/name", name=_RESERVED)


def _repeats(draft: ReviewInput) -> Iterator[Problem]:
    """Check that repeats' names are unique in the form, and those of the counts that pyxform adds."""
    seen: set[str] = set()
    for node in draft.tree.nodes:
        if node.row.type != REPEAT:
            continue
        name, count = node.row.name, node.row.repeat_count
        if name in seen:
            yield problem("form.duplicate_repeat", f"{node.pointer}/name", name=name)
        seen.add(name)
        if count and not _ONE_REFERENCE.fullmatch(count):
            clash = draft.tree.at((*node.path[:-1], f"{name}_count"))
            if clash is not None:
                yield problem("form.duplicate_name", f"{clash.pointer}/name", name=clash.row.name)


def _list(node: Node, draft: ReviewInput) -> Iterator[Problem]:
    name, at = node.row.list_name, f"{node.pointer}/list_name"
    if name is None:
        return
    path = PurePath(name)
    if _has_own_list(node):
        if path.suffix in LIST_FILES or "${" in name:
            yield problem("form.list_is_a_file", at, name=name)
    elif len(path.suffixes) != 1 or path.suffix not in LIST_FILES or path.stem in draft.lists:
        yield problem("form.bad_file_name", at, name=name)
    if node.row.or_other and node.row.choice_filter:
        yield problem("form.other_with_filter", f"{node.pointer}/choice_filter")


def _takes_choices(node: Node) -> bool:
    kind = TYPES.get(node.row.type)
    return kind is not None and kind.selection is not None


def _has_own_list(node: Node) -> bool:
    """Whether its choices are on the sheet of choices, not in an attached file."""
    return _takes_choices(node) and not TYPES[node.row.type].is_list_from_file


def _table(node: Node, draft: ReviewInput) -> Iterator[Problem]:
    """Check that all questions of a table have the same list, unfiltered."""
    if "table-list" not in node.row.appearances:
        return
    selects = [each for each in draft.tree.nodes if each.container is node and _takes_choices(each)]
    for each in selects:
        if each.row.list_name != selects[0].row.list_name or not _has_own_list(each):
            yield problem("form.table_lists_differ", f"{each.pointer}/list_name")
        if each.row.choice_filter:
            yield problem("form.table_with_filter", f"{each.pointer}/choice_filter")


def _presentation(node: Node, draft: ReviewInput) -> Iterator[Problem]:
    row = node.row
    if "big-image" in row.media and "image" not in row.media:
        yield problem("form.big_image_alone", f"{node.pointer}/media")
    if row.guidance_hint and not (row.label or row.hint or row.media):
        yield problem("form.missing", f"{node.pointer}/label")
    if row.appearance and not _are_references_valid(row.appearance, draft):
        yield problem("form.bad_reference", f"{node.pointer}/appearance", name=row.appearance[:50])
    if row.type == "calculate" and not row.calculation and not _is_dynamic(row.default):
        yield problem("form.no_calculation", node.pointer)


def _is_dynamic(default: str | None) -> bool:
    """Return whether the default can be a calculation; another check refuses a missing one."""
    return default is None or _DYNAMIC.search(default) is not None


def _are_references_valid(text: str, draft: ReviewInput) -> bool:
    """Return whether each reference in the text is written well and names exactly one question."""
    named = [found[2:-1].removeprefix("last-saved#") for found in _REFERENCE.findall(text)]
    return "${" not in _REFERENCE.sub("", text) and all(
        len(draft.tree.rows_named(name)) == 1 for name in named
    )


def _in_repeat(node: Node, draft: ReviewInput) -> Iterator[Problem]:
    """Check for what pyxform fails on: rows of data directly in a repeat, and maps' features beside or in a group in one."""
    name, repeats = node.row.type, {each for each in node.around if each.row.type == REPEAT}
    kind = TYPES.get(name)
    if name == _MAP_FEATURE:
        groups = (each for each in draft.tree.nodes if each.row.type in (GROUP, REPEAT))
        fails = any(not repeats.isdisjoint(each.around) for each in groups)
    else:
        fails = bool(kind and kind.data_ending and node.container in repeats)
    if fails:
        yield problem("form.not_in_repeat", f"{node.pointer}/type", type=name)


def _trigger(node: Node, draft: ReviewInput) -> Iterator[Problem]:
    for found in _REFERENCE.findall(node.row.trigger or ""):
        for named in draft.tree.rows_named(found[2:-1]):
            row = named.row
            kind = TYPES.get(row.type)
            if (kind and not kind.is_seen) or row.is_silent or row.questions:
                yield problem("form.trigger_unseen", f"{node.pointer}/trigger", name=row.name)


def _parameters(node: Node, _: ReviewInput) -> Iterator[Problem]:
    own = node.row.parameters
    if own is None:
        return
    at = f"{node.pointer}/parameters"
    kind = TYPES.get(node.row.type)
    known = kind.parameters if kind else frozenset()
    for key in sorted(own.model_fields_set - known):
        if getattr(own, key) != Parameters.model_fields[key].default:
            yield problem("form.bad_parameter", at, name=key.replace("_", "-"))
    if own.seed is not None and not (own.randomize and _is_seed(own.seed)):
        yield problem("form.bad_parameter", at, name="seed")
    for key, column in (("value", own.value), ("label", own.label)):
        if column is not None and not _NAME.fullmatch(column):
            yield problem("form.bad_parameter", at, name=key)
    start, end, step = (Exact(repr(number)) for number in (own.start, own.end, own.step))
    if kind and kind.has_scale and step > abs(end - start):
        yield problem("form.bad_parameter", at, name="step")


def _is_seed(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return _ONE_REFERENCE.fullmatch(text) is not None
    return not text.strip().lower().endswith(("nan", "inf", "infinity")) and "_" not in text


def _columns(at: str, choices: Sequence[Choice]) -> Iterator[Problem]:
    reported: set[str] = set()
    for index, choice in enumerate(choices):
        for column in choice.columns:
            plain = column.strip().lower()
            if column not in reported and (
                plain in _RESERVED_COLUMNS or not _NAME.fullmatch(column)
            ):
                reported.add(column)
                yield problem("form.bad_column", f"{at}/{index}", name=column[:100])


_RULES = (_name, _list, _table, _presentation, _in_repeat, _trigger, _parameters)
