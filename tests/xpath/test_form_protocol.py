"""Expressions work over anything that fulfils the protocol, without the form engine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.locales import Language
from chalicelib.xpath import (
    BoundExpression,
    ChoiceTables,
    Context,
    bind,
    compile_expression,
    parse,
    references,
)

ROOT = Path(__file__).parents[2]


@dataclass(eq=False)
class Scope:
    repeat: Node | None = None
    outer: Scope | None = None

    @property
    def depth(self) -> int:
        return len(self.chain) - 1

    @property
    def chain(self) -> Sequence[Scope]:
        return [*self.outer.chain, self] if self.outer else [self]


@dataclass(eq=False)
class Node:
    """A row that is its own ``row``."""

    name: str
    order: int
    scope: Scope
    container: Node | None = None
    inner: Scope | None = None
    type: str = "text"
    list_name: str | None = None
    or_other: bool = False
    is_group: bool = False

    @property
    def row(self) -> Node:
        return self

    @property
    def key(self) -> str:
        return self.name

    @property
    def path(self) -> tuple[str, ...]:
        return (*(self.container.path if self.container else ()), self.name)


@dataclass
class Model:
    """``age``, ``town`` (a choice) and the repeat ``pets`` with ``weight``."""

    root: Scope = field(default_factory=Scope)
    nodes: list[Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        pets = Node("pets", 3, self.root)
        pets.inner = Scope(pets, self.root)
        self.nodes += [
            Node("age", 1, self.root),
            Node("town", 2, self.root, list_name="towns"),
            pets,
            Node("weight", 4, pets.inner, container=pets),
        ]

    def rows_named(self, name: str) -> list[Node]:
        return [node for node in self.nodes if node.name == name]

    def at(self, path: Sequence[str]) -> Node | None:
        return next((node for node in self.nodes if node.path == tuple(path)), None)

    def nearest(self, name: str) -> str | None:  # noqa: ARG002 -- no suggestions
        return None


@dataclass
class Choice:
    name: str
    columns: Mapping[str, str] = field(default_factory=dict)

    def label_in(self, language: Language) -> str:
        return f"{self.name} ({language})"


MODEL = Model()
TABLES = ChoiceTables({"towns": [Choice("taraz", {"region": "south"})]})
ANSWERS = {"age": 7, "town": "taraz", "pets": [{"weight": 2}, {"weight": 3}]}


def bind_to(name: str, expression: str) -> BoundExpression[Node]:
    return bind(parse(expression), MODEL, MODEL.rows_named(name)[0], TABLES)


def evaluate(expression: str) -> object:
    context = Context([ANSWERS], datetime(2026, 1, 1, tzinfo=UTC), "UTC")
    return compile_expression(bind_to("age", expression))(context)


def test_a_stand_in_is_enough_of_a_form() -> None:
    assert evaluate("${age} + sum(${weight})") == 12
    assert evaluate("/data/pets[2]/weight") == "3"
    assert evaluate("jr:choice-name(${town}, '${town}')") == "taraz (en)"
    assert evaluate("instance('towns')/root/item[region = 'south']/name") == "taraz"


def test_references_are_the_forms_own_nodes() -> None:
    nodes = references(bind_to("age", "${town} = 'x' and sum(${weight}) > 1"))
    assert {node.name for node in nodes} == {"town", "pets", "weight"}


def test_expressions_load_nothing_of_the_form_engine() -> None:
    script = "import sys, chalicelib.xpath, chalicelib.xpath.describe; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = set(done.stdout.split())
    assert "chalicelib.xpath.binder" in modules
    assert not {"chalicelib.forms", "chalicelib.errors", "pydantic"} & modules
