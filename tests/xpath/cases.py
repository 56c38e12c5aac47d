"""The vectors that both evaluators share, and what it takes to evaluate one."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from chalicelib import xpath
from chalicelib.forms.definition import Choice, Definition
from chalicelib.forms.tree import FormTree, Node
from chalicelib.locales import Language
from chalicelib.xpath import BoundExpression, ChoiceTables, Context, get_zone
from chalicelib.xpath.choice_tables import ChoiceTable, DataRows
from chalicelib.xpath.context import MAX_BUDGET

VECTORS = Path(__file__).with_name("vectors.json")
NOW = "2026-11-22T10:30:00Z"
ZONE = "Asia/Almaty"


class Form:
    """A form as expressions see it. No dataclass: a failing test would print all of it."""

    def __init__(
        self,
        tree: FormTree,
        choices: Mapping[str, Sequence[Choice]],
        data: Mapping[str, DataRows] = {},
    ) -> None:
        self.tree, self.choices, self.data = tree, choices, data
        self.tables = ChoiceTables(choices, data, expected={"lost.xml"})

    @classmethod
    def of(
        cls,
        questions: list[dict[str, Any]],
        choices: dict[str, Any],
        data: dict[str, list[dict[str, str]]] | None = None,
    ) -> Form:
        document = {
            "name": "example",
            "purpose": "other",
            "title": "Example",
            "questions": questions,
            "choices": choices,
            "data": data or {},
        }
        definition = Definition.model_validate(document)
        return cls(FormTree.of(definition.questions), definition.choices, definition.data)

    def node(self, name: str) -> Node:
        (node,) = self.tree.rows_named(name)
        return node


@dataclass(frozen=True)
class Case:
    """One expression and all that its value depends on."""

    form: Form
    expression: str
    answers: dict[str, Any]
    at: str = "result"
    instance: tuple[int, ...] = ()
    value: Any = None
    now: str = NOW
    zone: str = ZONE
    language: Language = "en"
    filters: str | None = None

    def bind(self) -> BoundExpression[Node]:
        expr = xpath.parse(self.expression)
        node = self.form.node(self.at)
        return xpath.bind(expr, self.form.tree, node, self.form.tables, filters=self.filters)

    def frames(self) -> list[dict[str, Any]]:
        frames = [self.answers]
        scopes = self.form.node(self.at).scope.chain[1:]
        for scope, index in zip(scopes, self.instance, strict=True):
            assert scope.repeat is not None
            frames.append(frames[-1][scope.repeat.key][index])
        return frames

    def context(self, *, budget: int = MAX_BUDGET) -> Context:
        numbers = count(1)
        return Context(
            frames=list(self.frames()),
            positions=[0, *self.instance],
            value=self.value,
            now=datetime.fromisoformat(self.now),
            time_zone=self.zone,
            language=self.language,
            new_id=lambda: f"00000000-0000-4000-8000-{next(numbers):012x}",
            budget=budget,
        )

    def to_page(self) -> dict[str, Any]:
        """Return what the page gets as JSON: the tree and the context."""
        bound = self.bind()
        lists = {name: list(rows) for name, rows in self.form.data.items()} | {
            name: list(ChoiceTable(name, choices).rows(self.language))
            for name, choices in self.form.choices.items()
        }
        return {
            "tree": xpath.to_json(bound),
            "filters": self.filters,
            "context": {
                "frames": self.frames(),
                "positions": [0, *self.instance],
                "value": self.value,
                "now": self.context().instant,
                "zone": get_zone(self.zone).table,
                "language": self.language,
                "lists": lists,
            },
        }

    def evaluate(self) -> object:
        """Return the server's value; for a ``choice_filter`` the names of the choices that pass."""
        bound = self.bind()
        context = self.context()
        if bound.choices is None:
            return xpath.compile_expression(bound)(context)
        rows = bound.choices.rows(self.language)
        filter_rows = xpath.compile_filter(bound)
        return [row["name"] for row in filter_rows(context, rows)]


@cache
def _vectors() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))
    return document


def vectors() -> Iterator[tuple[str, Case, object]]:
    """Yield each case with its rule's source and the expected value."""
    document = _vectors()
    form = Form.of(**document["form"])
    for rule in document["rules"]:
        for case in rule["cases"]:
            arguments = {"answers": {}} | case
            expected: object = arguments.pop("expected")
            arguments["instance"] = tuple(arguments.get("instance", ()))
            yield rule["source"], Case(form=form, **arguments), expected


def example_form() -> Form:
    """Return the form that the vectors are about."""
    return Form.of(**_vectors()["form"])


def exact(value: object) -> object:
    """Return a value that compares bit by bit: a number as its eight bytes, NaN always the same."""
    if isinstance(value, dict):
        value = float(value["number"])
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    number = float(value)
    return "NaN" if number != number else struct.pack(">d", number).hex()
