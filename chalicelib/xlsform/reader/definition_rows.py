"""The rows of a definition from pyxform's reading, without what pyxform added.

Structure, types and names are pyxform's. The contents of a row are read from its own cells again: texts
as they are written (typographic quotes and no-break spaces are the author's), logic as pyxform cleans
it. pyxform's additions (labels of table lists, counts of repeats, texts beside “other”, ``meta``) have
no row of their own and are left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from chalicelib.errors import SourceLocation
from chalicelib.forms.types import TYPES
from chalicelib.xlsform.reader.columns import TextColumn
from chalicelib.xlsform.reader.languages import ColumnLanguages, choice_texts
from chalicelib.xlsform.reader.left_out_rows import KEEP
from chalicelib.xlsform.reader.parameters import parse_number, read_parameters
from chalicelib.xlsform.reader.pyxform_elements import PyxformElement, written_rows
from chalicelib.xlsform.reader.sheet_draft import ROW, Line, SheetDraft
from chalicelib.xlsform.reader.type_names import (
    has_other,
    implied_constraint,
    is_unsupported,
    kind_of,
)
from chalicelib.xpath.choice_tables import LIST_FILES

Document = dict[str, object]
"""A part of a definition's JSON."""

_CONDITIONS = ("required", "read_only")
_FLAGS = frozenset({"private"})
_LENGTHS = frozenset({"min_length", "max_length"})
_LIMITS = frozenset({"min", "max"})
_SEED = "seed"


@dataclass(slots=True)
class RowConverter:
    """Converts pyxform's rows to a definition's.

    ``left_out`` are the markers of rows that do not get into the definition. ``locations`` grows with
    each row; ``replaced`` are pointers of rows that hold something else than the sheet, or that were
    refused already; ``copies`` are those of rows that a loop repeats, each with the first.
    """

    draft: SheetDraft
    languages: ColumnLanguages
    left_out: frozenset[int]
    locations: dict[str, SourceLocation] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    copies: dict[str, str] = field(default_factory=dict)
    _converted: dict[int, str] = field(default_factory=dict)

    def convert(self, children: Iterable[PyxformElement], at: str) -> list[Document]:
        """Return the rows of one container, whose list of rows has the pointer ``at``."""
        rows: list[Document] = []
        for child in written_rows(children):
            if int(child[ROW]) not in self.left_out:
                rows.append(self._row(child, f"{at}/{len(rows)}"))
        return rows

    def _row(self, child: PyxformElement, at: str) -> Document:
        line = self.draft.line(int(child[ROW]))
        number, cells = line.number, line.written
        kind = self._kind(child)
        self._locate(at, number, cells)
        if number in self._converted:
            self.copies[at] = self._converted[number]
        self._converted.setdefault(number, at)
        row: Document = {"type": kind, "name": str(child["name"])}
        if is_unsupported(kind):
            self._refuse(at, number, kind)
        if number in self.draft.replaced_rows:
            self.replaced.add(at)
        row |= self._texts(cells, at, number)
        row |= self._logic(child, kind, cells)
        if line.choice is not None:
            row |= choice_texts(self.draft.choices.columns, line.choice, self.languages)
        row |= self._list(child, kind, at, line)
        own = self._own(line, kind, at)
        parameters = self._parameters(child, kind, at, line)
        if _SEED in own:
            parameters[_SEED] = own.pop(_SEED)
        if parameters:
            row["parameters"] = parameters
        row |= own
        if kind in TYPES and TYPES[kind].is_container:
            row["questions"] = self.convert(child.get("children", []), f"{at}/questions")
        return row

    def _kind(self, child: PyxformElement) -> str:
        kind = kind_of(str(child["type"]))
        extension = PurePath(str(child.get("itemset", ""))).suffix
        from_file = f"{kind}_from_file"
        if from_file in TYPES and extension in LIST_FILES:
            return from_file
        return kind

    def _locate(self, at: str, number: int, cells: Mapping[str, str]) -> None:
        sheet, columns = self.draft.survey.sheet, self.draft.survey.columns
        self.locations[at] = sheet.locate(number)
        for key in ("type", "name"):
            self.locations[f"{at}/{key}"] = sheet.locate(number, columns.header(key))
        list_name = sheet.locate(number, columns.header("type"))
        self.locations[f"{at}/list_name"] = self.locations[f"{at}/or_other"] = list_name
        for header, key in columns.logic():
            if header in cells:
                self.locations[f"{at}/{key}"] = sheet.locate(number, header)

    def _refuse(self, at: str, number: int, kind: str) -> None:
        column = self.draft.survey.columns.header("type")
        location = self.draft.survey.sheet.locate(number, column)
        if at not in self.copies:
            self.draft.note("form.unsupported_type", location, type=kind)
        self.replaced.add(at)

    def _texts(self, cells: Mapping[str, str], at: str, number: int) -> Document:
        columns = self.draft.survey.columns
        texts: Document = {**self._localize(columns.texts(), cells, at, number)}
        label = self.draft.survey.sheet.locate(number, columns.label)
        self.locations.setdefault(f"{at}/label", label)
        if media := self._localize(columns.media(), cells, f"{at}/media", number):
            texts["media"] = media
        return texts

    def _localize(
        self, columns: Iterable[TextColumn], cells: Mapping[str, str], at: str, number: int
    ) -> Mapping[str, object]:
        filled = [column for column in columns if column[0] in cells]
        for header, key, language in filled:
            self._locate_text(f"{at}/{key}", number, header, language)
        tidy = {header: self._tidy(cells[header]) for header, _, _ in filled}
        return self.languages.read(filled, tidy)

    def _locate_text(self, at: str, number: int, header: str, name: str | None) -> None:
        location = self.draft.survey.sheet.locate(number, header)
        language = self.languages.language(name) or self.languages.default
        self.locations.setdefault(at, location)
        self.locations.setdefault(f"{at}/{language}", location)

    def _tidy(self, text: str) -> str:
        if not self.draft.cleans:
            return text
        return " ".join(part for part in text.split(" ") if part)

    def _logic(self, child: PyxformElement, kind: str, cells: Mapping[str, str]) -> Document:
        logic: Document = {
            key: _value(key, self.draft.clean(cells[header]), kind)
            for header, key in self.draft.survey.columns.logic()
            if header in cells and key != "parameters"
        }
        if self.draft.setting("flat") and (inherited := child.get("bind", {}).get("relevant")):
            logic["relevant"] = inherited  # pyxform writes the groups' relevance to their rows
        implied = implied_constraint(str(child["type"]))
        return {"constraint": implied, **logic} if implied else logic

    def _parameters(self, child: PyxformElement, kind: str, at: str, line: Line) -> Document:
        cell = self._clean_cell(line.written, "parameters")
        parameters, ignored = read_parameters(kind, child.get("parameters"), cell)
        header = self.draft.survey.columns.header("parameters")
        is_silent = at in self.copies or line.number in self.draft.replaced_rows
        for name in () if is_silent else ignored:
            location = self.draft.survey.sheet.locate(line.number, header)
            self.draft.note("form.ignored_parameter", location, name=name)
        return {**parameters}

    def _clean_cell(self, cells: Mapping[str, str], column: str) -> str:
        header = self.draft.survey.columns.header(column)
        return self.draft.clean(cells[header]) if header and header in cells else ""

    def _list(self, child: PyxformElement, kind: str, at: str, line: Line) -> Document:
        """Return the keys of a selection; a range with labels at its ticks has none of them."""
        if "itemset" not in child or is_unsupported(kind):
            return {}
        if kind not in TYPES or TYPES[kind].selection is None:
            return {}
        name = str(child["itemset"])
        type_cell = self._clean_cell(line.written, "type")
        if "${" in name:
            self._refuse(at, line.number, type_cell)
        keys: Document = {"list_name": name}
        return {**keys, "or_other": True} if has_other(type_cell) else keys

    def _own(self, line: Line, kind: str, at: str) -> Document:
        """Return Pikir's own columns: ``pikir::role``, ``pikir::min`` and so on."""
        own: Document = {}
        for header, tokens in self.draft.survey.columns.own.items():
            key = tokens[0]
            if header in line.written and key != KEEP:
                self.locations[f"{at}/{key}"] = self.draft.survey.sheet.locate(line.number, header)
                own[key] = _own_value(key, line.written[header].strip(), kind)
        return own


def _value(key: str, text: str, kind: str) -> bool | str:
    """Return a cell of logic; yes and no become booleans, and a date loses its midnight."""
    from pyxform.aliases import yes_no

    if key in _CONDITIONS and isinstance(yes_no.get(text), bool):
        return bool(yes_no[text])
    if key == "default" and kind == "date":
        return text.removesuffix(" 00:00:00")
    return text


def _own_value(key: str, text: str, kind: str) -> object:
    from pyxform.aliases import yes_no

    if key in _FLAGS:
        return yes_no.get(text, text)
    if key in _LENGTHS or (key in _LIMITS and not _has_textual_limits(kind)):
        return parse_number(text)
    return text


def _has_textual_limits(name: str) -> bool:
    kind = TYPES.get(name)
    return kind is not None and "min" in kind.keys and not kind.is_number
