"""Loops (``begin loop over LIST``) written out as groups, one for each choice, as pyxform does it.

A row inside a loop is there once for each choice, its texts filled in with the choice's columns:
``%(name)s``, ``%(label)s`` and so on; ``%%`` is a percent sign. A choice named “none” gets no group.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.forms.types.choice_types import OTHER, OTHER_LABEL
from chalicelib.xlsform.reader.columns import Columns
from chalicelib.xlsform.reader.languages import ColumnLanguages, choice_texts
from chalicelib.xlsform.reader.sheet_draft import Line, SheetDraft
from chalicelib.xlsform.reader.type_names import begins, ends, has_other, loop_list, selected_list

PLACEHOLDER = re.compile(r"%\(([^()\n]{1,64})\)s|%%")
_NONE = "none"
_NAME, _LABEL = "name", "label"
_LITERAL = frozenset({"type", "name", "trigger", "disabled"})
"""Columns of the survey that are the same in every group."""


@dataclass(frozen=True, slots=True)
class LoopChoice:
    """A choice that a loop makes a group of; ``cells`` are the choice's as they are written."""

    name: str
    cells: Mapping[str, str]


@dataclass(slots=True)
class Loop:
    """A loop on the survey: its first row, its choices, and the rows between its first and its last."""

    line: Line
    choices: Sequence[LoopChoice]
    rows: "list[Line | Loop]" = field(default_factory=list)
    end: Line | None = None


def has_loops(draft: SheetDraft) -> bool:
    """Return whether the survey has a loop."""
    return any(begins(kind) == "loop" for _, kind in draft.rows())


def loop_choices(
    draft: SheetDraft, languages: ColumnLanguages | None = None
) -> Mapping[str, list[LoopChoice]]:
    """Return the choices that loops make groups of, by list, “other” included where pyxform adds it.

    Without ``languages``, “other” has no label.
    """
    found: dict[str, dict[str, LoopChoice]] = {}
    table = draft.choices
    for line in table.lines:
        list_name, name = table.value(line, "list name"), table.value(line, _NAME)
        if list_name is not None and name is not None:
            choices = found.setdefault(list_name, {})
            if name != _NONE:
                choices.setdefault(name, LoopChoice(name, line.written))
    other = LoopChoice(OTHER, _other_cells(table.columns, languages) if languages else {})
    for _, kind in draft.rows():
        if has_other(kind) and (name := selected_list(kind)) in found:
            found[name].setdefault(OTHER, other)
    return {name: [*choices.values()] for name, choices in found.items()}


def is_group_name(name: str) -> bool:
    """Return whether pyxform takes the name of a choice as that of a group."""
    from pyxform.parsing.expression import is_xml_tag

    return bool(is_xml_tag(name))


def _other_cells(columns: Columns, languages: ColumnLanguages) -> Mapping[str, str]:
    """Return the labels of “other” in the languages that choices have labels in."""
    return {
        header: OTHER_LABEL[languages.language(language) or "en"]
        for header, key, language in columns.texts()
        if key == _LABEL
    }


def count_copies(
    draft: SheetDraft, choices: Mapping[str, Sequence[LoopChoice]]
) -> Iterator[tuple[Line, str, int]]:
    """Yield the survey's rows, each with its type and the number of its copies in loops."""
    copies = [1]
    for line, kind in draft.rows():
        if ends(kind) == "loop":
            copies.pop()
        yield line, kind, copies[-1]
        if begins(kind) == "loop":
            copies.append(copies[-1] * len(choices.get(loop_list(kind) or "", ())))


def expand_loops(draft: SheetDraft, languages: ColumnLanguages) -> None:
    """Write every loop out as groups; what that comes to is limited before (``precheck.loops``)."""
    choices = loop_choices(draft, languages)
    expansion = _Expansion(draft, languages)
    draft.unwanted_lists |= _lists_of_loops_alone(draft)
    draft.survey.lines = [*expansion.write_out(_loops(draft, choices), None)]


def _lists_of_loops_alone(draft: SheetDraft) -> set[str | None]:
    """Return the lists that no question and no expression uses beside the loops."""
    if any("instance(" in text for line in draft.survey.lines for text in line.cells.values()):
        return set()
    kinds = [kind for _, kind in draft.rows()]
    asked = {selected_list(kind) for kind in kinds}
    return {loop_list(kind) for kind in kinds if begins(kind) == "loop"} - asked


def _loops(draft: SheetDraft, choices: Mapping[str, list[LoopChoice]]) -> "list[Line | Loop]":
    """Return the survey's rows with each loop's rows inside it."""
    rows: list[Line | Loop] = []
    open_loops: list[Loop] = []
    for line, kind in draft.rows():
        inside = open_loops[-1].rows if open_loops else rows
        if begins(kind) == "loop":
            loop = Loop(line, choices[loop_list(kind) or ""])
            inside.append(loop)
            open_loops.append(loop)
        elif ends(kind) == "loop":
            open_loops.pop().end = line
        else:
            if kind == "note" and draft.name(line) is None:  # pyxform's name has the row's number
                draft.survey.put(line, (_NAME,), f"generated_note_name_{line.number}")
            inside.append(line)
    return rows


class _Expansion:
    """Writes loops out, and fills in what their rows say of a choice."""

    def __init__(self, draft: SheetDraft, languages: ColumnLanguages) -> None:
        self._draft = draft
        self._languages = languages
        survey = draft.survey.columns
        texts = (*survey.texts(), *survey.media())
        self._languages_by_header = {header: language for header, _, language in texts}
        self._literal = {header for header, meant in survey.meant.items() if meant[0] in _LITERAL}

    def write_out(self, rows: "Sequence[Line | Loop]", choice: LoopChoice | None) -> Iterator[Line]:
        """Yield the rows without loops, filled in for the choice of the loop around them."""
        for row in rows:
            if isinstance(row, Loop):
                yield from self._groups(row, choice)
            else:
                yield self._fill_line(row, choice) if choice else row

    def _groups(self, loop: Loop, choice: LoopChoice | None) -> Iterator[Line]:
        """Yield the group that a loop becomes, with a group for each of its choices inside."""
        first = self._fill_line(loop.line, choice) if choice else loop.line
        self._draft.survey.put(first, ("type",), "begin group")
        yield first
        for each in loop.choices:
            yield self._bracket(loop.line, "begin group", each)
            yield from self.write_out(loop.rows, each)
            yield self._bracket(loop.end or loop.line, "end group")
        yield self._bracket(loop.end or loop.line, "end group")

    def _bracket(self, line: Line, kind: str, choice: LoopChoice | None = None) -> Line:
        """Return a row that begins or ends a group."""
        bracket = Line(line.number, {}, choice=choice.cells if choice else None)
        self._draft.survey.put(bracket, ("type",), kind)
        if choice:
            self._draft.survey.put(bracket, (_NAME,), choice.name)
        return bracket

    def _fill_line(self, line: Line, choice: LoopChoice) -> Line:
        cells, written = (self._fill_cells(each, choice) for each in (line.cells, line.written))
        return Line(line.number, cells, written)

    def _fill_cells(self, cells: Mapping[str, str], choice: LoopChoice) -> dict[str, str]:
        filled = {header: self._fill(header, text, choice) for header, text in cells.items()}
        return {header: text for header, text in filled.items() if text}

    def _fill(self, header: str, text: str, choice: LoopChoice) -> str:
        if "%" not in text or header in self._literal:
            return text
        language = self._languages_by_header.get(header)
        return PLACEHOLDER.sub(
            lambda match: self._value(match[1], language, choice) if match[1] else "%", text
        ).strip()

    def _value(self, column: str, language: str | None, choice: LoopChoice) -> str:
        """Return the choice's text in a column; that of a label in a language that it has is the nearest."""
        if column == _NAME:
            return choice.name
        if column == _LABEL:
            return self._label(language, choice)
        header = self._draft.choices.columns.header(column)
        return choice.cells.get(header, "") if header else ""

    def _label(self, language: str | None, choice: LoopChoice) -> str:
        columns = self._draft.choices.columns
        for header, key, named in columns.texts():
            if key == _LABEL and named == language and header in choice.cells:
                return choice.cells[header]
        texts = choice_texts(columns, choice.cells, self._languages).get(_LABEL)
        if not isinstance(texts, Mapping) or not texts:
            return choice.name
        wanted = self._languages.language(language) or self._languages.default
        return str(texts.get(wanted) or next(iter(texts.values())))
