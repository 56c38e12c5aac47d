"""What rows ask of their lists, worked out once a list: hundreds of questions may share one of thousands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic_core import SchemaValidator

from chalicelib.forms.definition import Choice, Row
from chalicelib.forms.types import TYPES
from chalicelib.forms.types.base import Question, Setting
from chalicelib.forms.types.choice_types import SelectQuestion

_CATEGORY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
"""A category's name stands in keys and in the lines that figures are made of."""


@dataclass(frozen=True)
class UsedChoices:
    """The names in one list."""

    names: tuple[str, ...]

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The names, to be asked for."""
        return frozenset(self.names)

    @cached_property
    def spaced(self) -> str | None:
        """The first that is not one word."""
        return next((name for name in self.names if len(name.split()) != 1), None)

    @cached_property
    def no_category(self) -> str | None:
        """The first that no category can have."""
        return next((name for name in self.names if not _CATEGORY.fullmatch(name)), None)


class Offers:
    """A form's lists as its rows ask for them."""

    def __init__(self, lists: Mapping[str, Sequence[Choice] | None]) -> None:
        readable = {name: tuple(choices) for name, choices in lists.items() if choices}
        self._setting = Setting(choices=readable, time_zone="UTC")
        self._lists = lists
        self._offered: dict[str, UsedChoices] = {}
        self._validators: dict[tuple[str, str | None, bool, bool], SchemaValidator] = {}

    def of(self, name: str) -> UsedChoices | None:
        """The names in the list of that name; None for one that could not be read."""
        choices = self._lists[name]
        if choices is None:
            return None
        if name not in self._offered:
            self._offered[name] = UsedChoices(tuple(choice.name for choice in choices))
        return self._offered[name]

    def has(self, name: str) -> bool:
        """Whether that list could be read and offers something."""
        return name in self._setting.choices

    def question(self, row: Row) -> Question:
        """The row's question, as if nothing stood around it."""
        return TYPES[row.type].question(row, row.name, self._setting)

    def validator(self, question: Question) -> SchemaValidator:
        """What checks answers to the question; selects from the same list share it."""
        if not isinstance(question, SelectQuestion):
            return SchemaValidator(question.schema())
        row = question.row
        which = (row.type, row.list_name, row.or_other, question.must)
        if which not in self._validators:
            self._validators[which] = SchemaValidator(question.schema())
        return self._validators[which]
