"""Choices without a name, repeated choices, and lists that are missing."""

from collections.abc import Callable, Iterator
from pathlib import PurePath

from chalicelib.forms.types.choice_types import CATEGORIES
from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.column_shapes import Tokens
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xlsform.reader.type_names import has_other

_LIST: Tokens = ("list name",)
_NAME: Tokens = ("name",)
_MADE_UP_CHOICE = "pikir_choice"


def check(draft: SheetDraft) -> None:
    """Note such choices and empty their rows; give a missing list one choice."""
    known = _choices(draft)
    checked_lists: set[tuple[str, Callable[..., None]]] = set()
    for line, kind in draft.rows():
        if (needed := _needed_list(kind)) is None:
            continue
        name, multiple = needed
        if name not in known:
            if not (name == CATEGORIES and is_category(draft, line)):
                place = draft.survey.locate(line, "type")
                draft.provisional.append(sheet_problem("form.no_list", place, name=name))
            _add_list(draft, name)
            known[name] = []
            continue
        for rule in _rules(kind, multiple=multiple):
            if (name, rule) not in checked_lists:
                checked_lists.add((name, rule))
                rule(draft, known[name])


def _rules(kind: str, *, multiple: bool) -> Iterator[Callable[[SheetDraft, list[Line]], None]]:
    """Yield the checks of a list that a row of that type needs."""
    if multiple:
        yield _refuse_spaces
    if has_other(kind):
        yield _refuse_unlabelled


def is_category(draft: SheetDraft, line: Line) -> bool:
    """Return whether the row has the role whose choices may be the event's."""
    own = draft.survey.columns.own.items()
    return any(meant == ("role",) and line.written.get(each) == "category" for each, meant in own)


def _choices(draft: SheetDraft) -> dict[str, list[Line]]:
    """Return the choices by list, without those that are emptied."""
    table = draft.choices
    known: dict[str, list[Line]] = {}
    seen: set[tuple[str, str]] = set()
    may_repeat = _allows_duplicates(draft)
    for line in table.lines:
        list_name, name = table.value(line, *_LIST), table.value(line, *_NAME)
        if list_name is None:
            continue
        if name is None:
            draft.note("form.choice_without_name", table.locate(line, "name"))
            line.cells.clear()
            continue
        if (list_name, name) in seen and not may_repeat:
            draft.note("form.duplicate_choice", table.locate(line, "name"), name=name)
            line.cells.clear()
            continue
        seen.add((list_name, name))
        known.setdefault(list_name, []).append(line)
    return known


def _allows_duplicates(draft: SheetDraft) -> bool:
    from pyxform.aliases import yes_no

    return bool(yes_no.get(draft.setting("allow_choice_duplicates") or "no", False))


def _needed_list(kind: str) -> tuple[str, bool] | None:
    """Return the list that a row of that type needs, and whether several choices of it can be chosen."""
    from pyxform import aliases
    from pyxform.constants import EXTERNAL_INSTANCE_EXTENSIONS, SELECT_ALL_THAT_APPLY
    from pyxform.xls2json import RE_SELECT

    select = RE_SELECT.search(kind)
    if select is None:
        return None
    name = select["list_name"]
    is_file = PurePath(name).suffix in EXTERNAL_INSTANCE_EXTENSIONS
    if is_file or "${" in name or select["select_command"] in aliases.select_from_file:
        return None
    return name, aliases.select[select["select_command"]] == SELECT_ALL_THAT_APPLY


def _add_list(draft: SheetDraft, name: str) -> None:
    table = draft.choices
    line = Line(len(table.lines) + 2, {})
    for tokens, text in ((_LIST, name), (_NAME, _MADE_UP_CHOICE), (("label",), "-")):
        table.put(line, tokens, text)
    table.lines.append(line)
    draft.unwanted_lists.add(name)


def _refuse_unlabelled(draft: SheetDraft, lines: list[Line]) -> None:
    """Note choices without a label: beside “other” pyxform needs all labels once one has a language."""
    table = draft.choices
    labels = {header: meant for header, meant in table.columns.meant.items() if meant[0] == "label"}
    if not any(len(labels[header]) > 1 for line in lines for header in line.cells.keys() & labels):
        return
    for line in lines:
        if not line.cells.keys() & labels:
            draft.note("form.choice_without_label", table.locate(line, "label"))
            line.cells[next(iter(labels))] = "-"


def _refuse_spaces(draft: SheetDraft, lines: list[Line]) -> None:
    """Note names with spaces: other tools store answers to a select_multiple as names with spaces between."""
    table = draft.choices
    for line in lines:
        name = table.value(line, *_NAME) or ""
        if " " in name:
            draft.note("form.spaced_choice", table.locate(line, "name"), name=name)
            table.put(line, _NAME, name.replace(" ", "_"))
