"""The rows of a definition from what pyxform read, without what pyxform made up.

Structure, types and names are pyxform's. What a row says is taken from its own cells again: texts as
they are written (typographic quotes and no-break spaces are the author's), logic as pyxform cleans it.
pyxform's own additions (labels of table lists, counts of repeats, texts beside “other”, ``meta``) have
no row of their own and are left where they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from chalicelib.errors import SourceLocation
from chalicelib.forms.types import TYPES
from chalicelib.xlsform.precheck.names import has_other
from chalicelib.xlsform.reader.columns import TextColumn
from chalicelib.xlsform.reader.languages import Speech
from chalicelib.xlsform.reader.parameters import number, parameters_of
from chalicelib.xlsform.reader.sheet_draft import ROW, SheetDraft
from chalicelib.xlsform.reader.type_names import implied_constraint, is_unsupported, kind_of

Document = dict[str, Any]

_LISTED_FILES = (".csv",)
_OTHER_FILES = (".xml", ".geojson")
_CONDITIONS = ("required", "read_only")
_OWN_FLAGS = frozenset({"private"})
_OWN_NUMBERS = frozenset({"min_length", "max_length"})
_OWN_LIMITS = frozenset({"min", "max"})


@dataclass(slots=True)
class RowConverter:
    """Makes rows; ``places`` grows with each, ``flagged`` are pointers that were spoken about."""

    draft: SheetDraft
    speech: Speech
    places: dict[str, SourceLocation] = field(default_factory=dict)
    flagged: set[str] = field(default_factory=set)

    def of(self, children: list[Mapping[str, Any]], at: str) -> list[Document]:
        """The rows of one container."""
        rows: list[Document] = []
        for child in children:
            if ROW not in child:
                continue
            pointer = f"{at}/{len(rows)}"
            row = self._row(child, pointer)
            if row is not None:
                rows.append(row)
        return rows

    def _row(self, child: Mapping[str, Any], at: str) -> Document | None:
        number = int(child[ROW])
        kind = self._kind(child)
        cells = self._cells(number)
        if kind == "audit":
            return None
        self._place(at, number, cells)
        row: Document = {"type": kind, "name": str(child["name"])}
        if is_unsupported(kind):
            self._refuse(at, number, kind)
        if number in self.draft.stood_in:
            self.flagged.add(at)
        self._texts(row, cells, at, number)
        self._logic(row, child, cells)
        self._parameters(row, child, cells)
        if "itemset" in child and not is_unsupported(kind):
            self._list(row, child, at, number)
        self._own(row, number, at)
        if kind in TYPES and TYPES[kind].is_container:
            row["questions"] = self.of(child.get("children", []), f"{at}/questions")
        return row

    def _kind(self, child: Mapping[str, Any]) -> str:
        kind = kind_of(str(child["type"]))
        extension = PurePath(str(child.get("itemset", ""))).suffix
        from_file = f"{kind}_from_file"
        if from_file in TYPES and extension in (*_LISTED_FILES, *_OTHER_FILES):
            return from_file
        return kind

    def _cells(self, number: int) -> Mapping[str, str]:
        """The row as it is written; a row that was made up here says nothing."""
        rows = self.draft.survey.sheet.rows
        return rows[number - 2] if number - 2 < len(rows) else {}

    def _place(self, at: str, number: int, cells: Mapping[str, str]) -> None:
        survey = self.draft.survey
        self.places[at] = survey.sheet.place(number)
        for key in ("type", "name"):
            self.places[f"{at}/{key}"] = survey.sheet.place(number, survey.columns.header(key))
        list_name = survey.sheet.place(number, survey.columns.header("type"))
        self.places[f"{at}/list_name"] = self.places[f"{at}/or_other"] = list_name
        for header, key in survey.columns.logic():
            if header in cells:
                self.places[f"{at}/{key}"] = survey.sheet.place(number, header)

    def _refuse(self, at: str, number: int, kind: str) -> None:
        column = self.draft.survey.columns.header("type")
        place = self.draft.survey.sheet.place(number, column)
        self.draft.say("form.unsupported_type", place, type=kind)
        self.flagged.add(at)

    def _texts(self, row: Document, cells: Mapping[str, str], at: str, number: int) -> None:
        columns = self.draft.survey.columns
        row |= self._said(columns.texts(), cells, at, number)
        self.places.setdefault(f"{at}/label", self.draft.survey.sheet.place(number, columns.label))
        if media := self._said(columns.media(), cells, f"{at}/media", number):
            row["media"] = media

    def _said(
        self, columns: Iterable[TextColumn], cells: Mapping[str, str], at: str, number: int
    ) -> Document:
        said: dict[str, list[tuple[str | None, str]]] = {}
        for header, key, language in columns:
            if header in cells:
                said.setdefault(key, []).append((language, self._tidy(cells[header])))
                self._place_text(f"{at}/{key}", number, header, language)
        return {key: self.speech.say(texts) for key, texts in said.items()}

    def _place_text(self, at: str, number: int, header: str, language: str | None) -> None:
        place = self.draft.survey.sheet.place(number, header)
        self.places.setdefault(at, place)
        meant = self.speech.meaning.get(language)
        self.places.setdefault(f"{at}/{meant or self.speech.default}", place)

    def _tidy(self, text: str) -> str:
        return " ".join(part for part in text.split(" ") if part) if self.draft.cleans else text

    def _logic(self, row: Document, child: Mapping[str, Any], cells: Mapping[str, str]) -> None:
        for header, key in self.draft.survey.columns.logic():
            if header in cells and key != "parameters":
                row[key] = _value(key, self.draft.clean(cells[header]), row["type"])
        implied = implied_constraint(str(child["type"]))
        if implied and "constraint" not in row:
            row["constraint"] = implied

    def _parameters(
        self, row: Document, child: Mapping[str, Any], cells: Mapping[str, str]
    ) -> None:
        raw = self._raw(cells, "parameters")
        kept, ignored = parameters_of(row["type"], child.get("parameters"), raw)
        if kept:
            row["parameters"] = kept
        for name in ignored:
            place = self._place_of(child, "parameters")
            self.draft.say("form.ignored_parameter", place, name=name)

    def _raw(self, cells: Mapping[str, str], column: str) -> str:
        header = self.draft.survey.columns.header(column)
        return self.draft.clean(cells[header]) if header and header in cells else ""

    def _place_of(self, child: Mapping[str, Any], column: str) -> SourceLocation:
        survey = self.draft.survey
        return survey.sheet.place(int(child[ROW]), survey.columns.header(column))

    def _list(self, row: Document, child: Mapping[str, Any], at: str, number: int) -> None:
        name = str(child["itemset"])
        kind = TYPES.get(row["type"])
        if kind is None or kind.selection is None:
            return  # a range with labels at its ticks
        row["list_name"] = name
        written = self._raw(self._cells(number), "type")
        if has_other(written):
            row["or_other"] = True
        if name.endswith(_OTHER_FILES):
            self._refuse(at, number, f"{row['type']} {name}")
        elif "${" in name:
            self._refuse(at, number, written)

    def _own(self, row: Document, number: int, at: str) -> None:
        """Pikir's own columns: ``pikir::role``, ``pikir::min`` and so on."""
        sheet = self.draft.survey.sheet
        cells = self._cells(number)
        for header, meant in self.draft.survey.columns.own.items():
            if header not in cells:
                continue
            key = meant[0]
            self.places[f"{at}/{key}"] = sheet.place(number, header)
            row |= _own(key, cells[header].strip(), row["type"])
        if "pikir_seed" in row:
            row.setdefault("parameters", {})["seed"] = row.pop("pikir_seed")


def _value(key: str, value: str, kind: str) -> bool | str:
    """A cell of logic; yes and no are no expressions, and a day is written without its midnight."""
    from pyxform.aliases import yes_no

    if key in _CONDITIONS and isinstance(yes_no.get(value), bool):
        return bool(yes_no[value])
    if key == "default" and kind == "date":
        return value.removesuffix(" 00:00:00")
    return value


def _has_textual_limits(name: str) -> bool:
    kind = TYPES.get(name)
    return kind is not None and "min" in kind.keys and not kind.is_number


def _own(key: str, value: str, kind: str) -> Document:
    from pyxform.aliases import yes_no

    if key in _OWN_FLAGS:
        return {key: yes_no.get(value, value)}
    if key == "seed":
        return {"pikir_seed": value}
    if key in _OWN_NUMBERS or (key in _OWN_LIMITS and not _has_textual_limits(kind)):
        return {key: number(value)}
    return {key: value}
