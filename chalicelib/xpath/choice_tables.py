"""A form's choice lists as tables of strings, with labels in the asker's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from chalicelib.locales import Language
from chalicelib.xpath.form_protocol import FormChoice

LIST_FILES = (".csv", ".xml", ".geojson")
"""How the names of files with choices end, as pyxform knows them."""


class ChoiceTable:
    """One list of choices. A row maps ``name``, ``label`` and the list's further columns to strings."""

    def __init__(self, name: str, choices: Sequence[FormChoice]) -> None:
        self.name = name
        self._choices = choices
        self._rows: dict[Language, tuple[Mapping[str, str], ...]] = {}
        self._labels: dict[Language, dict[str, str]] = {}

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


class ChoiceTables:
    """A form's lists by name. Each is read once, however many expressions use it."""

    def __init__(self, choices: Mapping[str, Sequence[FormChoice]]) -> None:
        self._choices = choices
        self._tables: dict[str, ChoiceTable | None] = {}

    def find(self, name: str) -> ChoiceTable | None:
        """Return the list of that name, or None; ``cities`` also means the file ``cities.csv``."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

    def _read(self, name: str) -> ChoiceTable | None:
        for full_name in (name, *(name + ending for ending in LIST_FILES)):
            if full_name in self._choices:
                return ChoiceTable(full_name, self._choices[full_name])
        return None
