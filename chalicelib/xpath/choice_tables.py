"""A form's choice lists and external data as tables of strings, with labels in the asker's language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from chalicelib.locales import Language
from chalicelib.override import override
from chalicelib.xpath.form_protocol import FormChoice

LIST_FILES = (".csv", ".xml", ".geojson")
"""How the names of files with choices or other rows end, as pyxform knows them."""
DataRows = Sequence[Mapping[str, str]]
"""Rows that only expressions read: strings by column."""
_PULLED = ".csv"


def pulled_file(name: str) -> str:
    """Return the file that ``pulldata`` means by a name; ODK takes it with and without its ending."""
    name = name.strip()
    return name if name.lower().endswith(_PULLED) else f"{name}{_PULLED}"


class ChoiceTable:
    """One list of choices. A row maps ``name``, ``label`` and the list's further columns to strings."""

    is_missing = False
    """Whether the file that holds it is not attached: nothing is known of its columns."""

    def __init__(self, name: str, choices: Sequence[FormChoice]) -> None:
        self.name = name
        self._choices = choices
        self._rows: dict[Language, tuple[Mapping[str, str], ...]] = {}
        self._labels: dict[Language, dict[str, str]] = {}
        self._rows_by_cell: dict[tuple[Language, str], dict[str, Mapping[str, str]]] = {}

    @cached_property
    def columns(self) -> frozenset[str]:
        """Return the columns that any of the choices has."""
        return frozenset({"name", "label"}.union(*(choice.columns for choice in self._choices)))

    def rows(self, language: Language) -> tuple[Mapping[str, str], ...]:
        """Return the choices' rows in their order."""
        if language not in self._rows:
            self._rows[language] = tuple(
                {**choice.columns, "name": choice.name, "label": choice.label_in(language)}
                for choice in self._choices
            )
        return self._rows[language]

    def label(self, name: str, language: Language) -> str:
        """Return the label of the choice of that name; empty if there is none."""
        if language not in self._labels:
            self._labels[language] = {row["name"]: row["label"] for row in self.rows(language)}
        return self._labels[language].get(name, "")

    def find_row(self, column: str, cell: str, language: Language) -> Mapping[str, str]:
        """Return the first row with that text in a column; an empty row if there is none, or for an empty text."""
        if (language, column) not in self._rows_by_cell:
            found: dict[str, Mapping[str, str]] = {}
            for row in self.rows(language):
                found.setdefault(row.get(column, ""), row)
            found[""] = {}
            self._rows_by_cell[language, column] = found
        return self._rows_by_cell[language, column].get(cell, {})


class DataTable(ChoiceTable):
    """Rows of an attached file, the same in every language; without rows the file is missing."""

    def __init__(self, name: str, rows: DataRows | None) -> None:
        super().__init__(name, ())
        self.is_missing = rows is None
        self._data = tuple(rows or ())

    @override
    @cached_property
    def columns(self) -> frozenset[str]:
        """Return the columns that any of the rows has."""
        return frozenset().union(*self._data)

    @override
    def rows(self, language: Language) -> tuple[Mapping[str, str], ...]:
        """Return the rows in their order."""
        return self._data


class ChoiceTables:
    """A form's lists and data by name. Each is read once, however many expressions use it.

    ``data`` are the rows of files that only expressions read; ``expected`` are the names of the form's files,
    which may not be attached yet.
    """

    def __init__(
        self,
        choices: Mapping[str, Sequence[FormChoice]],
        data: Mapping[str, DataRows] | None = None,
        expected: Collection[str] = (),
    ) -> None:
        self._choices = choices
        self._data = data or {}
        self._expected = expected
        self._tables: dict[str, ChoiceTable] = {}

    def find(self, name: str) -> ChoiceTable | None:
        """Return the list or data of that name, or None; ``cities`` also means the file ``cities.csv``.

        A file of the form that is not attached is a table without rows.
        """
        names = (name, *(name + ending for ending in LIST_FILES))
        for known in (self._choices, self._data, self._expected):
            for each in names:
                if each in known:
                    return self._table(each)
        return None

    def pull(self, name: str) -> ChoiceTable:
        """Return the table of the CSV file that ``pulldata`` means by a name."""
        return self._table(pulled_file(name))

    def _table(self, name: str) -> ChoiceTable:
        if name not in self._tables:
            self._tables[name] = (
                ChoiceTable(name, self._choices[name])
                if name in self._choices
                else DataTable(name, self._data.get(name))
            )
        return self._tables[name]
