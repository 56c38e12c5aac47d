"""What rows ask of their lists, prepared once for each list: hundreds of questions may share one of thousands."""

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
"""A category's name is part of keys and of statistics lines."""


@dataclass(frozen=True)
class UsedChoices:
    """The names of the choices in one list."""

    names: tuple[str, ...]

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The names as a set."""
        return frozenset(self.names)

    @cached_property
    def spaced(self) -> str | None:
        """The first name that is not one word, or None."""
        return next((name for name in self.names if len(name.split()) != 1), None)

    @cached_property
    def no_category(self) -> str | None:
        """The first name that no category can have, or None."""
        return next((name for name in self.names if not _CATEGORY.fullmatch(name)), None)


class ListChecks:
    """A form's lists, and the questions that are checked against them."""

    def __init__(self, lists: Mapping[str, Sequence[Choice] | None]) -> None:
        readable = {name: tuple(choices) for name, choices in lists.items() if choices}
        self._setting = Setting(choices=readable, time_zone="UTC")
        self._lists = lists
        self._choices: dict[str, UsedChoices] = {}
        self._validators: dict[tuple[str, str | None, bool, bool], SchemaValidator] = {}

    def of(self, name: str) -> UsedChoices | None:
        """Return the names in the list of that name; None for a list that could not be read."""
        choices = self._lists[name]
        if choices is None:
            return None
        if name not in self._choices:
            self._choices[name] = UsedChoices(tuple(choice.name for choice in choices))
        return self._choices[name]

    def has(self, name: str) -> bool:
        """Return whether that list could be read and is not empty."""
        return name in self._setting.choices

    def question(self, row: Row) -> Question:
        """Build the row's question as if it were alone in the form."""
        return TYPES[row.type].question(row, row.name, self._setting)

    def validator(self, question: Question) -> SchemaValidator:
        """Return the validator of answers to the question; selects from the same list share one."""
        if not isinstance(question, SelectQuestion):
            return SchemaValidator(question.schema())
        row = question.row
        which = (row.type, row.list_name, row.or_other, question.always_required)
        if which not in self._validators:
            self._validators[which] = SchemaValidator(question.schema())
        return self._validators[which]
