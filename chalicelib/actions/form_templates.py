"""The forms that Pikir brings along to start from: definitions in three languages, in the folder `templates`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from chalicelib.forms.definition import Definition, load
from chalicelib.forms.tree import FormTree
from chalicelib.forms.types import Widget, find_type

TEMPLATES: Final = Path(__file__).parent / "templates"
"""Links to files of `schemas/`, and what `make generate` makes of its spreadsheets; a package of Lambda holds copies."""

NAMES: Final = (
    "registration",
    "impressions",
    "questions",
    "proposals",
    "follow_up",
    "training_evaluation",
    "school_climate",
    "child_protection",
)
"""In the order in which they are offered: those of every event first, the long ones last."""


@dataclass(frozen=True, slots=True)
class FormTemplate:
    """A template, and how each of its questions is asked, in order."""

    name: str
    definition: Definition
    widgets: tuple[Widget, ...]

    @property
    def questions(self) -> int:
        """How many questions it asks; a repeat's count once."""
        return len(self.widgets)


def read_template(name: str) -> bytes:
    """Return a template's definition as JSON; raise ``KeyError`` where there is none of that name."""
    if name not in NAMES:
        raise KeyError(name)
    return (TEMPLATES / f"{name}.json").read_bytes()


@cache
def list_templates() -> tuple[FormTemplate, ...]:
    """Return all templates."""
    return tuple(_template(name) for name in NAMES)


def _template(name: str) -> FormTemplate:
    definition = load(read_template(name))
    types = (find_type(node.row.type) for node in FormTree.of(definition.questions).nodes)
    widgets = (each.widget for each in types if each is not None)
    asked = tuple(each for each in widgets if each not in (None, Widget.NOTE))
    return FormTemplate(name, definition, asked)
