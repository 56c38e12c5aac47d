"""Choices: rows without a name, names that stand twice, lists that are nowhere."""

from collections.abc import Callable, Iterator
from pathlib import PurePath

from chalicelib.forms.types.choice_types import CATEGORIES
from chalicelib.xlsform.precheck.names import has_other
from chalicelib.xlsform.problems import sheet_problem
from chalicelib.xlsform.reader.columns import Tokens
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft

_LIST: Tokens = ("list name",)
_NAME: Tokens = ("name",)
_STAND_IN = "pikir_choice"


def check(draft: SheetDraft) -> None:
    """Choices that pyxform would refuse go; lists that are missing get one choice."""
    known = _choices(draft)
    looked_at: set[tuple[str, Callable[..., None]]] = set()
    for line, kind in draft.rows():
        if (wanted := _wanted(kind)) is None:
            continue
        name, multiple = wanted
        if name not in known:
            if not (name == CATEGORIES and is_category(draft, line)):
                place = draft.survey.locate(line, "type")
                draft.provisional.append(sheet_problem("form.no_list", place, name=name))
            _add_list(draft, name)
            known[name] = []
            continue
        for rule in _rules(kind, multiple=multiple):
            if (name, rule) not in looked_at:
                looked_at.add((name, rule))
                rule(draft, known[name])


def _rules(kind: str, *, multiple: bool) -> Iterator[Callable[[SheetDraft, list[Line]], None]]:
    """What a row of that type asks of its list."""
    if multiple:
        yield _refuse_spaces
    if has_other(kind):
        yield _refuse_unlabelled


def is_category(draft: SheetDraft, line: Line) -> bool:
    """Whether the row has the role whose choices may be the event's."""
    row = draft.survey.sheet.rows[line.number - 2]
    own = draft.survey.columns.own
    return any(meant == ("role",) and row.get(each) == "category" for each, meant in own.items())


def _choices(draft: SheetDraft) -> dict[str, list[Line]]:
    """The choices by list, what cannot stay left out."""
    table = draft.choices
    known: dict[str, list[Line]] = {}
    seen: set[tuple[str, str]] = set()
    twice_is_right = _allows_duplicates(draft)
    for line in table.lines:
        list_name, name = table.value(line, *_LIST), table.value(line, *_NAME)
        if list_name is None:
            continue
        if name is None:
            draft.note("form.choice_without_name", table.locate(line, "name"))
            line.cells.clear()
            continue
        if (list_name, name) in seen and not twice_is_right:
            draft.note("form.duplicate_choice", table.locate(line, "name"), name=name)
            line.cells.clear()
            continue
        seen.add((list_name, name))
        known.setdefault(list_name, []).append(line)
    return known


def _allows_duplicates(draft: SheetDraft) -> bool:
    from pyxform.aliases import yes_no

    first = draft.settings.lines[:1]
    said = draft.settings.value(first[0], "allow_choice_duplicates") if first else None
    return bool(yes_no.get(said or "no", False))


def _wanted(kind: str) -> tuple[str, bool] | None:
    """The list that a row of that type needs, and whether several of it can be chosen."""
    from pyxform import aliases
    from pyxform.constants import EXTERNAL_INSTANCE_EXTENSIONS, SELECT_ALL_THAT_APPLY
    from pyxform.xls2json import RE_SELECT

    select = RE_SELECT.search(kind)
    if select is None or select["select_command"] == "select_one_external":
        return None
    name = select["list_name"]
    is_file = PurePath(name).suffix in EXTERNAL_INSTANCE_EXTENSIONS
    if is_file or "${" in name or select["select_command"] in aliases.select_from_file:
        return None
    return name, aliases.select[select["select_command"]] == SELECT_ALL_THAT_APPLY


def _add_list(draft: SheetDraft, name: str) -> None:
    table = draft.choices
    line = Line(len(table.lines) + 2, {})
    for tokens, text in ((_LIST, name), (_NAME, _STAND_IN), (("label",), "-")):
        table.put(line, tokens, text)
    table.lines.append(line)
    draft.made_up_lists.add(name)


def _refuse_unlabelled(draft: SheetDraft, lines: list[Line]) -> None:
    """Beside “other” pyxform wants a label for every choice, once one has it in a language."""
    table = draft.choices
    labels = {header: meant for header, meant in table.columns.meant.items() if meant[0] == "label"}
    if not any(len(labels[header]) > 1 for line in lines for header in line.cells.keys() & labels):
        return
    for line in lines:
        if not line.cells.keys() & labels:
            draft.note("form.choice_without_label", table.locate(line, "label"))
            line.cells[next(iter(labels))] = "-"


def _refuse_spaces(draft: SheetDraft, lines: list[Line]) -> None:
    """Answers to a select_multiple are names with spaces between them, everywhere but here."""
    table = draft.choices
    for line in lines:
        name = table.value(line, *_NAME) or ""
        if " " in name:
            draft.note("form.spaced_choice", table.locate(line, "name"), name=name)
            table.put(line, _NAME, name.replace(" ", "_"))
