"""Loops: their lists, the names of the groups that they make, what their rows refer to, and what they come to."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from chalicelib.forms.validation.form_checks import MAX_QUESTIONS
from chalicelib.forms.validation.structure import MAX_LEVELS
from chalicelib.xlsform.reader.loops import (
    PLACEHOLDER,
    LoopChoice,
    count_copies,
    has_loops,
    is_group_name,
    loop_choices,
)
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xlsform.reader.sheets import MAX_ALL_TEXT
from chalicelib.xlsform.reader.type_names import begins, ends, is_end, is_question, loop_list

_MOST_ROWS = 4 * MAX_QUESTIONS
"""Rows that loops may come to, those that begin and end groups included."""
_LIST, _NAME = "list name", "name"


def check(draft: SheetDraft) -> bool:
    """Note wrong loops, and make plain groups of them; return whether the others can be written out."""
    if not has_loops(draft):
        return True
    _check_lists(draft)
    choices = loop_choices(draft)
    _check_repeats(draft, choices)
    _check_columns(draft)
    return not _note_depth(draft) and not _note_size(draft, choices)


def _check_lists(draft: SheetDraft) -> None:
    """Note loops without a list, with a missing one, or with choices that no group can be named like."""
    names = _names_by_list(draft)
    wrong: set[int] = set()
    for line, kind in draft.rows():
        if begins(kind) == "loop" and (found := _list_problem(kind, names)) is not None:
            code, parameters = found
            draft.note(code, draft.survey.locate(line, "type"), **parameters)
            wrong.add(line.number)
    _make_groups(draft, wrong)


def _names_by_list(draft: SheetDraft) -> Mapping[str, Counter[str]]:
    names: dict[str, Counter[str]] = {}
    for line in draft.choices.lines:
        name, list_name = draft.choices.value(line, _NAME), draft.choices.value(line, _LIST)
        if name is not None and list_name is not None:
            names.setdefault(list_name, Counter())[name] += 1
    return names


def _list_problem(
    kind: str, names: Mapping[str, Counter[str]]
) -> tuple[str, Mapping[str, object]] | None:
    """Return code and parameters of what is wrong with a loop's list."""
    list_name = loop_list(kind)
    if list_name is None:
        return "form.no_list_name", {"type": kind}
    if list_name not in names:
        return "form.no_list", {"name": list_name}
    for name, times in names[list_name].items():
        if not is_group_name(name):
            return "form.loop_bad_name", {"name": name[:100]}
        if times > 1:
            return "form.duplicate_choice", {"name": name}
    return None


def _make_groups(draft: SheetDraft, numbers: Container[int]) -> None:
    """Make groups of the loops and repeats that begin in those rows."""
    stack: list[bool] = []
    for line, kind in list(draft.rows()):
        if is_end(kind) and stack.pop():
            draft.survey.put(line, ("type",), "end group")
        elif begins(kind) is not None:
            stack.append(line.number in numbers)
            if stack[-1]:
                draft.survey.put(line, ("type",), "begin group")
                draft.replaced_rows.add(line.number)


def _check_repeats(draft: SheetDraft, choices: Mapping[str, Sequence[LoopChoice]]) -> None:
    """Note repeats that a loop would repeat under one name."""
    wrong: set[int] = set()
    for line, kind, copies in count_copies(draft, choices):
        if begins(kind) == "repeat" and copies > 1:
            draft.note("form.loop_repeat", draft.survey.locate(line, "type"))
            wrong.add(line.number)
    _make_groups(draft, wrong)


def _check_columns(draft: SheetDraft) -> None:
    """Note columns that the sheet of choices does not have, and cells that only Pikir fills in."""
    columns = {meant[0] for meant in draft.choices.columns.meant.values()} - {_LIST}
    for line, header, column, is_direct in _placeholders(draft):
        location = draft.survey.sheet.locate(line.number, header)
        if column not in columns:
            draft.note("form.loop_unknown_column", location, name=column)
        elif not is_direct:
            draft.note("form.loop_filled_in", location, text=f"%({column})s")


def _placeholders(draft: SheetDraft) -> Iterator[tuple[Line, str, str, bool]]:
    """Yield what cells of rows inside loops take from a choice: row, header, column.

    The last is whether the row is a loop's own, and not one of a group inside it.
    """
    around: list[str] = []
    for line, kind in draft.rows():
        if is_end(kind):
            around.pop()
        elif "loop" in around:
            for header, text in line.written.items():
                for column in {match[1] for match in PLACEHOLDER.finditer(text)} - {None}:
                    yield line, header, column, around[-1] == "loop"
        if (begun := begins(kind)) is not None:
            around.append(begun)


def _note_depth(draft: SheetDraft) -> bool:
    """Note a loop that is nested too deep: each adds two levels of groups."""
    depth = 0
    for line, kind in draft.rows():
        depth += (begins(kind) == "loop") - (ends(kind) == "loop")
        if 2 * depth > MAX_LEVELS:
            draft.note("form.too_deep", draft.survey.locate(line, "type"), limit=MAX_LEVELS)
            return True
    return False


def _note_size(draft: SheetDraft, choices: Mapping[str, Sequence[LoopChoice]]) -> bool:
    """Note the loop with which the form comes to too many questions, too many rows or too much text."""
    longest = _longest_texts(draft)
    questions = rows = letters = depth = 0
    outermost: Line | None = None
    for line, kind, copies in count_copies(draft, choices):
        if begins(kind) == "loop":
            outermost, depth = (line if depth == 0 else outermost), depth + 1
            rows += copies * 2 * len(choices.get(loop_list(kind) or "", ()))
        depth -= ends(kind) == "loop"
        questions += copies * is_question(kind)
        rows += copies
        letters += copies * _letters(line, longest if depth else {})
        if outermost is None:
            continue
        if questions > MAX_QUESTIONS or rows > _MOST_ROWS or letters > MAX_ALL_TEXT:
            location = draft.survey.locate(outermost, "type")
            draft.note("form.loop_too_large", location, limit=MAX_QUESTIONS)
            return True
    return False


def _longest_texts(draft: SheetDraft) -> Mapping[str, int]:
    """Return the length of the longest text in each column of the choices, by its name."""
    longest: dict[str, int] = {}
    for header, meant in draft.choices.columns.meant.items():
        lengths = (len(line.written.get(header, "")) for line in draft.choices.lines)
        longest[meant[0]] = max(longest.get(meant[0], 0), max(lengths, default=0))
    return longest


def _letters(line: Line, longest: Mapping[str, int]) -> int:
    """Return the most letters that a row's cells come to when they are filled in."""
    letters = sum(map(len, line.written.values()))
    for text in line.written.values() if longest else ():
        letters += sum(longest.get(match[1] or "", 0) for match in PLACEHOLDER.finditer(text))
    return letters
