"""A list of choices as expressions see it: rows of texts, the label in the asker's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from typing_extensions import override

from chalicelib.locales import Language
from chalicelib.xpath.form_protocol import FormChoice

FILE_ENDINGS = ("", ".csv", ".xml", ".geojson")


class ChoiceList:
    """One list: ``rows(language)`` are its choices as mappings of column to text."""

    def __init__(self, name: str, choices: Sequence[FormChoice]) -> None:
        self.name = name
        self._choices = choices
        self._rows: dict[Language, tuple[Mapping[str, str], ...]] = {}
        self._labels: dict[Language, dict[str, str]] = {}

    @cached_property
    def columns(self) -> frozenset[str]:
        """What its choices can be asked for."""
        return frozenset({"name", "label"}.union(*(choice.columns for choice in self._choices)))

    def rows(self, language: Language) -> tuple[Mapping[str, str], ...]:
        """Every choice's name, label and further columns."""
        if language not in self._rows:
            self._rows[language] = tuple(
                {
                    **choice.columns,
                    "name": choice.name,
                    "label": choice.label_in(language),
                }
                for choice in self._choices
            )
        return self._rows[language]

    def label(self, name: str, language: Language) -> str:
        """What the choice of that name is shown as; empty for none."""
        if language not in self._labels:
            self._labels[language] = {row["name"]: row["label"] for row in self.rows(language)}
        return self._labels[language].get(name, "")


class SharedLists(Mapping[str, "Sequence[FormChoice]"]):
    """A form's lists, each looked through once, however many expressions ask for it."""

    def __init__(self, lists: Mapping[str, Sequence[FormChoice]]) -> None:
        self._lists = lists
        self._items: dict[str, ChoiceList | None] = {}

    @override
    def __getitem__(self, name: str) -> Sequence[FormChoice]:
        return self._lists[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    @override
    def __len__(self) -> int:
        return len(self._lists)

    def items_named(self, name: str) -> ChoiceList | None:
        """The list of that name, the same at every call."""
        if name not in self._items:
            self._items[name] = list_named(name, self._lists)
        return self._items[name]


def list_named(name: str, lists: Mapping[str, Sequence[FormChoice]]) -> ChoiceList | None:
    """The list of that name; ``instance('cities')`` also means the file ``cities.csv``."""
    if isinstance(lists, SharedLists):
        return lists.items_named(name)
    for ending in FILE_ENDINGS:
        if name + ending in lists:
            return ChoiceList(name + ending, lists[name + ending])
    return None
